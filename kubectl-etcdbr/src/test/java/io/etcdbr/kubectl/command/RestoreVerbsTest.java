package io.etcdbr.kubectl.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sun.misc.Signal;

/** The verbs of a restore on a scripted cluster, from the command line to what is printed. */
@Timeout(300)
class RestoreVerbsTest {
    private final ScriptedCluster cluster = new ScriptedCluster();
    private final Deque<String> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private boolean terminal = true;

    /** With an API that does not answer. */
    private Duration patience = Duration.ofMinutes(5);

    private record Run(int code, String out, String err) {}

    @Test
    void aPlanSaysWhatIsThereWhatWasCheckedWhatIsLostAndHowToGetBack() {
        Run run = run("restore", "latest", "--dry-run");

        assertThat(run.code).isZero();
        assertThat(run.out
                        .replaceAll("r\\d{8}t\\d{6}-[0-9a-f]{6}", "r20261128t000000-abcdef")
                        .replaceAll("becomes [0-9a-f]{16}", "becomes 00000000000000aa")
                        .replaceAll("until \\d{4}-\\d\\d-\\d\\d\\.", "until 2026-12-05.")
                        .replaceAll("Z, \\d+ (minutes|hours|days)\\s+ago", "Z, a while ago"))
                .isEqualTo(golden("plan.txt"));
        assertThat(cluster.calls).noneMatch(call -> call.matches(".* (plan|stage|save|arm|go)"));
        assertThat(cluster.pods).isEmpty();
        assertThat(asked).isEmpty();
    }

