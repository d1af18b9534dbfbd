package io.etcdbr.kubectl.command;

import static io.etcdbr.kubectl.operation.ScriptedPods.Answer.failed;
import static io.etcdbr.kubectl.operation.ScriptedPods.failure;
import static io.etcdbr.kubectl.operation.ScriptedPods.look;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.operation.Finding;
import io.etcdbr.kubectl.operation.ScriptedPods;
import io.etcdbr.kubectl.operation.ScriptedPods.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code check} from the command line to what is printed. */
@Timeout(300)
class CheckVerbTest {
    private static final Duration LONG = Duration.ofDays(200);
    private static final long ROOM = 20L << 30;

    private final ScriptedPods cluster = new ScriptedPods();

    @Test
    void whereAllIsWellEveryNodeWasSeen() {
        ScriptedRun run = ScriptedRun.on(cluster, "check");

        assertThat(run.err()).isEmpty();
        assertThat(run.lasting()).isEqualTo("""
                ok      permissions   this user may run every command
                ok      schedule      CronJob etcdbr-backup runs at '17 * * * *'
                ok      image         cp1: etcdbr-job:1 starts
                ok      image         cp2: etcdbr-job:1 starts
                ok      image         cp3: etcdbr-job:1 starts
                ok      etcd          cp1: etcd answers, its 2 members are healthy
                ok      etcd          cp2: etcd answers, its 2 members are healthy
                ok      etcd          cp3: etcd answers, its 2 members are healthy
                ok      store         cp1, s3://b/etcd: an object was written, read back and removed
                ok      certificate   cp1, /etc/kubernetes/pki/etcd/ca.crt: valid for 200 days, until TIME
                ok      disk          cp1: 20.0 GiB free at /var/lib/etcd, a restore takes about 316.0 MiB
                ok      encryption    cp1: the API server encrypts nothing, so no key need be saved
                ok      store         cp2, s3://b/etcd: an object was written, read back and removed
                ok      certificate   cp2, /etc/kubernetes/pki/etcd/ca.crt: valid for 200 days, until TIME
                ok      disk          cp2: 20.0 GiB free at /var/lib/etcd, a restore takes about 316.0 MiB
                ok      encryption    cp2: the API server encrypts nothing, so no key need be saved
                ok      store         cp3, s3://b/etcd: an object was written, read back and removed
                ok      certificate   cp3, /etc/kubernetes/pki/etcd/ca.crt: valid for 200 days, until TIME
                ok      disk          cp3: 20.0 GiB free at /var/lib/etcd, a restore takes about 316.0 MiB
                ok      encryption    cp3: the API server encrypts nothing, so no key need be saved
                ok      clock         nodes: the nodes' clocks agree

                All is well.
                """.replaceAll("(?m)^ok      ", "ok      "));
        assertThat(run.code()).isZero();
        assertThat(cluster.pods()).isEmpty();
        assertThat(cluster.deleted).hasSize(3);
    }

    private record Problem(String name, Consumer<ScriptedPods> cause, String line, String remedy) {}

