package io.etcdbr.kubectl.command;

import static io.etcdbr.kubectl.operation.ScriptedPods.job;
import static io.etcdbr.kubectl.operation.ScriptedPods.jobPod;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.operation.ScriptedPods;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sun.misc.Signal;

/** {@code backup} from the command line to what is printed. */
@Timeout(300)
class BackupVerbTest {
    private static final String RUNNING =
            "{\"phase\":\"Running\",\"containerStatuses\":[{\"state\":{\"running\":{\"startedAt\":\"x\"}}}]}";

    private final ScriptedPods cluster = new ScriptedPods();

    @Test
    void aBackupThatIsFollowedShowsItsLogAndItsResult() {
        cluster.jobPods = () -> List.of(jobPod("""
                {"containerStatuses":[{"state":{"terminated":{"finishedAt":"x","message":
                  "{\\"result\\":\\"OK\\",\\"message\\":\\"Backup 2026 made.\\",\\"backup\\":\\"2026\\"}"}}}]}"""));
        cluster.job = () -> job("{\"type\":\"Complete\",\"status\":\"True\"}");
        cluster.log = lines -> lines.accept("reading etcd");

        ScriptedRun run = ScriptedRun.on(cluster, "backup", "--wait", "--name", "b");

        assertThat(run).isEqualTo(new ScriptedRun(0, "Backup 2026 made.\n", "reading etcd\n"));
    }

    @Test
    void aJobThatKubernetesGaveUpSaysWhy() {
        cluster.job = () ->
                job("{\"type\":\"Failed\",\"status\":\"True\",\"reason\":\"BackoffLimitExceeded\",\"message\":\"Job has"
                        + " reached the specified backoff limit\"}");

        ScriptedRun run = ScriptedRun.on(cluster, "backup", "--wait", "--name", "b");

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.err())
                .isEqualTo(
                        "kubectl etcdbr: the Job b failed: BackoffLimitExceeded: Job has reached the specified backoff limit."
                                + " Look at its log: kubectl logs --follow --namespace etcdbr-system job/b.\n");
    }

    @Test
    void ctrlCLeavesTheJobAndSaysHowToLookAgain() {
        cluster.jobPods = () -> List.of(jobPod(RUNNING));
        cluster.job = () -> job();
        cluster.log = _ -> Signal.raise(new Signal("INT"));

        ScriptedRun run = ScriptedRun.on(cluster, "backup", "--wait", "--name", "b");

        assertThat(run.code()).isEqualTo(ExitCode.INTERRUPTED.number());
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("no longer watched; the Job b goes on. Look at it again: kubectl logs --follow --namespace"
                        + " etcdbr-system job/b.");
        assertThat(cluster.deleted).isEmpty();
    }
}