    /** It would count as one that found nothing: nothing encrypted, no users of etcd's own, no other keys. */
    @Test
    void aBackupThatCouldNotBeLookedIntoHasNoPlan() {
        cluster.answers.put("inspect", new ScriptedCluster.Answer(137, "", ""));

        Run run = run("restore", "latest", "--dry-run");

        assertThat(run.code).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.err).contains("looking into the backup failed: no message, exit code 137");
        assertThat(run.out).doesNotContain("encrypted at rest", "What goes back");
        assertThat(cluster.pods).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "inspect"})
    void whatTheProgramSaidOfItsFailureIsSaid(String verb) {
        cluster.answers.put(
                verb,
                new ScriptedCluster.Answer(
                        ExitCode.NO_SPACE.number(),
                        "",
                        "{\"error\":{\"problem\":\"/tmp is full\",\"remedy\":\"Make room\"}}\n"));

        Run run = run("restore", "latest", "--dry-run");

        assertThat(run.code).isEqualTo(ExitCode.NO_SPACE.number());
        assertThat(run.err).contains(" failed: /tmp is full. Make room");
    }

    @Test
    void ofADamagedBackupItIsSaidThatItIsAndNothingThatCouldNotBeSeen() {
        cluster.answers.put(
                "verify",
                new ScriptedCluster.Answer(
                        ExitCode.DAMAGED.number(),
                        "{\"result\":\"damaged\",\"database\":null,\"findings\":[{\"severity\":\"error\",\"object\":\"\","
                                + "\"message\":\"page 7 is no page\"}]}",
                        ""));
        cluster.answers.put("inspect", new ScriptedCluster.Answer(ExitCode.DAMAGED.number(), "", "page 7"));

        Run run = run("restore", "latest", "--dry-run");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.out).contains("is damaged: page 7 is no page").doesNotContain("encrypted at rest");
    }

    private static final String CONFIGURATION = "--encryption-config=/host/etc/kubernetes/enc/config.yaml";

    /** It stays on the node: the programs there are given its name. */
    @Test
    void whatIsEncryptedAtRestIsOpenedWithTheNodesOwnConfiguration() {
        cluster.encryptionConfig = Optional.of("/etc/kubernetes/enc/config.yaml");

        Run run = run("restore", "latest", "--stage-only", "--yes");

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out).contains("jobs         shop/import", "cronjobs     shop/report", "deny.example.com");
        assertThat(cluster.commands)
                .filteredOn(command -> command.matches("cp1 (get|diff) .*"))
                .hasSize(2)
                .allMatch(command -> command.contains(CONFIGURATION));
        assertThat(cluster.commands)
                .filteredOn(command -> command.contains(CONFIGURATION))
                .hasSize(2);

        String id = cluster.plan.orElseThrow().id().value();
        cluster.commands.clear();
        assertThat(run("restore", "--continue", id, "--dry-run").code).isZero();
        assertThat(cluster.commands)
                .filteredOn(command -> command.contains(CONFIGURATION))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/kubernetes/enc/config.yaml"})
    void jobsAndWebhooksThatCannotBeOpenedAreWarnedOf(String configuration) {
        cluster.encryptionConfig = Optional.of(configuration).filter(path -> !path.isEmpty());
        cluster.answers.put(
                "get",
                new ScriptedCluster.Answer(
                        ExitCode.IDENTITY.number(),
                        "{\"kind\":\"List\",\"items\":[]}",
                        "{\"error\":{\"problem\":\"job shop/import and 2 more are encrypted at rest by the provider kms with the"
                                + " key 'vault'\",\"remedy\":\"Take the stored bytes with -o raw and without"
                                + " --encryption-config\"}}\n"));

        Run run = run("restore", "latest", "--dry-run");

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out.replaceAll("\\s+", " "))
                .contains(
                        "warning Jobs, CronJobs and admission webhooks in the backup could not all be read, so it is not known"
                                + " which of them run again or refuse everything: job shop/import and 2 more are encrypted at rest"
                                + " by the provider kms with the key 'vault'. Look at them after the restore: kubectl get -A jobs,")
                .doesNotContain("--encryption-config", "-o raw");
        assertThat(json(run("restore", "latest", "--yes", "-o", "json").out)
                        .get("lookAt")
                        .toString())
                .contains("Jobs, CronJobs and admission webhooks, which could not all be read before");
    }

    @Test
    void whatIsReadInSpiteOfAFailureIsTold() {
        cluster.answers.put("get", new ScriptedCluster.Answer(ExitCode.DAMAGED.number(), ScriptedJob.get(), "bad\n"));

        Run run = run("restore", "latest", "--dry-run");

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out.replaceAll("\\s+", " "))
                .contains("refuse everything: bad.", "jobs shop/import", "cronjobs shop/report", "deny.example.com");
    }

    /** As where it is a link that leads elsewhere in the pod. */
    @Test
    void withoutAReadableConfigurationThePlanIsWhatItIsWithoutKeys() {
        cluster.encryptionConfig = Optional.of("/etc/kubernetes/enc/config.yaml");
        for (String verb : List.of("get", "diff")) {
            cluster.answers.put(
                    verb + ScriptedCluster.WITH_KEYS,
                    new ScriptedCluster.Answer(ExitCode.USAGE.number(), "", "there is no such file\n"));
        }

        Run run = run("restore", "latest", "--dry-run");

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out)
                .contains("jobs         shop/import", "worker9: joined since")
                .doesNotContain("no such file");
    }

    @Test
    void aPlanTellsTheRoomOnADiskOfTheWal() {
        cluster.walsApart.addAll(List.of("cp1", "cp2", "cp3"));

        assertThat(run("restore", "latest", "--dry-run").out.replaceAll("\\s+", " "))
                .contains(
                        "disk 128.0 MiB on each node, below /var/lib/etcd; and 256.0 MiB below /var/lib/etcd-wal, on a"
                                + " disk of its own");

        cluster.walsApart.remove("cp2");
        assertThat(run("restore", "latest", "--dry-run").out.replaceAll("\\s+", " "))
                .contains("disk 256.0 MiB on each node, below /var/lib/etcd; and 256.0 MiB below /var/lib/etcd-wal");
    }

    private static String golden(String name) {
        try (InputStream in = RestoreVerbsTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aRestoreIsConfirmedStagedLeaderLastArmedAndWatchedToItsEnd() {
        answers.add("prod");

        Run run = run("restore", "latest");

        assertThat(run.code).as(run.err).isZero();
        assertThat(asked).singleElement().asString().contains("Type the cluster's name, prod");
        assertThat(cluster.calls)
                .filteredOn(call -> call.endsWith(" stage"))
                .containsExactly("cp1 stage", "cp3 stage", "cp2 stage");
        assertThat(cluster.calls).filteredOn(call -> call.endsWith(" go")).hasSize(1);
        assertThat(cluster.calls.indexOf("cp1 save")).isLessThan(cluster.calls.indexOf("cp1 arm"));
        assertThat(run.err)
                .contains("cp1: new data staged, hash 1a2b", "All 3 nodes are armed", "The API is away now")
                .containsPattern(
                        "The API answers again, after .* s, with the restored data: all nodes have proved it and decided"
                                + " \\(revision \\d+\\)\\.")
                .contains("cp2: restored");
        assertThat(run.out)
                .contains("Restored. The API was away for ")
                .contains("3 of 3 members answer, cp2 leads", "no alarm")
                .contains("systemctl restart kubelet: worker9", "deny.example.com", "shop/report")
                .contains("cp1: /var/lib/etcd/.etcdbr/")
                .containsPattern(
                        "Nothing removes it by itself; keep it at least until \\d{4}-\\d\\d-\\d\\d, and then say: "
                                + "kubectl etcdbr restore clean r")
                .doesNotContain("NOT");
        assertThat(cluster.pods).isEmpty();
    }

    /** New pods start only when the kubelets look at the API again, up to a minute after it is back. */
    @Test
    void whoeverMayAskKubeletsHearsTheEndThroughThePodsOfBefore() {
        cluster.kubelets = Optional.empty();

        Run run = run("restore", "latest", "--yes");

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out).contains("Restored. The API was away for ", "3 of 3 members answer, cp2 leads");
        assertThat(cluster.byKubelet).contains("cp1", "cp2", "cp3");
        assertThat(cluster.number).as("pods made").hasValue(3);
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void whereAKubeletHasEndedItsPodMeanwhileANewOneIsMadeThereOnly() {
        cluster.kubelets = Optional.empty();
        cluster.endedByKubelet.add("cp3");

        Run run = run("restore", "latest", "--yes");

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out).contains("Restored. The API was away for ", "3 of 3 members answer, cp2 leads");
        assertThat(cluster.number).as("pods made").hasValue(4);
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void aKubeletThatDoesNotAnswerYetIsAskedAgainBeforeNewPodsAreMade() {
        AtomicInteger asked = new AtomicInteger();
        cluster.kubelets = Optional.empty();
        cluster.beforeKubelet = () -> {
            if (asked.incrementAndGet() < 4) {
                throw new EtcdbrException(ExitCode.KUBERNETES_UNREACHABLE, "502", "");
            }
        };

        assertThat(run("restore", "latest", "--yes").code).isZero();
        assertThat(cluster.number).as("pods made").hasValue(3);
    }

    /** A pod asks the etcd of its own node first. */
    @Test
    void aMemberThatIsDownIsToldByTheOthersWithTheWayToFenceIt() {
        cluster.down.add("cp1");

        Run run = run("restore", "latest", "--dry-run");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err).contains("member cp1 does not answer: connection refused", "--fenced 'cp1=");
        assertThat(cluster.calls).contains("cp1 members", "cp2 members").doesNotContain("cp1 diff", "cp3 members");
    }

    @Test
    void twoOfThreeAreRestoredWhileTheFirstNodeRunsOnWithoutItsEtcdAndApiServer() {
        cluster.down.add("cp1");
        cluster.fenced.add("cp1");

        Run run = run("restore", "latest", "--fenced", "cp1=both manifests are away", "--stage-only", "--yes");

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out).contains("2 of 3 take part", "left out     cp1: both manifests are away");
        assertThat(cluster.calls)
                .contains("cp3 stage", "cp2 stage")
                .doesNotContain("cp1 members", "cp1 diff", "cp1 stage");
        String id = cluster.plan.orElseThrow().id().value();
        assertThat(run("restore", "--continue", id, "--dry-run").code).isZero();
    }

    /** Its machine is off, and etcd takes names that no node may have, or that another node has. */
    @ParameterizedTest
    @ValueSource(strings = {"CP3", "infra_3", "worker9.example.com"})
    void aFencedMemberMayBeCalledAsNoNodeIs(String name) {
        cluster.down.add("cp3");
        cluster.fenced.add("cp3");
        cluster.called.put("cp3", name);

        Run run = run("restore", "latest", "--fenced", name + "=powered off", "--dry-run", "-o", "json");

        assertThat(run.code).as(run.err).isZero();
        JsonObject absent = json(run.out)
                .getAsJsonObject("plan")
                .getAsJsonArray("absent")
                .get(0)
                .getAsJsonObject();
        assertThat(absent.get("member").getAsString()).isEqualTo(name);
        assertThat(absent.get("node").getAsString()).isEmpty();
    }

    @Test
    void aStagedRestoreWhoseFirstMemberIsDownNowNoLongerFits() {
        run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();
        cluster.down.add("cp1");

        Run run = run("restore", "--continue", id, "--dry-run");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err).contains("no longer fits the cluster: etcd's members are others: 2 of 3 answer");
    }

    @Test
    void anEtcdThatNobodyReachesIsToldAsTheFirstNodeSeesIt() {
        cluster.down.addAll(List.of("cp1", "cp2", "cp3"));

        Run run = run("restore", "latest", "--dry-run");

        assertThat(run.code).isEqualTo(ExitCode.SOURCE_UNREACHABLE.number());
        assertThat(run.err).contains("etcd could not be asked: members on cp1 went wrong");
        assertThat(cluster.calls).contains("cp2 members", "cp3 members");
    }

    @Test
    void anotherNameThanTheClustersChangesNothing() {
        answers.add("staging");

        Run run = run("restore", "latest");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err).contains("'staging' is not 'prod'. Nothing was changed.");
        assertThat(cluster.calls).noneMatch(call -> call.endsWith(" plan"));
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void whoIsAskedSeesThePlanAlsoWhereStandardOutputIsForOneObject() {
        answers.add("staging");

        Run run = run("restore", "latest", "-o", "json");

        assertThat(json(run.out).get("result").getAsString()).isEqualTo("planned");
        assertThat(run.err).contains("What goes back", "worker9: joined since", "'staging' is not 'prod'");
        assertThat(run.err.indexOf("What is done")).isBetween(0, run.err.indexOf("'staging' is not"));
        assertThat(run("restore", "latest", "--yes", "-o", "json").err).doesNotContain("What goes back");
    }

    @Test
    void nobodyIsAskedWhereThereIsNoTerminal() {
        terminal = false;

        assertThat(run("restore", "latest"))
                .satisfies(run -> assertThat(run.code).isEqualTo(ExitCode.USAGE.number()))
                .satisfies(
                        run -> assertThat(run.err)
                                .contains(
                                        "a restore is to be confirmed, and standard input or standard error is no terminal. Say --yes"));
        assertThat(cluster.manifests).as("pods").isEmpty();
        assertThat(run("restore", "latest", "--yes").code).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--identity", "--file"})
    void aFileThatIsNotThereIsToldBeforeAnyPodIsMade(String flag, @TempDir Path folder) {
        String missing = folder.resolve("missing").toString();

        Run run = flag.equals("--file")
                ? run("restore", flag, missing, "--yes")
                : run("restore", "latest", flag, missing, "--yes");

        assertThat(run.code).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err).contains("there is no file " + missing);
        assertThat(cluster.manifests).isEmpty();
    }

    /** They are privileged, and its answer was lost: the API server may have made it before, or makes it while they are removed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPodWhoseMakingWasGivenUpIsRemovedAllTheSame(boolean late) {
        AtomicReference<String> pod = new AtomicReference<>("");
        cluster.making = name -> {
            if (cluster.manifests.size() == 2) {
                pod.set(name);
                if (!late) {
                    cluster.pods.add(name);
                }
                throw new EtcdbrException(ExitCode.KUBERNETES_UNREACHABLE, "making a pod did not answer in time", "");
            }
        };
        AtomicInteger removals = new AtomicInteger();
        cluster.removed = name -> {
            if (late && name.equals(pod.get()) && removals.incrementAndGet() == 1) {
                cluster.pods.add(name);
            }
        };

        Run run = run("restore", "latest", "--dry-run");

        assertThat(run.code).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.err).contains("making a pod did not answer in time");
        assertThat(cluster.pods).isEmpty();
    }

    /** API servers are killed while the nodes go back; what was made until then the old etcd has. */
    @Test
    void podsThatTheApiLeftBehindWhenItWentAwayAgainAreRemovedOnceItIsBack() {
        cluster.end = "Aborted";
        AtomicBoolean again = new AtomicBoolean();
        cluster.making = name -> {
            if (cluster.manifests.size() == 5 && !again.getAndSet(true)) {
                cluster.pods.add(name);
                cluster.goAway(3);
                throw new EtcdbrException(ExitCode.KUBERNETES_UNREACHABLE, "the connection broke off", "");
            }
        };

        Run run = run("restore", "latest", "--yes");

        assertThat(again).as("pods were made anew").isTrue();
        assertThat(run.code).isEqualTo(ExitCode.UNDONE.number());
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void onlyWhatReadsABackupGetsTheStoresSecrets() {
        run("restore", "latest", "--stage-only", "--yes");
        assertThat(cluster.manifests)
                .isNotEmpty()
                .allSatisfy(pod -> assertThat(pod.toString()).contains("etcdbr-s3"));
        String id = cluster.plan.orElseThrow().id().value();
        cluster.manifests.clear();

        run("restore", "status");
        run("restore", "--continue", id, "--dry-run");
        run("restore", "rollback", id);

        assertThat(cluster.manifests)
                .hasSize(9)
                .allSatisfy(pod -> assertThat(pod.toString()).doesNotContain("/etc/etcdbr/s3", "etcdbr-s3"));
    }

    @Test
    void aDistributionThatRestoresByItselfIsSentToItsOwnCommandWithoutAnyPod() {
        cluster.k3s = true;

        Run run = run("restore", "latest");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err).contains("the nodes run k3s", "k3s server --cluster-reset --cluster-reset-restore-path");
        assertThat(cluster.calls).isEmpty();
    }

    @Test
    void whatAStageRefusesIsToldAndWhatOthersStagedIsRemoved() {
        cluster.failures.put("cp3 stage", ExitCode.NO_SPACE);
        answers.add("prod");

        Run run = run("restore", "latest");

        assertThat(run.code).isEqualTo(ExitCode.NO_SPACE.number());
        assertThat(run.err)
                .contains(
                        "node cp3, stage: stage went wrong; nothing was changed, and what was staged is removed. Mend it.");
        assertThat(cluster.states).isEmpty();
        assertThat(cluster.pods).isEmpty();
        assertThat(cluster.calls).noneMatch(call -> call.endsWith(" arm") || call.endsWith(" go"));
    }

    @Test
    void nodesThatMadeDifferentDataGetNoGo() {
        cluster.hashes.put("cp3", "beef");

        Run run = run("restore", "latest", "--yes");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err).contains("the nodes made different data of the same backup", "cp3=beef");
        assertThat(cluster.states).isEmpty();
    }

    @Test
    void aRefusedGoUndoesEverything() {
        cluster.failures.put("cp2 go", ExitCode.REFUSED);

        Run run = run("restore", "latest", "--yes");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err).contains("go went wrong; nothing was changed");
        assertThat(cluster.states).isEmpty();
    }

    /** etcd took it and its answer was lost: the nodes change over, whatever is heard here. */
    @Test
    void aGoOfWhichNothingIsKnownIsWatchedAndNotUndone() {
        cluster.lostAnswers.put("cp2 go", ExitCode.SOURCE_UNREACHABLE);

        Run run = run("restore", "latest", "--yes");

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.err).contains("The answer to GO was lost; the nodes tell whether it was given.");
        assertThat(run.out).contains("Restored.");
        assertThat(cluster.calls).noneMatch(call -> call.endsWith(" discard"));
    }

    @Test
    void aGoThatWasLostBeforeItCameToEtcdLeavesWhatIsStaged() {
        cluster.failures.put("cp2 go", ExitCode.SOURCE_UNREACHABLE);
        cluster.before = call -> {
            if (call.endsWith(" status") && cluster.calls.contains("cp2 go")) {
                cluster.states.replaceAll((_, _) -> "Disarmed");
            }
        };

        Run run = run("restore", "latest", "--yes");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err)
                .contains("got no GO in time, and its nodes have disarmed; nothing was changed")
                .contains("kubectl etcdbr restore --continue r", "kubectl etcdbr restore rollback r");
        assertThat(cluster.calls).noneMatch(call -> call.endsWith(" discard"));
        assertThat(cluster.states).hasSize(3);
    }

    @Test
    void whatStaysStagedBecauseItCannotBeRemovedIsSaid() {
        cluster.failures.put("cp3 stage", ExitCode.NO_SPACE);
        cluster.failures.put("cp1 discard", ExitCode.REFUSED);

        Run run = run("restore", "latest", "--yes");

        assertThat(run.code).isEqualTo(ExitCode.NO_SPACE.number());
        assertThat(run.err).contains("could not be removed", "kubectl etcdbr restore rollback r");
    }

    @Test
    void nodesThatWentBackAreNoSuccess() {
        cluster.end = "RolledBack";
        cluster.why = "cp2 did not come up";

        Run run = run("restore", "latest", "--yes");

        assertThat(run.code).isEqualTo(ExitCode.UNDONE.number());
        assertThat(run.err)
                .contains("was taken back, and the cluster is the one from before: cp1: cp2 did not come up");
        assertThat(run.out).contains("cp1: runs the old cluster again, because cp2 did not come up");
    }

    /** The old etcd has them in it, and they could not be removed while the API was away. */
    @Test
    void podsFromBeforeTheOutageAreRemovedWhenTheOldClusterIsBack() {
        cluster.end = "Aborted";

        run("restore", "latest", "--yes");

        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void podsOfACommandThatDiedAreRemovedByTheNext() {
        cluster.pods.add("stager-of-yesterday");
        cluster.overdue.add("stager-of-yesterday");

        run("restore", "latest", "--dry-run");

        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void nodesThatEndedDifferentlyNeedAPersonWhoIsToldWhichAreWhich() {
        cluster.ends.put("cp3", "RolledBack");

        Run run = run("restore", "latest", "--yes");

        assertThat(run.code).isEqualTo(ExitCode.STUCK.number());
        assertThat(run.err)
                .contains("ended with the restored data on cp1, cp2 and with the data from before on cp3;")
                .contains("out of kubelet's folder on cp3 now");
        String id = cluster.plan.orElseThrow().id().value();
        assertThat(run.out)
                .contains("cp2: /var/lib/etcd/.etcdbr/" + id + "/old\n")
                .contains("cp3: /var/lib/etcd/.etcdbr/" + id + "/new (the restored data, unused)");
        assertThat(run("restore", "status", id).code).isEqualTo(ExitCode.STUCK.number());
    }

    @Test
    void aStuckNodeNeedsAPerson() {
        cluster.end = "Stuck";
        cluster.why = "member has an unknown inode";

        Run run = run("restore", "latest", "--yes");

        assertThat(run.code).isEqualTo(ExitCode.STUCK.number());
        assertThat(run.err).contains("waits for a person on cp1: member has an unknown inode", "etcdbr-node resume");
    }

    /** Its data from before may be in place, or in either folder; and it is not to be removed. */
    @ParameterizedTest
    @ValueSource(strings = {"Stuck", "Damaged"})
    void ofANodeThatHasNotEndedNoPlaceOfTheOldDataIsNamed(String state) {
        cluster.ends.put("cp3", state);

        Run run = run("restore", "latest", "--yes");

        String id = cluster.plan.orElseThrow().id().value();
        assertThat(run.out)
                .contains("cp1: /var/lib/etcd/.etcdbr/" + id + "/old\n")
                .contains("cp3: not known, since it is not known to have ended there\n")
                .contains("See how it is on cp3 first: /etc/kubernetes/etcdbr/" + id + "/etcdbr-node status")
                .doesNotContain("restore clean");
    }

    @Test
    void ctrlCBeforeGoAsksAndRemovesWhatWasStaged() {
        stopDuring("cp3 stage");
        answers.add("prod");
        answers.add("y");

        Run run = run("restore", "latest");

        assertThat(run.code).isEqualTo(ExitCode.INTERRUPTED.number());
        assertThat(asked.getLast()).contains("Stopped before GO; the cluster is as it was. Remove what was staged");
        assertThat(run.err).contains("nothing was changed, and what was staged is removed");
        assertThat(cluster.states).isEmpty();
        assertThat(cluster.pods).isEmpty();
    }

    /** It is followed by SIGKILL before anybody would have answered. */
    @Test
    void sigtermBeforeGoAsksNobodyAndRemovesWhatWasStaged() {
        stopDuring("cp3 stage", "TERM");
        answers.add("prod");
        answers.add("n");

        Run run = run("restore", "latest");

        assertThat(run.code).isEqualTo(ExitCode.TERMINATED.number());
        assertThat(asked).hasSize(1);
        assertThat(cluster.states).isEmpty();
        assertThat(cluster.pods).isEmpty();
    }

    /** What no sentence was written for is no reason to leave the nodes as they are. */
    @Test
    void aDefectBeforeGoRemovesWhatWasStagedToo() {
        cluster.before = call -> {
            if (call.equals("cp3 stage")) {
                throw new IllegalStateException("never thought of");
            }
        };

        Run run = run("restore", "latest", "--yes");

        assertThat(run.code).isEqualTo(ExitCode.INTERNAL.number());
        assertThat(run.err)
                .contains("a defect of kubectl etcdbr: java.lang.IllegalStateException: never thought of")
                .contains("nothing was changed, and what was staged is removed", "\tat ");
        assertThat(cluster.states).isEmpty();
        assertThat(cluster.pods).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cp1 peers", "cp1 plan"})
    void aSnapshotThatIsGoneWhenTheNodesAreToGetItLeavesNothing(String moment, @TempDir Path folder)
            throws IOException {
        Path file = Files.write(folder.resolve("snapshot.db"), new byte[4128]);
        cluster.before = call -> {
            if (call.equals(moment)) {
                delete(file);
            }
        };

        Run run = run("restore", "--file", file.toString(), "--yes");

        assertThat(run.code).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err).contains("cannot be read").contains("snapshot.db").doesNotContain("defect");
        assertThat(cluster.states).isEmpty();
        assertThat(cluster.pods).isEmpty();
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void ctrlCBeforeGoMayLeaveWhatWasStaged() {
        stopDuring("cp2 save");
        answers.add("prod");
        answers.add("n");

        Run run = run("restore", "latest");

        assertThat(run.code).isEqualTo(ExitCode.INTERRUPTED.number());
        assertThat(run.err).contains("stays staged. Go on with 'kubectl etcdbr restore --continue r");
        assertThat(cluster.states).hasSize(3).containsValue("Staged");
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void ctrlCAfterGoOnlyEndsTheLooking() {
        cluster.end = "StartingEtcd";
        AtomicBoolean raised = new AtomicBoolean();
        cluster.before = call -> {
            // A second signal would end the program at once.
            if (call.endsWith(" status") && cluster.states.containsValue("StartingEtcd") && !raised.getAndSet(true)) {
                Signal.raise(new Signal("INT"));
            }
        };

        Run run = run("restore", "latest", "--yes");

        assertThat(run.code).isEqualTo(ExitCode.INTERRUPTED.number());
        assertThat(run.err)
                .contains(
                        "no longer looked at; restore r",
                        "goes on by itself on its nodes. Look again: kubectl etcdbr restore status r");
        assertThat(cluster.calls).noneMatch(call -> call.endsWith(" discard"));
        assertThat(cluster.states).hasSize(3);
    }

    @Test
    void aControlPlaneNodeThatTheBackupDoesNotKnowIsNamed() {
        cluster.forgotten.add("cp3");

        Run run = run("restore", "latest", "--yes", "--pod-timeout", "1s");

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out)
                .contains("node cp3 could not be looked at: ", "systemctl restart kubelet there")
                .contains("cp3: not known, since")
                .doesNotContain("restore clean");
    }

    @Test
    void aStagedRestoreIsNotGoneOnWithOnceEtcdIsAnother() {
        run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();
        cluster.revision = 2_000_000;

        Run run = run("restore", "--continue", id, "--yes");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err).contains("no longer fits the cluster: etcd is at revision 2000000");
        assertThat(cluster.calls).noneMatch(call -> call.endsWith(" arm"));
    }

    /** What somebody set for a nightly prune, or for the last restore, lets nothing happen on the worst day. */
    @ParameterizedTest
    @CsvSource({
        "ETCDBR_YES, true, --yes, restore latest",
        "ETCDBR_YES, true, --yes, restore latest --dry-run",
        "ETCDBR_YES, true, --yes, restore --continue r20261120t143005-7f3a9c",
        "ETCDBR_YES, true, --yes, restore rollback r20261120t143005-7f3a9c",
        "ETCDBR_YES, true, --yes, restore clean r20261120t143005-7f3a9c",
        "ETCDBR_ALLOW, cluster, --allow, restore latest --yes",
        "ETCDBR_ALLOW, cluster, --allow, restore rollback r20261120t143005-7f3a9c --yes",
        "ETCDBR_FENCED, cp3=off, --fenced, restore latest --yes"
    })
    void whatCannotBeUndoneHangsOnNoVariableAndNoFile(
            String variable, String value, String flag, String line, @TempDir Path folder) throws IOException {
        environment.put(variable, value);
        Run byVariable = run(line.split(" "));
        environment.clear();
        Path file = Files.writeString(folder.resolve("config.yaml"), flag.substring(2) + ": '" + value + "'\n");
        environment.put("ETCDBR_CONFIG", file.toString());
        Run byFile = run(line.split(" "));

        String what = ": this command heeds " + flag + " on the command line only";
        assertThat(byVariable.err).contains(variable + what);
        assertThat(byFile.err).contains(file + ", line 1, " + flag.substring(2) + what);
        assertThat(List.of(byVariable.code, byFile.code)).containsOnly(ExitCode.USAGE.number());
        assertThat(asked).isEmpty();
        assertThat(cluster.calls).isEmpty();
        assertThat(cluster.number).as("pods made").hasValue(0);
    }

    @Test
    void theCommandLineCountsBesideAVariable() {
        environment.put("ETCDBR_YES", "true");
        environment.put("ETCDBR_ALLOW", "cluster");

        Run run = run("restore", "latest", "--yes", "--allow=rollout");

        assertThat(run.code).as(run.err).isZero();
    }

    @Test
    void helpNamesNoVariableForWhatCountsOnTheCommandLineOnly() {
        assertThat(run("restore", "--help").out)
                .contains("[ETCDBR_KEEP_OLD]")
                .doesNotContain("[ETCDBR_YES]", "[ETCDBR_ALLOW]", "[ETCDBR_FENCED]");
    }

    private void stopDuring(String call) {
        stopDuring(call, "INT");
    }

    /** Raises a signal while a program runs, which then hangs until it is ended. */
    private void stopDuring(String call, String signal) {
        cluster.before = now -> {
            if (now.equals(call)) {
                Signal.raise(new Signal(signal));
                try {
                    cluster.cancelled.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new EtcdbrException(ExitCode.KUBERNETES_UNREACHABLE, "running a command broke off", "");
            }
        };
    }

    @Test
    void whatIsStagedOnlyIsGoneOnWithByItsId() {
        Run staged = run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();

        assertThat(staged.out)
                .endsWith("Staged as " + id + ". Go on with: kubectl etcdbr restore --continue " + id + "\n");
        assertThat(run("restore", "status").out).contains("Restore " + id, "cp3: new data staged", "--continue " + id);
        cluster.calls.clear();
        answers.add("prod");

        Run run = run("restore", "--continue", id);

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out).contains("Restored.");
        assertThat(cluster.calls).noneMatch(call -> call.endsWith(" stage"));
        assertThat(cluster.plan.orElseThrow().id().value()).isEqualTo(id);
    }

    @Test
    void whatIsStagedIsCheckedAnewWithoutGoingOn() {
        run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();
        cluster.calls.clear();
        terminal = false;

        Run run = run("restore", "--continue", id, "--dry-run");

        assertThat(run.code).as(run.err).isZero();
        assertThat(run.out).contains("prod");
        assertThat(json(run("restore", "--continue", id, "--dry-run", "-o", "json").out)
                        .get("result")
                        .getAsString())
                .isEqualTo("planned");
        assertThat(cluster.calls).contains("cp1 peers").noneMatch(call -> call.matches(".* (save|arm|go|discard)"));
        assertThat(cluster.states.values()).hasSize(3).containsOnly("Staged");
        assertThat(cluster.pods).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--stage-only",
                "--fenced=cp3=powered off",
                "--keep-old=30d",
                "--cluster=prod",
                "--epoch=0123456789abcdef",
                "--identity=key.txt"
            })
    void whatThePlanHasSettledIsRefusedBesideContinue(String flag) {
        Run run = run("restore", "--continue", "r20261120t143005-7f3a9c", flag, "--yes");

        assertThat(run.code).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err).contains(flag.replaceFirst("=.*", ""), "--continue goes on with");
        assertThat(cluster.manifests).isEmpty();
    }

    /** Its journal says Armed before kubelet has started an executor, and GO waits for executors for seconds only. */
    @Test
    void goWaitsForTheExecutorOfANodeThatIsArmedAnew() {
        run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();
        cluster.states.replaceAll((_, _) -> "Disarmed");
        cluster.executors.put("cp3", "Disarmed");
        AtomicInteger looks = new AtomicInteger();
        AtomicBoolean early = new AtomicBoolean();
        cluster.before = call -> {
            if (call.equals("cp3 status") && cluster.calls.contains("cp3 arm") && looks.incrementAndGet() == 3) {
                cluster.executors.clear();
            }
            early.compareAndSet(false, call.endsWith(" go") && !cluster.executors.isEmpty());
        };

        Run run = run("restore", "--continue", id, "--yes");

        assertThat(run.code).as(run.err).isZero();
        assertThat(early).isFalse();
        assertThat(looks).hasValueGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Staged", "Saved", "Armed", "Disarmed"})
    void whatHasHadNoGoIsGoneOnWithWhereverItWasLeft(String state) {
        run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();
        cluster.states.replace("cp3", state);
        assertThat(run("restore", "status").out).contains("Go on with: kubectl etcdbr restore --continue " + id);

        Run run = run("restore", "--continue", id, "--yes");

        assertThat(run.code).as(run.err).isZero();
        assertThat(cluster.calls).contains("cp3 arm").noneMatch(call -> call.endsWith(" discard"));
    }

    @Test
    void whatIsNotStagedEverywhereIsNotGoneOnWith() {
        run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();
        cluster.states.replace("cp1", "Planned");
        cluster.states.remove("cp2");

        Run run = run("restore", "--continue", id, "--yes");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err).contains("not staged on all its nodes: cp1 Planned, cp3 Staged, nothing known of cp2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cp1 save", "cp3 arm", "cp2 go"})
    void whatIsStagedStaysWhenGoingOnIsRefused(String refused) {
        run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();
        cluster.failures.put(refused, ExitCode.REFUSED);

        Run run = run("restore", "--continue", id, "--yes");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err)
                .contains("nothing was changed, and restore " + id + " stays staged. Mend it. Go on with 'kubectl");
        assertThat(cluster.calls).noneMatch(call -> call.endsWith(" discard"));
        assertThat(cluster.states).hasSize(3);
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void ctrlCLeavesStagedWhatWasToBeGoneOnWith() {
        run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();
        stopDuring("cp2 save");

        Run run = run("restore", "--continue", id, "--yes");

        assertThat(run.code).isEqualTo(ExitCode.INTERRUPTED.number());
        assertThat(run.err).contains("stopped before GO; restore " + id + " stays staged");
        assertThat(cluster.states).hasSize(3);
    }

    @Test
    void everythingIsCheckedAnewBeforeAStagedRestoreGoesOn() {
        run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();
        JsonArray problem = new JsonArray();
        problem.add("the encryption configuration cannot be read");
        cluster.problems.put("cp3", problem);

        Run run = run("restore", "--continue", id, "--yes");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err)
                .contains("node cp3: the encryption configuration cannot be read")
                .contains("nothing was changed, and restore " + id + " stays staged");
        assertThat(run.out).contains("REFUSED");
        assertThat(cluster.calls).noneMatch(call -> call.matches(".* (arm|discard)"));
        assertThat(cluster.commands)
                .anyMatch(command ->
                        command.startsWith("cp1 inspect /host/var/lib/etcd/.etcdbr/" + id + "/new/member/snap/db"));
        assertThat(cluster.states).hasSize(3);
    }

    @Test
    void aStagedRestoreIsNotGoneOnWithOnceAManifestIsAnother() {
        run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();
        cluster.changed.add("cp3");

        Run run = run("restore", "--continue", id, "--yes");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err).contains("the manifest /etc/kubernetes/manifests/kube-apiserver.yaml on cp3 was changed");
    }

    /** A separate authority of the peers, or --peer-cert-allowed-cn: the nodes would see nothing of each other in the outage. */
    @Test
    void nodesThatCannotAskEachOtherAtThePeersPortsAreRefused() {
        cluster.deaf.add("cp1 cp3");

        Run run = run("restore", "latest", "--yes");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err)
                .contains(
                        "node cp1 asked etcd of cp3 at its peer port, https://10.0.0.13:2380",
                        "got no answer of an etcd")
                .contains("--peer-cert-allowed-cn");
        assertThat(cluster.states).isEmpty();
    }

    /** A firewall between them: no node would ever see that all are there. */
    @Test
    void nodesThatCannotAskEachOtherAtTheClientsPortsAreRefused() {
        cluster.shut.add("cp3 cp2");

        Run run = run("restore", "latest", "--yes");

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err)
                .contains(
                        "node cp3 asked etcd of cp2 at its client port, https://10.0.0.12:2379",
                        "got no answer of that member")
                .doesNotContain("at its peer port");
        assertThat(cluster.states).isEmpty();
    }

    @Test
    void whatIsStagedIsGivenUpByRollback() {
        run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();

        Run run = run("restore", "rollback", id);

        assertThat(run.code).isZero();
        assertThat(run.out).contains("was given up before GO", "cp1, cp2, cp3", "nothing was changed");
        assertThat(cluster.states).isEmpty();
        assertThat(run("restore", "status").err).contains("there is no restore on cp1, cp2, cp3");
    }

    /** As where a node was cut off from etcd when GO was given, and the others went back. */
    @Test
    void aNodeThatNeverSawGoIsGivenUpBesideThoseThatWentBack() {
        run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();
        cluster.states.put("cp1", "Aborted");
        cluster.states.put("cp2", "Armed");
        cluster.states.put("cp3", "Aborted");

        Run run = run("restore", "rollback", id);

        assertThat(run.code).isZero();
        assertThat(run.out).contains("the other nodes had gone back. What was staged on cp2 is removed");
        assertThat(cluster.calls).contains("cp2 discard").doesNotContain("cp1 discard", "cp3 discard");
    }

    /** As it is just after a restore that went back by itself. */
    @Test
    void anApiThatIsJustComingBackIsWaitedForBeforeAnythingIsGivenUp() {
        run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();
        cluster.goAway(1);

        assertThat(run("restore", "rollback", id).out).contains("was given up before GO");
    }

    @Test
    void withoutAnApiTheNodesAreNamedAsThePlaceToGoBack() {
        String id = "r20261120t143005-7f3a9c";
        patience = Duration.ofSeconds(1);
        cluster.goAway(1000);

        Run run = run("restore", "rollback", id);

        assertThat(run.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err)
                .contains(
                        "the API did not answer for 1 s",
                        "/etc/kubernetes/etcdbr/" + id + "/etcdbr-node rollback " + id,
                        "/etc/kubernetes/etcdbr/" + id + "/RECOVER.sh");
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void theOldDataIsRemovedOnlyByWhoSaysYes() {
        run("restore", "latest", "--yes");
        String id = cluster.plan.orElseThrow().id().value();
        answers.add("no");

        assertThat(run("restore", "clean", id).code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(cluster.states).hasSize(3);
        answers.add("yes");
        assertThat(run("restore", "clean", id).out).contains("Removed what restore " + id + " left on cp1, cp2, cp3.");
        assertThat(cluster.states).isEmpty();
    }

    @Test
    void aNodeThatCouldNotBeCleanedIsNamedAndTheCommandFails() {
        run("restore", "latest", "--yes");
        String id = cluster.plan.orElseThrow().id().value();
        cluster.forgotten.add("cp3");
        answers.add("yes");

        Run run = run("restore", "clean", id, "--pod-timeout", "1s");

        assertThat(asked.getLast()).contains("on cp1, cp2, and not on cp3. Type yes");
        assertThat(run.code).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.out).contains("Removed what restore " + id + " left on cp1, cp2.");
        assertThat(run.err)
                .contains("node cp3 could not be reached, and what restore " + id + " left there is still there: ");
        assertThat(cluster.states).containsOnlyKeys("cp3");
    }

    @Test
    void aRestoreThatIsUnderWayIsNotCleaned() {
        run("restore", "latest", "--stage-only", "--yes");
        String id = cluster.plan.orElseThrow().id().value();

        assertThat(run("restore", "clean", id, "--yes").err).contains("has not ended on cp1; its state is Staged");
    }

    @Test
    void anEncryptedBackupGetsItsKeyByStandardInputAlone(@TempDir Path folder) throws IOException {
        cluster.encrypted = true;
        Path key = Files.writeString(
                folder.resolve("key.txt"),
                "AGE-SECRET-KEY-14NZV9EFZ6LWAAJSL95FM0R8JA4KF6N9JRZY623ALW9QQGCR42W0QHLTT9V\n");

        Run run = run("restore", "latest", "--yes", "--identity", key.toString());

        assertThat(run.code).as(run.err).isZero();
        assertThat(cluster.identity)
                .contains("AGE-SECRET-KEY-14NZV9EFZ6LWAAJSL95FM0R8JA4KF6N9JRZY623ALW9QQGCR42W0QHLTT9V");
        assertThat(cluster.commands.toString()).contains("--identity=-").doesNotContain("AGE-SECRET-KEY");
        assertThat(cluster.manifests.toString() + run.out + run.err).doesNotContain("AGE-SECRET-KEY");
    }

    @Test
    void aKeyIsAskedForWhereNoneIsGiven() {
        cluster.encrypted = true;
        answers.add("AGE-SECRET-KEY-1TYPED");
        answers.add("prod");

        assertThat(run("restore", "latest").code).isZero();
        assertThat(cluster.identity.strip()).isEqualTo("AGE-SECRET-KEY-1TYPED");
        terminal = false;
        assertThat(run("restore", "latest", "--yes").err).contains("is encrypted, and no --identity is given");
    }

    @Test
    void aLocalSnapshotIsSentToEveryNode(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("snapshot.db"), new byte[4128]);

        Run run = run("restore", "--file", file.toString(), "--yes");

        assertThat(run.code).as(run.err).isZero();
        assertThat(cluster.calls)
                .contains("cp1 receive", "cp2 receive", "cp3 receive")
                .doesNotContain("cp1 fetch");
    }

    /** What a member had, as the way back after a committed restore. */
    @Test
    void aDatabaseWithoutADigestIsTakenOnlyIfThatIsSaid(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("db"), new byte[4096]);

        Run refused = run("restore", "--file", file.toString(), "--yes");
        assertThat(refused.code).isEqualTo(ExitCode.REFUSED.number());
        assertThat(refused.err).contains("does not end with the SHA-256 of a snapshot");

        Run allowed = run("restore", "--file", file.toString(), "--allow", "digest", "--yes");
        assertThat(allowed.code).as(allowed.err).isZero();
        assertThat(cluster.calls).contains("cp1 receive", "cp2 receive", "cp3 receive");
    }

    @Test
    void jsonIsOneObjectWithThePlanTheFindingsAndTheResult() {
        JsonObject planned = json(run("restore", "latest", "--dry-run", "-o", "json").out);
        assertThat(planned.get("result").getAsString()).isEqualTo("planned");
        assertThat(planned.get("possible").getAsBoolean()).isTrue();
        assertThat(planned.getAsJsonObject("loss").get("lost").getAsInt()).isEqualTo(2);
        assertThat(planned.getAsJsonArray("findings")).isNotEmpty();
        assertThat(planned.getAsJsonObject("plan").get("id")).isEqualTo(planned.get("restore"));

        assertThat(run("restore", "latest", "--dry-run", "-o", "yaml").out)
                .startsWith("result: planned\nrestore: ")
                .contains("\npossible: true\nfindings:\n  - check: ");

        JsonObject restored = json(run("restore", "latest", "--yes", "-o", "json").out);
        assertThat(restored.get("result").getAsString()).isEqualTo("restored");
        assertThat(restored.getAsJsonArray("nodes")).hasSize(3);
        assertThat(restored.getAsJsonArray("verified").toString())
                .contains("equal HashKV, 812 keys, sample objects", "3 of 3 members answer")
                .doesNotContain("NOT");
        assertThat(restored.get("downtimeSeconds").getAsDouble()).isPositive();
        assertThat(restored.get("whyNoLoss").isJsonNull()).isTrue();
    }

    @Test
    void jsonSaysWhyNothingWasCompared() {
        for (String node : List.of("cp1", "cp2", "cp3")) {
            cluster.failures.put(node + " diff", ExitCode.SOURCE_UNREACHABLE);
        }

        JsonObject planned = json(run("restore", "latest", "--dry-run", "-o", "json").out);

        assertThat(planned.get("loss").isJsonNull()).isTrue();
        assertThat(planned.get("whyNoLoss").getAsString()).isEqualTo("diff went wrong");
    }

    @Test
    void jsonSaysWhereTheOldDataLiesAndUntilWhenItIsToStay() {
        cluster.ends.put("cp3", "RolledBack");

        JsonObject old = json(run("restore", "latest", "--yes", "--keep-old", "30d", "-o", "json").out)
                .getAsJsonObject("oldData");

        String folder =
                "/var/lib/etcd/.etcdbr/" + cluster.plan.orElseThrow().id().value() + "/old";
        assertThat(old.getAsJsonObject("places").asMap().keySet()).containsExactly("cp1", "cp2");
        assertThat(old.getAsJsonObject("places").get("cp2").getAsString()).isEqualTo(folder);
        assertThat(LocalDate.parse(old.get("keepUntil").getAsString()))
                .isAfter(LocalDate.now(ZoneOffset.UTC).plusDays(28));
    }

    @Test
    void jsonNamesNoOldDataWhereItWasNeverSetAside() {
        cluster.end = "Aborted";

        assertThat(json(run("restore", "latest", "--yes", "-o", "json").out)
                        .get("oldData")
                        .isJsonNull())
                .isTrue();
    }

    @Test
    void whatIsNotKnownIsNullAndNotAbsent() {
        JsonArray problem = new JsonArray();
        problem.add("the encryption configuration cannot be read");
        cluster.problems.put("cp3", problem);

        JsonObject refused = json(run("restore", "latest", "--dry-run", "-o", "json").out);

        assertThat(refused.get("possible").getAsBoolean()).isFalse();
        assertThat(refused.keySet()).contains("restore", "plan", "expectedDowntimeSeconds");
        assertThat(refused.get("expectedDowntimeSeconds").isJsonNull()).isTrue();
    }

    @Test
    void whatCameToNoResultIsAnObjectToo() {
        cluster.failures.put("cp3 stage", ExitCode.NO_SPACE);

        Run run = run("restore", "latest", "--yes", "-o", "json");

        assertThat(run.code).isEqualTo(ExitCode.NO_SPACE.number());
        JsonObject failed = json(run.out);
        assertThat(failed.keySet()).containsExactly("result", "restore", "code", "exitCode", "problem", "remedy");
        assertThat(failed.get("result").getAsString()).isEqualTo("failed");
        assertThat(failed.get("restore").getAsString())
                .isEqualTo(cluster.plan.orElseThrow().id().value());
        assertThat(failed.get("exitCode").getAsInt()).isEqualTo(run.code);
        assertThat(failed.get("problem").getAsString()).contains("what was staged is removed");
    }

    @Test
    void aRestoreThatIsNoLongerLookedAtHasNotFailed() {
        cluster.end = "StartingEtcd";
        AtomicBoolean raised = new AtomicBoolean();
        cluster.before = call -> {
            if (call.endsWith(" status") && cluster.states.containsValue("StartingEtcd") && !raised.getAndSet(true)) {
                Signal.raise(new Signal("INT"));
            }
        };

        JsonObject unknown = json(run("restore", "latest", "--yes", "-o", "json").out);

        assertThat(unknown.get("result").getAsString()).isEqualTo("unknown");
        assertThat(unknown.get("remedy").getAsString()).contains("restore status");
    }

    @Test
    void whereAVariableNamesASecondBackupTheVariableIsNamed() {
        environment.put("ETCDBR_REVISION", "5");
        assertThat(run("restore", "latest").err)
                .contains("ETCDBR_REVISION: expected one backup, found several: latest ETCDBR_REVISION=5")
                .doesNotContain("command line:");
        assertThat(run("restore", "--file", "x.db").err).contains("ETCDBR_REVISION: expected one backup, named by");

        environment.clear();
        assertThat(run("restore", "latest", "--revision=5").err)
                .contains("command line: expected one backup, found several: latest --revision=5");
        environment.put("ETCDBR_STAGE_ONLY", "true");
        assertThat(run("restore", "latest", "--dry-run").err).contains("ETCDBR_STAGE_ONLY: --dry-run stages nothing");
    }

    /** "At least" is never less than was said. */
    @ParameterizedTest
    @CsvSource({"1h, 1", "12h, 1", "24h, 1", "36h, 2", "7d, 7", "0s, 0", "100000d, 3650"})
    void aPartOfADayCountsAsOneForTheDataFromBefore(String said, int days) {
        LocalDate before = LocalDate.now(ZoneOffset.UTC);

        String plan = run("restore", "latest", "--dry-run", "--keep-old", said).out;

        LocalDate after = LocalDate.now(ZoneOffset.UTC);
        assertThat(plan.replaceAll("\\s+", " "))
                .containsAnyOf(
                        "keep it at least until " + before.plusDays(days) + ".",
                        "keep it at least until " + after.plusDays(days) + ".");
    }

    @Test
    void twoBackupsOrNoneAreRefusedBeforeAnythingIsAsked() {
        assertThat(run("restore").err).contains("expected one backup").contains("found 0");
        assertThat(run("restore", "latest", "--file", "x.db").err).contains("found 2");
        assertThat(run("restore", "latest", "--allow", "disk").err).contains("expected one of rollout, cluster");
        assertThat(run("restore", "latest", "--fenced", "cp3").err).contains("how you know that it is fenced");
        assertThat(run("restore", "rollback", "latest").err).contains("'latest' is not the id of a restore");
        assertThat(cluster.calls).isEmpty();
    }

    private Run run(String... args) {
        ScriptedPerson person = new ScriptedPerson(terminal, asked, answers);
        ScriptedRun run = ScriptedRun.of(
                List.of(
                        new RestoreVerb(_ -> cluster, _ -> person),
                        new RestoreStatusVerb(_ -> cluster, patience),
                        new RestoreRollbackVerb(_ -> cluster, _ -> person, patience),
                        new RestoreCleanVerb(_ -> cluster, _ -> person)),
                environment,
                args);
        return new Run(run.code(), run.out(), run.err());
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
