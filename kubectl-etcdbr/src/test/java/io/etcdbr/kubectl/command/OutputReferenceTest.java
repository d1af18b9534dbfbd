package io.etcdbr.kubectl.command;

import static io.etcdbr.testing.OutputFields.assertDocumented;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.kubectl.operation.ClusterStatus;
import io.etcdbr.kubectl.operation.Finding;
import io.etcdbr.kubectl.operation.ScriptedPods;
import io.etcdbr.testing.Example;
import io.etcdbr.testing.OutputFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/reference/output.md names exactly the fields that the plugin's own results have. */
@Timeout(300)
class OutputReferenceTest {
    private static final String OF_JOB = "etcd.";

    private final Example example = new Example()
            .with(Failure.class, new Failure(ExitCode.ATTENTION, "problem", "remedy"))
            .with(KubeObject.class, ScriptedPods.object("{\"etcdClusterId\":\"cdf818194e3a8c32\"}"));

    /** What stands below {@code etcd} is the job's, and held against the document there. */
    @Test
    void status() throws IOException {
        Set<String> documented = OutputFields.documented("status");
        Set<String> fields = new TreeSet<>(OutputFields.of(documented, StatusTree.of(example.of(ClusterStatus.class))));

        assertThat(fields.removeIf(field -> field.startsWith(OF_JOB))).isTrue();
        assertThat(documented.removeIf(field -> field.startsWith(OF_JOB))).isTrue();
        assertThat(fields).isEqualTo(documented);
    }

    @Test
    void check() throws IOException {
        assertDocumented("check", CheckVerb.tree(List.of(example.of(Finding.class))));
    }

    @Test
    void backup() throws IOException {
        ScriptedRun run = ScriptedRun.on(new ScriptedPods(), "backup", "--name", "b", "-o", "json");

        assertDocumented("backup of a Job", JsonParser.parseString(run.out()));
    }

    @Test
    void restore() throws IOException {
        ScriptedCluster cluster = new ScriptedCluster();
        ScriptedRun run = ScriptedRun.of(
                List.of(new RestoreVerb(_ -> cluster, TerminalConversation.Questions::of)),
                "restore",
                "latest",
                "--yes",
                "-o",
                "json");
        Set<String> fields = new TreeSet<>(
                JsonParser.parseString(run.out()).getAsJsonObject().keySet());
        fields.addAll(RestoreTree.failed(Optional.empty(), false, example.of(Failure.class))
                .keySet());

        assertThat(fields).isEqualTo(ofRestore());
    }

    /** The first cells of the table in docs/kubectl.md. */
    private static Set<String> ofRestore() throws IOException {
        String text = Files.readString(Path.of("../docs/kubectl.md"));
        String section = text.substring(text.indexOf("\n## Restore as JSON\n"));
        return section.substring(0, section.indexOf("\n## ", 1))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Arrays.stream(line.split(" \\| ", 2)[0].split(", ")))
                .map(field -> field.replaceAll("[|` \\[\\]]", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void restoreStatusIsDescribedElsewhere() {
        JsonObject restores = RestoreTree.of("r", List.of(), Map.of());

        assertThat(restores.keySet()).containsExactly("restore", "nodes", "notSeen");
    }
}
