package io.etcdbr.columns;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {
    private static final JsonObject OBJECT = JsonParser.parseString("""
            {"spec": {"a.b": "dotted", "l": ["x", "y", "z"], "i": 3, "e": [],
              "c": [{"t": "Q", "n": 1, "on": true}, {"t": "R", "v": "yes", "n": 2}, {"t": "R", "v": "again", "n": 3}, 7],
              "m": {"one": {"k": 1}, "two": {"k": 2}}}}
            """).getAsJsonObject();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ".spec.i | 3",
                ".spec.l[0] | \"x\"",
                ".spec.l[-1] | \"z\"",
                ".spec.l[-1:] | \"z\"",
                ".spec.l[1:2] | \"y\"",
                ".spec.l[:-1] | \"x\"",
                ".spec.l[*] | \"x\"",
                ".spec.l | [\"x\",\"y\",\"z\"]",
                ".spec.a\\.b | \"dotted\"",
                ".spec['a.b'] | \"dotted\"",
                ".spec.c[?(@.t==\"R\")].v | \"yes\"",
                ".spec.c[?(@.t=='R')].v | \"yes\"",
                ".spec.c[?(@.t != \"Q\")].v | \"yes\"",
                ".spec.c[?(@.n>2)].v | \"again\"",
                ".spec.c[?(@.n>=2)].v | \"yes\"",
                ".spec.c[?(@.n<2)].t | \"Q\"",
                ".spec.c[?(@.n<=1)].t | \"Q\"",
                ".spec.c[?(@.on==true)].n | 1",
                ".spec.m.*.k | ",
                ".spec.m[*].k | 1",
            })
    void findsTheFirstThatFits(String path, String found) {
        assertThat(JsonPath.parse(path).first(OBJECT).map(Object::toString).orElse(null))
                .isEqualTo(found);
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
                "..i",
                ".spec[",
                ".spec.l[99999999999]",
                ".spec.c[?(@.t)]",
                ".spec.c[?(@.t==\"S\")].v",
                ".spec.c[?(@.n==x)].v",
                "spec.i",
                ".spec.l[0",
                ".spec.",
                ".",
                ".spec.l[0,1]",
                ".spec.c[?(@.t==R)].v"
            })
    void whatDoesNotFitFindsNothing(String path) {
        assertThat(JsonPath.parse(path).first(OBJECT)).isEmpty();
    }

    @Test
    void longPathsFindNothingInsteadOfTakingLong() {
        for (String piece : new String[] {".a", "a", "\\.", "[0]", "[?(@", ".a[?(@.b==", "[-"}) {
            assertThat(JsonPath.parse("." + piece.repeat(200_000)).first(OBJECT))
                    .isEmpty();
            assertThat(JsonPath.parse("." + piece.repeat(900 / piece.length())).first(OBJECT))
                    .isEmpty();
        }
    }
}
