package io.etcdbr.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What is expected here was printed by kubectl 1.36. */
class YamlWriterTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "no",
                "on",
                "Off",
                "y",
                "N",
                "true",
                "TRUE",
                "null",
                "~",
                "Null",
                "",
                "1",
                "1e3",
                "12e03",
                "1e+3",
                "0x1",
                "0b1",
                "0o7",
                "010",
                "08",
                "00",
                "-0",
                "1_000",
                "1__0",
                "1.5",
                ".5",
                "5.",
                "0.",
                "+1",
                "-1",
                "1:30",
                "190:20:30",
                "2020-01-01",
                "1970-1-1",
                "2020-01-01T00:00:00Z",
                "2020-01-01 00:00:00",
                ".inf",
                "-.Inf",
                ".nan"
            })
    void textsThatLookLikeSomethingElseAreQuoted(String text) {
        assertThat(written(text)).isEqualTo("a: \"" + text + "\"\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:b",
                "a#b",
                "-a",
                "--",
                "?a",
                "x'y",
                "x\"y",
                "a{",
                "a]",
                "a,b",
                "a\\b",
                "é",
                "日本",
                "a\u00a0b",
                "0x",
                "1e",
                "e1",
                "NaN",
                "inf",
                "nil",
                "tRUE",
                "1 2",
                "+",
                "-.",
                "1.2.3",
                "a::b",
                "http://x:80/y",
                "key=value",
                "a*",
                "100%",
                "$x",
                "^",
                "(a)",
                "<a>",
                "a&b",
                "a|b",
                "a>b",
                "a;b",
                "/a",
                "\\",
                "k8s.io/x",
                "1Gi",
                "500m"
            })
    void mostTextsNeedNoQuotes(String text) {
        assertThat(written(text)).isEqualTo("a: " + text + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: b", "a:", "# x", "a # b", "- a", "-", "---", "--- a", "...", "? a", "!x", "&x", "*x", "%x", "@x",
                        "`x",
                "|", "|x", ">", "\"x\"", "{a}", "[a]", ",", " x", "x ", "::", "*", "&", "!", "%", "@", "end:"
            })
    void signsOfYamlTakeSingleQuotes(String text) {
        assertThat(written(text)).isEqualTo("a: '" + text + "'\n");
        assertThat(written("'x'")).isEqualTo("a: '''x'''\n");
    }

    @Test
    void whatCannotBeSeenTakesDoubleQuotes() {
        assertThat(written("\tx")).isEqualTo("a: \"\\tx\"\n");
        assertThat(written("a\u0007\u001b\\\"b")).isEqualTo("a: \"a\\a\\e\\\\\\\"b\"\n");
        assertThat(written("a\ufeffb")).isEqualTo("a: \"a\\uFEFFb\"\n");
        assertThat(written("😀")).isEqualTo("a: \"\\U0001F600\"\n");
        assertThat(written("a\r\nb")).isEqualTo("a: \"a\\r\\nb\"\n");
        assertThat(written("a \nb")).isEqualTo("a: \"a \\nb\"\n");
        assertThat(written("\ta\nb")).isEqualTo("a: \"\\ta\\nb\"\n");
    }

    @Test
    void severalLinesAreABlock() {
        assertThat(written("a\nb")).isEqualTo("a: |-\n  a\n  b\n");
        assertThat(written("a\nb\n")).isEqualTo("a: |\n  a\n  b\n");
        assertThat(written("\na")).isEqualTo("a: |2-\n\n  a\n");
        assertThat(written("a\n\n")).isEqualTo("a: |+\n  a\n\n");
        assertThat(written("\n")).isEqualTo("a: |2+\n\n");
        assertThat(written("  a\nb")).isEqualTo("a: |2-\n    a\n  b\n");
        assertThat(written("x: |\n  y")).isEqualTo("a: |-\n  x: |\n    y\n");
    }

    @Test
    void longTextsAreFoldedAtTheFirstBlankBehindColumn80() {
        assertThat(written("x".repeat(78) + " y")).isEqualTo("a: " + "x".repeat(78) + "\n  y\n");
        assertThat(written("x".repeat(77) + " y")).isEqualTo("a: " + "x".repeat(77) + " y\n");
        assertThat(written("x".repeat(90) + "  y z")).isEqualTo("a: " + "x".repeat(90) + "  y\n  z\n");
        assertThat(written("x: " + "y".repeat(90) + " z ")).isEqualTo("a: 'x: " + "y".repeat(90) + "\n  z '\n");
        assertThat(written("\t" + "y".repeat(90) + "  z")).isEqualTo("a: \"\\t" + "y".repeat(90) + "\n  \\ z\"\n");
    }

    @Test
    void treesHaveSortedKeysAndListsThatAreNotIndented() {
        assertThat(written(JsonParser.parseString("""
                {"kind": "List", "items": [{"b": [1, [2, {"x": "y"}], [], {}, [[]], null, true], "a10": {}, "a2": []}],
                 "on": {"1": "~", " lead": 1, "a: b": 1.5}}
                """))).isEqualTo("""
                items:
                - a2: []
                  a10: {}
                  b:
                  - 1
                  - - 2
                    - x: "y"
                  - []
                  - {}
                  - - []
                  - null
                  - true
                kind: List
                "on":
                  ' lead': 1
                  "1": "~"
                  'a: b': 1.5
                """);
        assertThat(written(new JsonObject())).isEqualTo("{}\n");
    }

    @Test
    void longKeysAndKeysOfSeveralLinesStandBehindAQuestionMark() {
        String key = "k".repeat(100) + " " + "l".repeat(30);
        assertThat(written(JsonParser.parseString("""
                {"%s": {"a": 1, "b": [1]}, "two\\nlines": ["x", ["y"]], "z\\r": "x"}
                """.formatted(key))))
                .isEqualTo("""
                ? %s
                  %s
                : a: 1
                  b:
                  - 1
                ? |-
                  two
                  lines
                : - x
                  - - "y"
                ? "z\\r"
                : x
                """.formatted("k".repeat(100), "l".repeat(30)));
        assertThat(written(JsonParser.parseString("{\"" + "k".repeat(128) + "\": 1}")))
                .isEqualTo("k".repeat(128) + ": 1\n");
    }

    @Test
    void keysAreInNaturalOrder() {
        List<String> order = List.of(
                "/x",
                "_x",
                "1-",
                "1.9",
                "1.09",
                "1.10",
                "9",
                "10",
                "A",
                "a",
                "a-b",
                "a.b",
                "a0",
                "a00",
                "a1",
                "a1-",
                "a01",
                "a001",
                "a2",
                "a10",
                "a20",
                "a100",
                "a1000",
                "ab",
                "b",
                "v1",
                "v1alpha1",
                "v1beta1",
                "v2",
                "v10",
                "x9y1",
                "x10y2",
                "x10y10",
                "x010",
                "z",
                "é");
        assertThat(order).isSortedAccordingTo(KeyOrder.NATURAL);
    }

    @Property
    void theOrderOfKeysIsATotalOne(@ForAll("keys") String a, @ForAll("keys") String b, @ForAll("keys") String c) {
        int ab = KeyOrder.NATURAL.compare(a, b);
        assertThat(Integer.signum(KeyOrder.NATURAL.compare(b, a))).isEqualTo(-Integer.signum(ab));
        assertThat(ab == 0).isEqualTo(a.equals(b));
        if (ab <= 0 && KeyOrder.NATURAL.compare(b, c) <= 0) {
            assertThat(KeyOrder.NATURAL.compare(a, c)).isNotPositive();
        }
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.of("0", "1", "2", "a", "b", "-", ".")
                .list()
                .ofMaxSize(5)
                .map(list -> String.join("", list));
    }

    @Test
    void numbersKeepTheirValue() {
        JsonObject numbers = new JsonObject();
        Map<String, String> expected = Map.ofEntries(
                Map.entry("1.5", "1.5"),
                Map.entry("1234567.5", "1.2345675e+06"),
                Map.entry("12345678901234567890", "12345678901234567890"),
                Map.entry("100000000000000000000", "1e+20"),
                Map.entry("-9223372036854775808", "-9223372036854775808"),
                Map.entry("1e+21", "1e+21"),
                Map.entry("1.0e22", "1e+22"),
                Map.entry("0.00001", "1e-05"),
                Map.entry("0.000123", "0.000123"),
                Map.entry("-2.5e-7", "-2.5e-07"),
                Map.entry("1e300", "1e+300"),
                Map.entry("123456789.125", "1.23456789125e+08"),
                Map.entry("-0", "0"),
                Map.entry("1e999999999", "1e999999999"));
        expected.forEach((json, yaml) -> {
            numbers.add("a", JsonParser.parseString(json));
            assertThat(written(numbers)).isEqualTo("a: " + yaml + "\n");
        });
    }

    @Test
    void aListIsWrittenItemByItem() throws IOException {
        StringBuilder out = new StringBuilder();
        YamlWriter writer = new YamlWriter(out);
        writer.field("apiVersion", new JsonPrimitive("v1"));
        writer.list("items");
        writer.item(JsonParser.parseString("{\"b\": 1, \"a\": \"x\\ny\"}"));
        writer.item(JsonNull.INSTANCE);
        writer.field("metadata", JsonParser.parseString("{\"resourceVersion\": \"\"}"));

        assertThat(out).hasToString("""
                apiVersion: v1
                items:
                - a: |-
                    x
                    y
                  b: 1
                - null
                metadata:
                  resourceVersion: ""
                """);
    }

    @Property
    void whatIsWrittenReadsAsTheSame(@ForAll("texts") String key, @ForAll("lists") List<String> texts) {
        JsonObject inner = new JsonObject();
        IntStream.range(0, texts.size()).forEach(i -> inner.addProperty("k" + i, texts.get(i)));
        JsonObject tree = new JsonObject();
        tree.add("a", JsonParser.parseString("[[]]"));
        texts.forEach(tree.getAsJsonArray("a")::add);
        tree.add("b" + key, inner);

        Object read = new Yaml().load(written(tree));

        assertThat(read)
                .isEqualTo(Map.of(
                        "a", Stream.concat(Stream.of(List.of()), texts.stream()).toList(), "b" + key, plain(inner)));
    }

    private static Map<String, String> plain(JsonObject object) {
        return object.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().getAsString()));
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of(
                "a",
                "1",
                "0",
                ".",
                " ",
                "  ",
                "\n",
                "\n\n",
                ":",
                "#",
                "-",
                "'",
                "\"",
                "\\",
                "é",
                "日",
                "😀",
                "\t",
                ",",
                "[",
                "]",
                "{",
                "}",
                "&",
                "*",
                "!",
                "|",
                ">",
                "%",
                "@",
                "`",
                "?",
                "=",
                "<<",
                "~",
                "_",
                "e",
                "+",
                "\u00a0",
                "\r",
                "\u0007",
                "\u0085",
                "\u2028",
                "true",
                "no",
                "2020-01-01",
                "0x",
                "word ".repeat(20));
        return pieces.list()
                .ofMaxSize(12)
                .map(list -> String.join("", list))
                // SnakeYAML takes these for numbers and then cannot read them; kubectl writes them plain.
                .filter(text -> !text.matches("[-+]?\\._+([eE][-+]?[0-9]+)?"));
    }

    @Provide
    Arbitrary<List<String>> lists() {
        return texts().list().ofMaxSize(6);
    }

    private static String written(String text) {
        JsonObject tree = new JsonObject();
        tree.addProperty("a", text);
        return written(tree);
    }

    private static String written(JsonElement tree) {
        StringBuilder out = new StringBuilder();
        try {
            new YamlWriter(out).document(tree.getAsJsonObject());
        } catch (IOException e) {
            throw new AssertionError("a StringBuilder does not throw", e);
        }
        return out.toString();
    }
}
