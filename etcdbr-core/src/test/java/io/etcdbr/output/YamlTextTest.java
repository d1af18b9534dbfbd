package io.etcdbr.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class YamlTextTest {
    private static final Gson GSON = new GsonBuilder().serializeNulls().create();

    @Test
    void listsAndObjectsAreIndented() throws IOException {
        JsonObject tree = JsonParser.parseString(
                        "{\"a\":[{\"b\":1,\"c\":[\"x\",[\"y\"],{}]},null],\"d\":{\"e\":\"2026-11-20\"},\"f\":[]}")
                .getAsJsonObject();
        assertThat(written(tree)).isEqualTo("""
                a:
                  - b: 1
                    c:
                      - x
                      -
                        - "y"
                      - {}
                  - null
                d:
                  e: "2026-11-20"
                f: []
                """);
    }

    @Property(tries = 300)
    void anyTreeIsReadBackByAYamlLibrary(@ForAll("texts") List<String> texts, @ForAll long seed) throws IOException {
        JsonObject tree = new JsonObject();
        tree.add("root", new TreeMaker(texts, new Random(seed)).make(4));
        Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(written(tree));
        assertThat(GSON.toJson(read)).isEqualTo(GSON.toJson(tree));
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().excludeChars('\ufffe', '\uffff').ofMaxLength(12),
                        Arbitraries.of(
                                "true", "No", "null", "~", "1e3", "0x1f", "2026-11-20T00:00:00Z", "- a", "a: b", "#"))
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    private record TreeMaker(List<String> texts, Random random) {
        JsonElement make(int depth) {
            return switch (random.nextInt(depth > 0 ? 6 : 4)) {
                case 0 -> new JsonPrimitive(random.nextLong());
                case 1 -> new JsonPrimitive(random.nextBoolean());
                case 2 -> JsonNull.INSTANCE;
                case 3 -> new JsonPrimitive(text());
                case 4 -> {
                    JsonArray array = new JsonArray();
                    random.ints(random.nextInt(4)).forEach(_ -> array.add(make(depth - 1)));
                    yield array;
                }
                default -> {
                    JsonObject object = new JsonObject();
                    random.ints(random.nextInt(4)).forEach(_ -> object.add(text(), make(depth - 1)));
                    yield object;
                }
            };
        }

        private String text() {
            return texts.get(random.nextInt(texts.size()));
        }
    }

    private static String written(JsonObject tree) throws IOException {
        StringBuilder out = new StringBuilder();
        YamlText.write(tree, out);
        return out.toString();
    }
}