    static Stream<Arguments> problems() {
        return Stream.of(
                        new Problem(
                                "pods that the API server refuses though the right is there",
                                cluster -> cluster.podsRefused = Optional.of(failure(
                                        ExitCode.KUBERNETES_REFUSED,
                                        "making a pod failed: it forbids it: violates PodSecurity \"baseline\"")),
                                "failed  nodes         cp2: making a pod failed: it forbids it: violates PodSecurity \"baseline\"",
                                "Mend it"),
                        new Problem(
                                "nodes that cannot be listed",
                                cluster -> cluster.nodesRefused =
                                        Optional.of(failure(ExitCode.KUBERNETES_UNREACHABLE, "listing nodes failed")),
                                "failed  nodes         listing nodes failed",
                                "Mend it"),
                        new Problem(
                                "nodes that are refused though the right is there",
                                cluster -> cluster.nodesRefused =
                                        Optional.of(failure(ExitCode.KUBERNETES_REFUSED, "listing nodes is refused")),
                                "failed  nodes         listing nodes is refused",
                                "Mend it"),
                        new Problem(
                                "a look that fails by a mistake of ours",
                                cluster -> cluster.faults.put("cp2 check", new IllegalStateException("oops")),
                                "failed  nodes         cp2: the look at it failed by a mistake of this program"
                                        + " (java.lang.IllegalStateException: oops)",
                                "Report it"),
                        new Problem(
                                "an etcd that a node cannot ask",
                                cluster -> cluster.answers.put(
                                        "cp2 members",
                                        failed(ExitCode.SOURCE_REFUSED, "etcd refuses the certificate", "Renew it")),
                                "failed  etcd          cp2: etcd cannot be asked from there: etcd refuses the certificate",
                                "Renew it"),
                        new Problem(
                                "a member that is away, told once",
                                cluster -> cluster.answers.put(
                                        "members",
                                        new Answer(
                                                ExitCode.ATTENTION.number(),
                                                ScriptedPods.members(
                                                        "{\"problem\":\"member cp3 is away\",\"remedy\":\"Look at it\"}"),
                                                "")),
                                "failed  etcd          member cp3 is away",
                                "Look at it"),
                        new Problem(
                                "a database near its quota, which works today",
                                cluster -> cluster.answers.put(
                                        "members",
                                        new Answer(
                                                ExitCode.ATTENTION.number(),
                                                ScriptedPods.members(
                                                        "{\"code\":\"ATTENTION\",\"problem\":\"the database of member cp1 is nearly"
                                                                + " full\",\"remedy\":\"Defragment it\"}"),
                                                "")),
                                "warning etcd          the database of member cp1 is nearly full",
                                "Defragment it"),
                        new Problem(
                                "a node without the image",
                                cluster -> cluster.states.put(
                                        "cp2",
                                        "{\"phase\":\"Pending\",\"containerStatuses\":[{\"image\":\"etcdbr-job:1\",\"state\":{"
                                                + "\"waiting\":{\"reason\":\"ErrImageNeverPull\",\"message\":\"not there\"}}}]}"),
                                "failed  image         cp2: pod etcdbr-session-N cannot start: its node has no image"
                                        + " etcdbr-job:1 (ErrImageNeverPull: not there)",
                                "Push the image to where nodes pull from"),
                        new Problem(
                                "a pod that is evicted",
                                cluster -> cluster.states.put(
                                        "cp2",
                                        "{\"phase\":\"Failed\",\"reason\":\"Evicted\",\"message\":\"low on memory\"}"),
                                "failed  nodes         cp2: pod etcdbr-session-N was ended by Kubernetes: Evicted: low on memory",
                                "Try again; if it stays so, look at the node cp2"),
                        new Problem(
                                "a pod that kubelet turns away",
                                cluster -> cluster.states.put(
                                        "cp2",
                                        "{\"phase\":\"Failed\",\"reason\":\"OutOfcpu\",\"message\":\"Node didn't have enough resource: cpu\"}"),
                                "failed  nodes         cp2: pod etcdbr-session-N was ended by Kubernetes: OutOfcpu: Node didn't have"
                                        + " enough resource: cpu",
                                "Try again; if it stays so, look at the node cp2"),
                        new Problem(
                                "a node that is not ready",
                                cluster -> cluster.notReady.add("cp2"),
                                "warning nodes         cp2: the node is not ready, and was not looked at",
                                "Look at the node"),
                        new Problem(
                                "a CronJob that is suspended",
                                cluster -> cluster.suspended = true,
                                "failed  schedule      the CronJob etcdbr-backup is suspended, so no backups are made",
                                "kubectl patch cronjob etcdbr-backup"),
                        new Problem(
                                "a store that refuses",
                                cluster -> cluster.answers.put(
                                        "cp2 check", new Answer(0, look("403 from the bucket", LONG, ROOM, ""), "")),
                                "failed  store         cp2, s3://b/etcd: 403 from the bucket",
                                "Mend the store"),
                        new Problem(
                                "a certificate that ends soon",
                                cluster -> cluster.answers.put(
                                        "cp2 check", new Answer(0, look("", Duration.ofDays(3), ROOM, ""), "")),
                                "warning certificate   cp2, /etc/kubernetes/pki/etcd/ca.crt: valid for 3 days, until TIME",
                                "Renew it"),
                        new Problem(
                                "a certificate that has ended",
                                cluster -> cluster.answers.put(
                                        "cp2 check", new Answer(0, look("", Duration.ofDays(-3), ROOM, ""), "")),
                                "failed  certificate   cp2, /etc/kubernetes/pki/etcd/ca.crt: expired at TIME",
                                "Renew it"),
                        new Problem(
                                "no room for a restore",
                                cluster -> cluster.answers.put(
                                        "cp2 check", new Answer(0, look("", LONG, 1 << 20, ""), "")),
                                "failed  disk          cp2: 1.0 MiB free at /var/lib/etcd, a restore takes about 316.0 MiB",
                                "Make room"),
                        new Problem(
                                "keys that go with no backup",
                                cluster -> cluster.answers.put(
                                        "cp2 check",
                                        new Answer(
                                                0,
                                                look("", LONG, ROOM, "{\"configuration\":\"/e.yaml\",\"saved\":false}"),
                                                "")),
                                "failed  encryption    cp2: the API server encrypts with /e.yaml, which goes with no backup: what"
                                        + " is encrypted could not be read after a restore",
                                "Add it to 'include'"),
                        new Problem(
                                "a node that does not say anything",
                                cluster -> cluster.answers.put(
                                        "cp2 check", failed(ExitCode.INTERNAL, "crashed", "Mend it")),
                                "failed  nodes         cp2: its look at the node failed: crashed",
                                "Mend it"))
                .map(problem -> Arguments.argumentSet(problem.name, problem.cause, problem.line, problem.remedy));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void needsAttentionAndHasARemedy(Consumer<ScriptedPods> cause, String line, String remedy) {
        cause.accept(cluster);

        ScriptedRun run = ScriptedRun.on(cluster, "check", "--pod-timeout=1s");

        assertThat(run.code()).isEqualTo(ExitCode.ATTENTION.number());
        String said = run.lasting().replaceAll("session-\\d", "session-N");
        assertThat(said)
                .containsOnlyOnce(line + "\n" + " ".repeat(22) + "-> " + remedy)
                .doesNotContain("All is well");
        assertThat(said).containsPattern("\n\\d things? needs? attention\\.\n$");
        assertThat(cluster.pods()).isEmpty();
        assertThat(ScriptedRun.on(cluster, "check", "--pod-timeout=1s", "-o", "json")
                        .out())
                .contains("\"healthy\": false");
    }

    @Test
    void onlyNodesThatTheCronJobSelectsAreLookedAt() {
        cluster.nodeSelector = "{\"kubernetes.io/hostname\":\"cp2\"}";

        ScriptedRun run = ScriptedRun.on(cluster, "check");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("image         cp2: ").doesNotContain("cp1: ", "cp3: ");
        assertThat(cluster.deleted).hasSize(1);
    }

    @Test
    void whoLacksTheRightIsToldSoOnceAndTheLookIsSkipped() {
        cluster.lacking.add("create pods");
        cluster.podsRefused = Optional.of(failure(ExitCode.KUBERNETES_REFUSED, "user 'x' may not create pods"));

        ScriptedRun run = ScriptedRun.on(cluster, "check");

        assertThat(run.code()).isEqualTo(ExitCode.ATTENTION.number());
        assertThat(run.out())
                .contains(
                        "warning permissions   this user may not create pods, which is needed for: status, list, describe,"
                                + " inspect, get,")
                .contains("skipped nodes         cp2: user 'x' may not create pods")
                .doesNotContain("failed")
                .endsWith("1 thing needs attention.\n");
    }

    /** Backups are daily work, a restore is not: its rights are not missed, and not claimed. */
    @Test
    void whoMayNotRestoreIsNotToldThatAllCommandsMayBeRun() {
        cluster.lacking.add("get namespaces");

        ScriptedRun run = ScriptedRun.on(cluster, "check");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains(
                        "ok      permissions   this user may run every command but restore, which needs the Role and the"
                                + " ClusterRole etcdbr-restorer");
    }

    @Test
    void withoutTheRightToSeeNodesOneIsLookedAt() {
        cluster.lacking.add("list nodes");
        cluster.nodesRefused = Optional.of(failure(ExitCode.KUBERNETES_REFUSED, "user 'x' may not list nodes"));

        ScriptedRun run = ScriptedRun.on(cluster, "check");

        assertThat(run.out())
                .contains("skipped nodes         only one node is looked at: user 'x' may not list nodes")
                .contains("ok      image         any: etcdbr-job:1 starts");
    }

    @Test
    void aNodeWithoutAFolderForStaticPodsIsLookedAtWithoutIt() {
        cluster.withoutManifests.add("cp2");
        cluster.answers.put("cp2 check", new Answer(0, look("", LONG, ROOM, "null"), ""));

        ScriptedRun run = ScriptedRun.on(cluster, "check", "--pod-timeout=1s");

        assertThat(run.out())
                .contains("ok      image         cp2: etcdbr-job:1 starts")
                .contains("skipped encryption    cp2: whether the API server encrypts cannot be seen there")
                .endsWith("\nAll is well.\n");
        assertThat(run.code()).isZero();
        assertThat(cluster.pods()).isEmpty();
    }

    @Test
    void wellIsOnlyWhatWasSeen() {
        Finding skipped = new Finding("nodes", "cp2", Finding.State.SKIPPED, "not looked at", "");

        assertThat(CheckText.verdict(List.of(skipped)))
                .isEqualTo("Nothing that was seen needs attention, but not every node could be looked at.");
    }
}
