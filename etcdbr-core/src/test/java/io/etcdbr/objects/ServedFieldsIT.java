package io.etcdbr.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import io.etcdbr.objects.LiveApiServer.Served;
import io.etcdbr.objects.Synthetic.Fill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What kube-apiserver makes of values in its etcd, against what the resources of the schema say. They were written by
 * {@code -Detcdbr.updateSchema=true} with the version that they name; another version's server is not compared with them.
 */
class ServedFieldsIT {
    private static final Path RESOURCES = Path.of("src/main/resources/io/etcdbr/objects");

    /** Where the server serves something else than it reads, which happens to none of the values that it writes itself. */
    private static final List<Pattern> SERVERS_DOING = Stream.of(
                    // The revision in etcd takes its place.
                    "\\.metadata\\.resourceVersion: ",
                    // Defaults for what is missing.
                    "(ZERO|NOTHING) .*: ours nothing, theirs (\"[^\"]|[1-9]|true|\\[\"|\\{\"deprecated)",
                    "(HorizontalPodAutoscaler|Job) NOTHING .*: ours nothing, theirs (0|false)",
                    "Service (ZERO|NOTHING) \\.spec\\.sessionAffinityConfig: ",
                    // Fields that say the same thing twice, and the server takes the one that counts.
                    "\\.spec\\.serviceAccount: ",
                    "Node .*\\.podCIDRs\\[0]: ",
                    "Pod .*\\.podIPs\\[0]\\.ip: ",
                    "Secret .*(\\.data\\.k|\\.stringData): ",
                    // What older versions kept elsewhere.
                    "DaemonSet DIFFERENT \\.metadata\\.annotations\\.deprecated",
                    "HorizontalPodAutoscaler DIFFERENT \\.metadata\\.annotations\\.autoscaling",
                    "Namespace DIFFERENT \\.metadata\\.labels\\.kubernetes\\.io/metadata\\.name: ours nothing",
                    // A quantity that is not in its canonical form.
                    "ours \"1000\", theirs \"1k\"",
                    // Newer than the server.
                    "HorizontalPodAutoscaler DIFFERENT .*\\.observedGeneration: ours .* theirs nothing")
            .map(Pattern::compile)
            .toList();

    private static LiveApiServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException, InterruptedException {
        server = LiveApiServer.start(folder);
        assumeTrue(
                isUpdating()
                        || Files.readString(RESOURCES.resolve("presence.txt"))
                                .contains("kube-apiserver " + minor() + "."),
                "the schema was measured with another version than Kubernetes " + minor());
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void typesThatTheOfficialClientLacksAreAsTheServerWritesThem() throws IOException {
        LearnedTypes types = new LearnedTypes(server, official(), new SchemaText());
        for (Served served : protobufTypes()) {
            types.learn(served);
        }

        String expected = """
                # Types, and fields of types in kubernetes.schema, that the official Java client lacks: learned by ServedFieldsIT from what
                # kube-apiserver %s makes of JSON.
                """.formatted(minor()) + types.text();
        assertThat(types.problems()).isEmpty();
        update("learned.schema", expected);
        assertThat(RESOURCES.resolve("learned.schema")).hasContent(expected);
    }

    @Test
    void fieldsThatAreZeroAreShownWhereTheServerShowsThem() throws IOException {
        ServedFields fields = new ServedFields(server, Schema.builtIn());
        for (Served served : protobufTypes()) {
            fields.measure(served);
        }

        String expected = """
                # Which fields JSON shows when they are zero: measured by ServedFieldsIT with kube-apiserver %s. After a message come its
                # fields that are "always" shown, also where the wire lacks them, those that are "null" then, those that are shown where they
                # are "sent", and those that are shown where they are "nonzero". The others are shown where they are sent if they hold messages,
                # lists or maps, and where they are not zero otherwise.
                """.formatted(minor()) + fields.text();
        assertThat(fields.refusals()).isEmpty();
        update("presence.txt", expected);
        assertThat(RESOURCES.resolve("presence.txt")).hasContent(expected);
    }

    @Test
    void everyFieldOfEveryTypeIsShownAsTheServerShowsIt() throws IOException {
        Schema schema = Schema.builtIn();
        ObjectDecoder decoder = ObjectDecoder.create();
        List<String> differences = new ArrayList<>();
        for (Served served : protobufTypes()) {
            for (Fill fill : List.of(Fill.DIFFERENT, Fill.ZEROS, Fill.MESSAGES)) {
                byte[] value = Synthetic.value(schema, served.type(), fill);
                JsonObject theirs = server.ask(served, value).orElseThrow();
                Differences.between(decoder.decode(value).tree(), theirs).stream()
                        .map(difference -> served.type().kind() + " " + fill.content() + " " + difference)
                        .filter(difference -> !isTheServersDoing(difference))
                        .forEach(differences::add);
            }
        }

        assertThat(differences).isEmpty();
    }

    private static boolean isTheServersDoing(String difference) {
        return SERVERS_DOING.stream()
                .anyMatch(pattern -> pattern.matcher(difference).find());
    }

    /** Definitions of custom resources and API services are stored as JSON. */
    private List<Served> protobufTypes() throws IOException {
        return server.served().values().stream()
                .filter(served -> !served.type().kind().equals("CustomResourceDefinition")
                        && !served.type().kind().equals("APIService"))
                .toList();
    }

    private static Schema official() {
        return Schema.of(List.of(new SchemaText().text()));
    }

    private static String minor() throws IOException {
        return server.version().replaceFirst("^v([0-9]+\\.[0-9]+).*$", "$1");
    }

    private static boolean isUpdating() {
        return Boolean.getBoolean("etcdbr.updateSchema");
    }

    private static void update(String resource, String text) throws IOException {
        if (isUpdating()) {
            Files.writeString(RESOURCES.resolve(resource), text);
        }
    }
}
