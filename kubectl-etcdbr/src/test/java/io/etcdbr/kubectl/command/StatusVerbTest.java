package io.etcdbr.kubectl.command;

import static io.etcdbr.kubectl.operation.ScriptedPods.Answer.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.kubectl.operation.ScriptedPods;
import io.etcdbr.kubectl.operation.ScriptedPods.Answer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code status} from the command line to what is printed. */
@Timeout(300)
class StatusVerbTest {
    private final ScriptedPods cluster = new ScriptedPods();

    @Test
    void whereAllIsWellItSaysSoAndShowsWhatThereIs() {
        ScriptedRun run = ScriptedRun.on(cluster, "status");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.lasting()).isEqualTo("""
                Cluster        the cluster of context 'test'
                etcd           cdf818194e3a8c32, 2 members
                  cp1          healthy, leader, etcd 3.6.8, database 30.0 MiB of 2.0 GiB
                  cp2          healthy, etcd 3.6.8, database 30.0 MiB of 2.0 GiB
                Store          s3://b/etcd, 1 backup
                  newest       20261120T120000Z-r4000-00c0de, 30m ago
                  verified     20261120T120000Z-r4000-00c0de, verified 30m ago
                Schedule       17 * * * * Etc/UTC (CronJob etcdbr-backup in etcdbr-system)
                  last success TIME, 30m ago
                  next run     TIME, in SOON
                Verdict        all is well
                """);
        assertThat(cluster.pods()).isEmpty();
    }

    @Test
    void asJsonItHasTheFieldsOfTheDocument() {
        ScriptedRun run = ScriptedRun.on(cluster, "status", "-o", "json");

        assertThat(run.code()).isZero();
        assertThat(run.lasting()).isEqualTo("""
                {
                  "healthy": true,
                  "etcd": {
                    "etcdClusterId": "cdf818194e3a8c32",
                    "members": [
                      {
                        "id": "1",
                        "name": "cp1",
                        "reachable": true,
                        "learner": false,
                        "status": {
                          "leader": true,
                          "version": "3.6.8",
                          "dbSize": 31457280,
                          "dbSizeQuota": 2147483648
                        }
                      },
                      {
                        "id": "2",
                        "name": "cp2",
                        "reachable": true,
                        "learner": false,
                        "status": {
                          "leader": false,
                          "version": "3.6.8",
                          "dbSize": 31457280,
                          "dbSizeQuota": 2147483648
                        }
                      }
                    ],
                    "alarms": [],
                    "problems": []
                  },
                  "stores": [
                    {
                      "store": "s3://b/etcd",
                      "backups": 1,
                      "newest": {
                        "id": "20261120T120000Z-r4000-00c0de",
                        "time": "TIME",
                        "verifiedAt": "TIME"
                      },
                      "verified": {
                        "id": "20261120T120000Z-r4000-00c0de",
                        "time": "TIME",
                        "verifiedAt": "TIME"
                      }
                    }
                  ],
                  "schedule": {
                    "namespace": "etcdbr-system",
                    "cronJob": "etcdbr-backup",
                    "schedule": "17 * * * *",
                    "timeZone": "Etc/UTC",
                    "suspended": false,
                    "due": "TIME",
                    "next": "TIME",
                    "lastSuccessful": "TIME",
                    "failed": null
                  },
                  "problems": []
                }
                """);
    }

    static Stream<Arguments> jobs() {
        KubeObject failed = ScriptedPods.ended("failed", Duration.ofMinutes(20), false, false);
        KubeObject succeeded = ScriptedPods.ended("later", Duration.ofMinutes(10), true, false);
        return Stream.of(
                Arguments.argumentSet("one that succeeded after it", List.of(failed, succeeded)),
                Arguments.argumentSet(
                        "a backup on demand that succeeded after it",
                        List.of(failed, ScriptedPods.ended("mine", Duration.ofMinutes(5), true, true))),
                Arguments.argumentSet(
                        "a backup on demand that failed, as whoever asked for it was told",
                        List.of(succeeded, ScriptedPods.ended("mine", Duration.ofMinutes(5), false, true))),
                Arguments.argumentSet(
                        "one that runs, after one that succeeded",
                        List.of(
                                succeeded,
                                ScriptedPods.object(
                                        "{\"metadata\":{\"name\":\"now\",\"creationTimestamp\":\"2099-01-01T00:00:00Z\","
                                                + "\"ownerReferences\":[{\"uid\":\"1-2-3\"}]},\"status\":{\"active\":1}}"))),
                Arguments.argumentSet(
                        "a Job that is not this CronJob's",
                        List.of(ScriptedPods.object(failed.tree().toString().replace("1-2-3", "3-2-1")))),
                Arguments.argumentSet(
                        "one that failed before the last success, whose Job is removed",
                        List.of(ScriptedPods.ended("failed", Duration.ofMinutes(40), false, false))));
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void allIsWellInSpiteOf(List<KubeObject> jobs) {
        cluster.jobs = () -> jobs;

        ScriptedRun run = ScriptedRun.on(cluster, "status");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    @Test
    void aRunThatFailedIsInTheJsonToo() {
        cluster.jobs = () -> List.of(ScriptedPods.ended("etcdbr-backup-2", Duration.ofMinutes(10), false, false));

        assertThat(ScriptedRun.on(cluster, "status", "-o", "json").lasting()).contains("""
                    "failed": {
                      "job": "etcdbr-backup-2",
                      "time": "TIME",
                      "why": "BackoffLimitExceeded: Job has reached the specified backoff limit"
                    }
                """);
    }

    private record Problem(String name, Consumer<ScriptedPods> cause, String shown, String told) {}

    static Stream<Arguments> problems() {
        return Stream.of(
                        new Problem(
                                "a CronJob that is suspended",
                                cluster -> cluster.suspended = true,
                                "  next run     none, suspended",
                                "the CronJob etcdbr-backup is suspended, so no backups are made. Resume it: kubectl patch"
                                        + " cronjob etcdbr-backup --namespace etcdbr-system -p '{\"spec\":{\"suspend\":false}}'"),
                        new Problem(
                                "a schedule that only Kubernetes understands",
                                cluster -> cluster.schedule = "@every 1h",
                                "  next run     unknown",
                                "whether the backups are fresh cannot be judged: the schedule '@every 1h' with time zone"
                                        + " Etc/UTC of the CronJob etcdbr-backup is not understood. Write it as five fields"),
                        new Problem(
                                "a backup that is too old",
                                cluster -> cluster.answers.put(
                                        "list", new Answer(0, ScriptedPods.list(Duration.ofHours(5)), "")),
                                "  newest       20261120T120000Z-r4000-00c0de, 5h ago",
                                "the newest backup in s3://b/etcd is of TIME, but one was due at TIME. Look at the last Jobs"),
                        new Problem(
                                "a backup of a node whose clock was ahead",
                                cluster -> cluster.answers.put(
                                        "list", new Answer(0, ScriptedPods.listWithOneDatedAhead(), "")),
                                "  newest       20261120T120000Z-r4000-00c0de, 30m ago",
                                "the clock of the node that made 20991120T120000Z-r3000-00c0de in s3://b/etcd was a day or more"
                                        + " ahead"),
                        new Problem(
                                "a store without a backup",
                                cluster -> cluster.answers.put(
                                        "list",
                                        new Answer(0, "{\"stores\":[{\"store\":\"s3://b/etcd\",\"backups\":[]}]}", "")),
                                "  newest       none",
                                "there is no whole backup in s3://b/etcd. Make one: kubectl etcdbr backup --wait"),
                        new Problem(
                                "a store with no backup but of the etcd of before a restore, or of a namesake",
                                cluster -> cluster.answers.put(
                                        "list",
                                        new Answer(
                                                0,
                                                ScriptedPods.list(
                                                        ScriptedPods.backup("a1b2c3d4e5f60718", Duration.ofMinutes(5))),
                                                "")),
                                "1 backup\n  newest       none of this etcd\n  verified     none\n",
                                "none of the newest whole backups in s3://b/etcd is of this etcd; the newest,"
                                        + " 20261120T120000Z-r4000-00c0de of TIME, is of etcd cluster id a1b2c3d4e5f60718: of before"
                                        + " a restore, or of another cluster of the same name. Make one: kubectl etcdbr backup"
                                        + " --wait"),
                        new Problem(
                                "an own backup that is too old beside a fresh one of a namesake",
                                cluster -> cluster.answers.put(
                                        "list",
                                        new Answer(
                                                0,
                                                ScriptedPods.list(
                                                        ScriptedPods.backup("a1b2c3d4e5f60718", Duration.ofMinutes(5)),
                                                        ScriptedPods.backup(ScriptedPods.ETCD, Duration.ofHours(5))),
                                                "")),
                                "2 backups\n  newest       20261120T120000Z-r4000-00c0de, 5h ago\n"
                                        + "  verified     20261120T120000Z-r4000-00c0de, verified 5h ago\n",
                                "the newest backup in s3://b/etcd is of TIME, but one was due at TIME. Look at the last Jobs"),
                        new Problem(
                                "a newest run that failed, though the backups are fresh yet",
                                cluster -> {
                                    cluster.jobs = () -> List.of(
                                            ScriptedPods.ended("etcdbr-backup-2", Duration.ofMinutes(10), false, false),
                                            ScriptedPods.ended("etcdbr-backup-1", Duration.ofMinutes(30), true, false));
                                    cluster.jobPods = () -> List.of(ScriptedPods.jobPod(
                                            "{\"containerStatuses\":[{\"state\":{\"terminated\":{\"message\":"
                                                    + "\"{\\\"message\\\":\\\"s3://b/etcd refused: 403\\\"}\"}}}]}"));
                                },
                                ", 10m ago (Job etcdbr-backup-2)\n  last success ",
                                "the newest run of the schedule failed at TIME: Job etcdbr-backup-2: s3://b/etcd refused: 403"
                                        + " (BackoffLimitExceeded: Job has reached the specified backoff limit). Look at its log:"
                                        + " kubectl logs --namespace etcdbr-system job/etcdbr-backup-2."),
                        new Problem(
                                "Jobs that may not be looked at",
                                cluster -> cluster.jobs = () -> {
                                    throw ScriptedPods.failure(
                                            ExitCode.KUBERNETES_REFUSED,
                                            "user 'ann' may not list jobs in etcdbr-system");
                                },
                                "  last success ",
                                "how the newest run of the schedule ended is not known: user 'ann' may not list jobs in"
                                        + " etcdbr-system. Mend it."),
                        new Problem(
                                "stores that cannot be listed",
                                cluster -> cluster.answers.put(
                                        "list", failed(ExitCode.STORE_REFUSED, "s3://b/etcd refused: 403", "Mend it")),
                                "Cluster ",
                                "the stores could not be listed: s3://b/etcd refused: 403"),
                        new Problem(
                                "an etcd that cannot be asked",
                                cluster -> cluster.answers.put(
                                        "members", failed(ExitCode.SOURCE_UNREACHABLE, "no member answers", "Mend it")),
                                "Cluster ",
                                "etcd could not be asked: no member answers. Look at etcd"),
                        new Problem(
                                "a member that is away",
                                cluster -> cluster.answers.put(
                                        "members",
                                        new Answer(
                                                ExitCode.ATTENTION.number(),
                                                "{\"etcdClusterId\":\"cdf818194e3a8c32\",\"members\":[{\"id\":\"1\",\"name\":\"cp1\","
                                                        + "\"reachable\":false,\"why\":\"connection refused\"}],\"alarms\":["
                                                        + "{\"alarm\":\"NOSPACE\",\"memberId\":\"1\"}],\"problems\":[{\"problem\":"
                                                        + "\"member cp1 is away\",\"remedy\":\"Look at it\"}]}",
                                                "")),
                                "  cp1          unreachable, connection refused\n  alarm        NOSPACE at cp1\n",
                                "member cp1 is away. Look at it."))
                .map(problem -> Arguments.argumentSet(problem.name, problem.cause, problem.shown, problem.told));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void isShownToldAndMakesTheCodeForMonitoring(Consumer<ScriptedPods> cause, String shown, String told) {
        cause.accept(cluster);

        ScriptedRun run = ScriptedRun.on(cluster, "status");

        assertThat(run.code()).isEqualTo(ExitCode.ATTENTION.number());
        assertThat(run.out()).contains(shown).endsWith("Verdict        one thing needs attention\n");
        assertThat(new ScriptedRun(0, run.err(), "").lasting())
                .startsWith("kubectl etcdbr: " + told)
                .hasLineCount(1);
        assertThat(ScriptedRun.on(cluster, "status", "-o", "json").out()).contains("\"healthy\": false");
    }
}
