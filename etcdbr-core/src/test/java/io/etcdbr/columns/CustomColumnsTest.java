package io.etcdbr.columns;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.resources.ObjectTree;
import io.etcdbr.resources.PrinterColumn;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API server finds what is in such a column with the templates that kubectl has. */
class CustomColumnsTest {
    private static final JsonObject OBJECT = JsonParser.parseString("""
            {"spec": {"a.b": "dotted", "l": ["x", "y", "z"], "i": 3, "e": [],
              "c": [{"t": "Q", "n": 1, "on": true}, {"t": "R", "v": "yes", "n": 2}, {"t": "R", "v": "again", "n": 3}, 7],
              "m": {"one": {"k": 1}, "two": {"k": 2}}}}
            """).getAsJsonObject();

    private static String shown(String path) {
        return shown(OBJECT, path);
    }

    private static String shown(JsonObject object, String path) {
        Column column = CustomColumns.of(List.of(new PrinterColumn("X", "string", 0, path)))
                .getLast();
        return column.text().apply(new Row(new ObjectTree(object), Instant.EPOCH));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".spec.i | 3",
                ".spec.l[0] | x",
                ".spec.l[-1] | z",
                ".spec.l[-1:] | z",
                ".spec.l[1:2] | y",
                ".spec.l[:-1] | x",
                ".spec.l[*] | x",
                ".spec.l[0,1] | x",
                ".spec.l | [\"x\",\"y\",\"z\"]",
                ".spec.a\\.b | dotted",
                ".spec['a\\.b'] | dotted",
                ".spec.c[?(@.t==\"R\")].v | yes",
                ".spec.c[?(@.t=='R')].v | yes",
                ".spec.c[?(@.t != \"Q\")].v | yes",
                ".spec.c[?(@.n>2)].v | again",
                ".spec.c[?(@.n>=2)].v | yes",
                ".spec.c[?(@.n<2)].t | Q",
                ".spec.c[?(@.n<=1)].t | Q",
                ".spec.c[?(@.on==true)].n | 1",
                ".spec.c[?(@.v)].n | 2",
                ".spec.m.*.k | 1",
                "..v | yes",
            })
    void showsTheFirstThatFits(String path, String text) {
        assertThat(shown(path)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".nothing",
                ".spec.i.deeper",
                ".spec.i[0]",
                ".spec.l[3]",
                ".spec.l[-4]",
                ".spec.e[0]",
                ".spec.l[5:]",
                ".spec['a.b']",
                ".spec.m[*].k",
                ".spec[",
                ".spec.l[99999999999999999999]",
                ".spec.c[?(@.t==\"S\")].v",
                ".spec.c[?(@.n==x)].v",
                "spec.i",
                ".spec.l[0",
                ".spec.",
                ".",
                ".spec.c[?(@.t==R)].v"
            })
    void whatDoesNotFitShowsNothing(String path) {
        assertThat(shown(path)).isEmpty();
    }

    /** Whoever may define resources would end this program otherwise, by one object with a few levels. */
    @ParameterizedTest
    @ValueSource(strings = {"..a", "['a','a']"})
    void pathsThatMultiplyWhatTheyFindShowNothingInsteadOfTakingAllMemory(String step) {
        JsonObject object = new JsonObject();
        JsonObject last = object;
        for (int i = 0; i < 60; i++) {
            JsonObject next = new JsonObject();
            last.add("a", next);
            last = next;
        }
        last.addProperty("text", "x");

        assertThat(shown(object, step.repeat(30))).isEmpty();
        assertThat(shown(object, "..text")).isEqualTo("x");
    }

    @Test
    void longPathsShowNothingInsteadOfTakingLong() {
        for (String piece : List.of(".a", "a", "\\.", "[0]", "[?(@", ".a[?(@.b==", "[-")) {
            assertThat(shown("." + piece.repeat(200_000))).isEmpty();
        }
    }
}
