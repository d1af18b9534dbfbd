package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.testing.EtcdFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code get} beside what kubectl printed of the same objects. */
class GetAsKubectlTest {
    private static final Pattern BLANKS_AT_THE_END = Pattern.compile(" +$", Pattern.MULTILINE);

    @TempDir
    private static Path folder;

    private static Path file = Path.of("unset");

    /** @param printed empty also where it fails before it prints */
    record Golden(List<String> arguments, boolean fails, String printed) {}

    static List<Golden> goldens() throws IOException {
        List<Golden> goldens = new ArrayList<>();
        for (String text : resource("/golden/get-as-kubectl.txt").split("\n(?=\\[)")) {
            List<String> lines =
                    text.lines().filter(line -> !line.startsWith("#")).toList();
            if (!lines.isEmpty()) {
                List<String> arguments = JsonParser.parseString(lines.getFirst()).getAsJsonArray().asList().stream()
                        .map(JsonElement::getAsString)
                        .toList();
                StringBuilder printed = new StringBuilder();
                lines.stream()
                        .filter(line -> line.startsWith("  |"))
                        .forEach(line -> printed.append(line.substring(3)).append('\n'));
                goldens.add(new Golden(arguments, lines.contains("  fails"), printed.toString()));
            }
        }
        return goldens;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(GetAsKubectlTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @BeforeAll
    static void makeFile() throws IOException {
        EtcdFile etcd = new EtcdFile().put("/registry/namespaces/default", """
                {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}""");
        JsonArray things =
                JsonParser.parseString(resource("/jsonpath/things.json")).getAsJsonArray();
        define(etcd, "Thing");
        define(etcd, "Other");
        for (JsonElement thing : things) {
            JsonObject other = thing.getAsJsonObject().deepCopy();
            put(etcd, "things", thing.getAsJsonObject());
            JsonObject metadata = other.getAsJsonObject("metadata");
            metadata.addProperty("name", "o-" + metadata.get("name").getAsString());
            JsonObject spec = other.getAsJsonObject("spec");
            spec.addProperty("replicas", 10 - spec.get("replicas").getAsInt());
            other.addProperty("kind", "Other");
            put(etcd, "others", other);
        }
        file = etcd.write(folder.resolve("snapshot.db"));
    }

    private static void define(EtcdFile etcd, String kind) {
        String singular = kind.toLowerCase(Locale.ROOT);
        etcd.put(
                "/registry/apiextensions.k8s.io/customresourcedefinitions/" + singular + "s.example.com",
                """
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "metadata": {"name": "%1$ss.example.com"},
                 "spec": {"group": "example.com", "scope": "Namespaced",
                  "names": {"plural": "%1$ss", "singular": "%1$s", "kind": "%2$s"},
                  "versions": [{"name": "v1", "served": true, "storage": true, "additionalPrinterColumns":
                   [{"name": "Replicas", "type": "integer", "jsonPath": ".spec.replicas"}]}]}}
                """.formatted(singular, kind));
    }

    private static void put(EtcdFile etcd, String plural, JsonObject object) {
        String name = object.getAsJsonObject("metadata").get("name").getAsString();
        etcd.put("/registry/example.com/" + plural + "/default/" + name, object.toString());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void printsWhatKubectlPrints(Golden golden) {
        List<String> line = new ArrayList<>(List.of("get", file.toString()));
        line.addAll(golden.arguments);

        ProgramRun run = ProgramRun.of(line.toArray(String[]::new));

        assertThat(run.code() != 0).as(run.err()).isEqualTo(golden.fails);
        if (!golden.fails || !golden.printed.isEmpty()) {
            String printed = BLANKS_AT_THE_END.matcher(run.out()).replaceAll("");
            assertThat(printed.isEmpty() || printed.endsWith("\n") ? printed : printed + "\n")
                    .isEqualTo(golden.printed);
        }
    }

    @Test
    void theGoldenFileIsReadWhole() throws IOException {
        assertThat(goldens()).hasSizeGreaterThan(70).anyMatch(Golden::fails);
    }
}
