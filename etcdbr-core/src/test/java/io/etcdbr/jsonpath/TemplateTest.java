package io.etcdbr.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What templates print is in {@code JsonPathTextTest}, beside what kubectl prints. */
class TemplateTest {
    private static final JsonObject LIST = JsonParser.parseString("""
            {"kind": "List", "items": [
              {"name": "a", "l": ["x", "y"], "n": 1, "m": {"k": [1, {"k": "deep"}]}, "z": null},
              {"name": "b", "l": ["z"], "n": 2.5, "secret": "hunter2"},
              {"l": ["w"], "name": "c", "t": true}]}
            """).getAsJsonObject();

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            {.a                       ! 4  ! expected }, found the end of the template
            text {.a,.b}              ! 9  ! there is no meaning in ','
            {.a}{.b[x]}               ! 8  ! expected [number]
            {.a[1,x]}                 ! 6  ! expected [number], [from:to:step]
            {.a[1, 'b','c"]}          ! 11 ! expected [number], [from:to:step]
            {.a['b[0']}               ! 7  ! the [ here has no ]
            {.a['b}c']}               ! 7  ! there is no meaning in } here
            {.a[0}                    ! 4  ! the [ here has no ]
            {.a[0:2:0]}               ! 4  ! expected a step above 0
            {.a[?(@.b==foo)]}         ! 12 ! found 'foo'
            {.a[?(@.b==range)]}       ! 12 ! 'range' has no meaning here
            {.a[?(@.b===1)]}          ! 10 ! expected ==, !=, <, <=, > or >=, found '==='
            {.a[?(@.b==1 & 2)]}       ! 14 ! there is no meaning in '&'
            {.a[?(@.b==1)}            ! 14 ! expected ] behind the ) of a filter
            {.a[?(@.b==1]}            ! 4  ! the [?( here has no )
            {range range .a}          ! 8  ! 'range' has no meaning here
            {range .a}{end}{end}      ! 16 ! there is no {range ...} that this {end} could end
            {"a\\q"}                  ! 4  ! there is no escape \\q in quotes
            {"\\u12"}                 ! 3  ! expected 4 hexadecimal digits behind
            {"\\uD800"}               ! 3  ! there is no such character of Unicode
            {"a}                      ! 2  ! the text that begins here has no second "
            {.a}{metadata.name}       ! 6  ! expected .field, ['field'], [number], a text in quotes, range or end, found 'metadata'
            {1.2.3}                   ! 2  ! expected a number, found '1.2.3'
            {.a....b}                 ! 6  ! a second .. right behind one
            """)
    void aMistakeIsNamedWithItsPlace(String template, int character, String problem) {
        assertThatThrownBy(() -> Template.parse(template))
                .isInstanceOfSatisfying(
                        JsonPathException.class, e -> assertThat(e.position()).isEqualTo(character - 1))
                .hasMessageStartingWith("at character " + character + ": ")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', quoteCharacter = '`', textBlock = """
            {.items[5].name}               ! 8  ! there is no element 5 in a list of 3
            {.items[0:9].name}             ! 8  ! there is no element 8 in a list of 3
            {.kind[0]}                     ! 7  ! expected a list, found a text
            {.items[0].m[0]}               ! 13 ! expected a list, found an object
            {.items[?(@.n>1)]}             ! 8  ! a fraction cannot be compared with a whole number
            {.items[?(@.m>1)]}             ! 8  ! an object cannot be compared with a whole number
            {.items[?(@.z==1)]}            ! 8  ! null cannot be compared with a whole number
            {.items[?(@.t>true)]}          ! 8  ! truth values have no order for >
            {.items[?(@.l[*]=="x")]}       ! 8  ! a filter compares single values, found several
            {.items[?(@.secret=="a)"].x    ! 8  ! the [?( here has no )
            """)
    void whatAnObjectIsNotMadeForIsNamedWithItsPlaceButNotWithWhatItHolds(
            String template, int character, String problem) {
        assertThatThrownBy(() -> Template.parse(template).results(LIST))
                .isInstanceOf(JsonPathException.class)
                .hasMessageStartingWith("at character " + character + ": ")
                .hasMessageContaining(problem)
                .hasMessageNotContainingAny("hunter2", "deep");
    }

    /** There kubectl shows also the elements of which it is not true. */
    @Test
    void aFilterThatBreaksWhileItLooksWhetherSomethingIsThereIsAnError() throws Exception {
        Template template = Template.parse("{.items[?(@.l[1])].name}");

        assertThatThrownBy(() -> template.results(LIST)).hasMessageContaining("there is no element 1 in a list of 1");
    }

    @Test
    void fieldsOfWhichAllAreAskedForComeInTheOrderOfTheirNames() throws Exception {
        JsonElement object =
                JsonParser.parseString("{\"o\": {\"b\": 1, \"a\": 2, \"\\uff5e\": 3, \"\\ud83d\\ude00\": 4}}");

        assertThat(Template.parse("{.o.*}").results(object)).hasToString("[[2, 1, 3, 4]]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{.items[*].name}",
                "{.items.*.name}",
                "a{.items[*]}b",
                "{.items[*].l[0]}",
                "{.items[*].l[*].x}",
                "{.items[*].l[*]}",
                "{.items[*].l[1:]}",
                "{range .items[*].l[1:]}{@}{end}",
                "{.items[*]..k}",
                "{.items[*].l[?(@!=\"x\")]}",
                "{range .items[*]}{.name}{\"\\n\"}{end}",
                "x {range .items[*]}{.name}{range .l[*]} {@}{end};{end} y",
                "{range .items[*].l[*]}{@},{end}"
            })
    void aTemplateThatGoesOverItemsIsPrintedItemByItem(String text) throws Exception {
        Template template = Template.parse(text);
        Optional<ItemTemplate> ofItems = template.ofItems();

        assertThat(ofItems).isPresent();
        assertThat(itemByItem(ofItems.get())).isEqualTo(printed(template.results(LIST)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{.items[0:2].name}",
                "{.items[*]['name','n']}",
                "{.items[*] \"x\"}",
                "{.items[*].name}{.items[*].n}",
                "{.items[*].name}{.kind}",
                "{range .items[*]}{.name}",
                "{range .items[*]}{range .l[*]}{@}{end}",
                "{range .items[*]}{.name}{end}{.kind}",
                "{range .items[?(@.n)]}{.name}{end}",
                "{.items}",
                "{.kind}",
                "text"
            })
    void aTemplateThatHasToSeeTheListIsNotPrintedItemByItem(String text) throws Exception {
        assertThat(Template.parse(text).ofItems()).isEmpty();
    }

    private static String itemByItem(ItemTemplate template) throws JsonPathException {
        StringBuilder all = new StringBuilder(template.before());
        List<String> found = new ArrayList<>();
        for (JsonElement item : LIST.getAsJsonArray("items")) {
            List<List<JsonElement>> results = template.results(item);
            if (template.joined()) {
                results.forEach(part -> part.forEach(value -> found.add(text(value))));
            } else {
                all.append(printed(results));
            }
        }
        return all.append(String.join(" ", found)).append(template.after()).toString();
    }

    private static String printed(List<List<JsonElement>> results) {
        StringBuilder all = new StringBuilder();
        results.forEach(part -> all.append(
                String.join(" ", part.stream().map(TemplateTest::text).toList())));
        return all.toString();
    }

    private static String text(JsonElement value) {
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }

    @Property(tries = 3000)
    void anyTextIsATemplateOrAMistakeWithinIt(@ForAll("texts") String text) {
        Template template;
        try {
            template = Template.parse(text);
        } catch (JsonPathException e) {
            assertThat(e.position()).isBetween(0, text.length());
            return;
        }
        try {
            template.results(LIST);
        } catch (JsonPathException e) {
            assertThat(e.position()).isBetween(0, text.length());
        }
    }

    @Property(tries = 2000)
    void whatIsPrintedItemByItemIsWhatIsPrintedAtOnce(@ForAll("ofItems") String text) throws JsonPathException {
        Template template;
        List<List<JsonElement>> results;
        try {
            template = Template.parse(text);
            results = template.results(LIST);
        } catch (JsonPathException e) {
            return;
        }
        Optional<ItemTemplate> ofItems = template.ofItems();
        if (ofItems.isPresent()) {
            assertThat(itemByItem(ofItems.get())).isEqualTo(printed(results));
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(pieces(), Arbitraries.strings().ofMaxLength(30), braced());
    }

    private static Arbitrary<String> braced() {
        return pieces().map(text -> "{" + text + "}");
    }

    private static Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        "[?(",
                        ")]",
                        "(",
                        ")",
                        "'",
                        "\"",
                        "\\",
                        "..",
                        ".",
                        ",",
                        ":",
                        "*",
                        "@",
                        "$",
                        " ",
                        "\t",
                        "\n",
                        "range ",
                        "end",
                        "{range .items[*]}",
                        "{end}",
                        ".items",
                        ".name",
                        ".l",
                        ".m",
                        "name",
                        "'name'",
                        "[*]",
                        "[0]",
                        "[-1]",
                        "[0:1]",
                        "==",
                        "!=",
                        "<",
                        ">=",
                        "=",
                        "1",
                        "-",
                        "+2.5",
                        "true",
                        "\\n",
                        "\\x41",
                        "\\u00e9",
                        "\\777",
                        "ü",
                        "\ud83d\ude00",
                        "\ud83d",
                        "999999999999999999999")
                .list()
                .ofMaxSize(14)
                .map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<String> ofItems() {
        Arbitrary<String> steps = Arbitraries.of(
                        ".name",
                        ".l",
                        ".m",
                        "..k",
                        "..",
                        ".*",
                        "[*]",
                        "[0]",
                        "[-1]",
                        "[0:1]",
                        "[0,0]",
                        "['name','n']",
                        "[?(@.name)]",
                        "[?(@==\"x\")]",
                        " ",
                        ".missing",
                        "\"q\"")
                .list()
                .ofMaxSize(4)
                .map(list -> String.join("", list));
        Arbitrary<String> more = Arbitraries.of("", "text", "{.name}", "{range .l[*]}{@}{end}", "{end}", "{\"\\n\"}")
                .list()
                .ofMaxSize(4)
                .map(list -> String.join("", list));
        return Combinators.combine(
                        Arbitraries.of("", "a"),
                        Arbitraries.of("{.items[*]", "{range .items[*]", "{range .items.*"),
                        steps,
                        more)
                .as((before, items, path, after) -> before + items + path + "}" + after);
    }

    @Test
    void longTemplatesTakeNoLongTime() {
        for (String piece : List.of("{", ".a", "[0]", "[?(@.a==", "['", "\\", "\"", "{range .a}", ",", "..a", "(")) {
            String text = "{.a" + piece.repeat(50_000);
            assertThatThrownBy(() -> Template.parse(text)).isInstanceOf(JsonPathException.class);
        }
    }
}
