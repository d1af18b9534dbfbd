package io.etcdbr.kubectl.command;

import static io.etcdbr.kubectl.operation.ScriptedPods.job;
import static io.etcdbr.kubectl.operation.ScriptedPods.jobPod;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.operation.ScriptedPods;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What the verbs say as YAML is what they say as JSON, which YAML reads too. */
@Timeout(300)
class YamlOutputTest {
    private final ScriptedPods cluster = new ScriptedPods();

    @ParameterizedTest
    @ValueSource(strings = {"status", "check", "backup --name b", "backup --name b --wait"})
    void yamlHoldsWhatJsonHolds(String words) {
        cluster.jobPods = () -> List.of(jobPod("""
                {"containerStatuses":[{"state":{"terminated":{"finishedAt":"x","message":
                  "{\\"result\\":\\"OK\\",\\"message\\":\\"Backup 2026 made.\\",\\"revision\\":7}"}}}]}"""));
        cluster.job = () -> job("{\"type\":\"Complete\",\"status\":\"True\"}");
        cluster.suspended = true;

        ScriptedRun json = ScriptedRun.on(cluster, (words + " -o json").split(" "));
        ScriptedRun yaml = ScriptedRun.on(cluster, (words + " -o yaml").split(" "));

        assertThat(yaml.code()).as(yaml.err()).isEqualTo(json.code());
        assertThat(yaml.out()).doesNotStartWith("{");
        assertThat(yaml.lasting()).isNotEqualTo(json.lasting());
        assertThat(withoutTimes(yaml)).isEqualTo(withoutTimes(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "check"})
    void whatHasNoNameRefusesNames(String verb) {
        ScriptedRun run = ScriptedRun.on(cluster, verb, "-o", "name");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("expected table, json, yaml, found 'name'");
    }

    @Test
    void backupKnowsItsName() {
        assertThat(ScriptedRun.on(cluster, "backup", "--name", "b", "-o", "name")
                        .out())
                .isEqualTo("b\n");
    }

    private static Object withoutTimes(ScriptedRun run) {
        return new Yaml().load(run.out().replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:[\\d.]+Z", "TIME"));
    }
}
