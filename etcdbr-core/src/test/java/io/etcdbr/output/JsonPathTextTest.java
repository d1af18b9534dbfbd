package io.etcdbr.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.jsonpath.JsonPathException;
import io.etcdbr.jsonpath.Template;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonPathTextTest {
    private static final JsonArray THINGS =
            JsonParser.parseString(resource("things.json")).getAsJsonArray();

    /** @param printed JSON of what kubectl printed, or "error" */
    record Golden(boolean list, String template, String printed) {}

    static List<Golden> goldens() {
        List<String> lines = resource("kubectl.txt")
                .lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .toList();
        List<Golden> goldens = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += 2) {
            String[] head = lines.get(i).split(" ", 2);
            goldens.add(
                    new Golden(head[0].equals("list"), head[1], lines.get(i + 1).strip()));
        }
        return goldens;
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(JsonPathTextTest.class.getResourceAsStream("/jsonpath/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void aTemplatePrintsWhatItPrintsWithKubectl(Golden golden) throws Exception {
        JsonElement root = golden.list ? list() : THINGS.get(0);
        if (golden.printed.equals("error")) {
            assertThatThrownBy(() -> printed(golden.template, root))
                    .isInstanceOf(JsonPathException.class)
                    .hasMessageStartingWith("at character ");
        } else {
            assertThat(printed(golden.template, root))
                    .isEqualTo(JsonParser.parseString(golden.printed).getAsString());
        }
    }

    @Test
    void theGoldenFileIsReadWhole() {
        assertThat(goldens()).hasSizeGreaterThan(300).anyMatch(Golden::list);
    }

    private static JsonObject list() {
        JsonObject list = JsonParser.parseString("""
                {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}}""").getAsJsonObject();
        list.add("items", THINGS);
        return list;
    }

    private static String printed(String template, JsonElement root) throws JsonPathException, IOException {
        StringBuilder out = new StringBuilder();
        new JsonPathText(false, out).print(Template.parse(template).results(root));
        return out.toString();
    }
}
