package io.etcdbr.kubectl.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.restore.plan.PlanFixture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Going back after a restore that has ended, as another restore of what it set aside. */
@Timeout(300)
class RestoreRollbackTest {
    private static final String ID = "r20261120t143005-7f3a9c";

    private final ScriptedCluster cluster = new ScriptedCluster();
    private final Deque<String> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private boolean terminal = true;

    /** With an API that does not answer. */
    private Duration patience = Duration.ofMinutes(5);

    @BeforeEach
    void aRestoreThatHasEnded() {
        cluster.plan = Optional.of(PlanFixture.plan(3));
        all("Restored");
    }

    private void all(String state) {
        for (String node : List.of("cp1", "cp2", "cp3")) {
            cluster.states.put(node, state);
        }
    }

    @Test
    void thePlanSaysOfWhichDataItIsAndWhatWasCheckedOfIt() throws IOException {
        ScriptedRun run = run("--dry-run");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()
                        .replaceAll(
                                "(Restore |etcdbr/)r(?!20261120)\\d{8}t\\d{6}-[0-9a-f]{6}", "$1r20261128t000000-abcdef")
                        .replaceAll(
                                "id [0-9a-f]{16} becomes [0-9a-f]{16}", "id 00000000000000aa becomes 00000000000000bb")
                        .replaceAll("until \\d{4}-\\d\\d-\\d\\d\\.", "until 2026-12-05.")
                        .replaceAll("Z, \\d+ (minutes|hours|days)\\s+ago", "Z, a while ago"))
                .isEqualTo(golden());
        assertThat(run.err())
                .isEqualTo("Restore " + ID
                        + " has ended, and the restored cluster has served. Going back is another restore,"
                        + " of the data from before: what was written since is forgotten, revisions go up once more, and"
                        + " the API is away once more.\n");
        assertThat(cluster.calls).noneMatch(call -> call.matches(".* (plan|receive|stage|save|arm|go|discard)"));
        assertThat(cluster.number).as("pods made").hasValue(3);
        assertThat(cluster.pods).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void whatIsEncryptedAtRestIsOpenedWithTheConfigurationOfTheNodeThatHasTheData() {
        cluster.encryptionConfig = Optional.of("/etc/kubernetes/enc/config.yaml");

        assertThat(run("--dry-run").code()).isZero();
        assertThat(cluster.commands)
                .filteredOn(command -> command.contains("--encryption-config=/host/etc/kubernetes/enc/config.yaml"))
                .hasSize(2)
                .allMatch(command -> command.matches("cp1 (get|diff) .*"));
    }

    private static String golden() throws IOException {
        try (InputStream in = RestoreRollbackTest.class.getResourceAsStream("rollback-plan.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void itIsConfirmedAndEveryNodeGetsTheDataFromTheOneThatHasIt() {
        answers.add("prod");
        long before = cluster.revision();

        ScriptedRun run = run();

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(asked).singleElement().asString().contains("Type the cluster's name, prod");
        assertThat(run.out())
                .contains("Restored. The API was away for ", "3 of 3 members answer")
                .doesNotContain("NOT");
        assertThat(cluster.received).containsOnlyKeys("cp1", "cp2", "cp3");
        assertThat(cluster.received.values())
                .allSatisfy(bytes -> assertThat(bytes).isEqualTo(cluster.snapshot()));
        assertThat(cluster.calls)
                .as("read for the plan, and fetched once")
                .filteredOn(call -> call.endsWith(" send"))
                .hasSize(2);
        assertThat(cluster.plan.orElseThrow().id().value()).isNotEqualTo(ID);
        assertThat(cluster.revision()).isGreaterThan(before);
        assertThat(cluster.calls).filteredOn(call -> call.endsWith(" go")).hasSize(1);
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void anotherNameThanTheClustersChangesNothing() {
        answers.add("yes");

        ScriptedRun run = run();

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err()).contains("'yes' is not 'prod'. Nothing was changed.");
        assertThat(cluster.calls).noneMatch(call -> call.endsWith(" plan"));
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void nobodyIsAskedWhereThereIsNoTerminal() {
        terminal = false;

        ScriptedRun run = run();

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("a restore is to be confirmed", "Say --yes");
        assertThat(cluster.calls).allMatch(call -> call.endsWith(" status"));
        assertThat(cluster.pods).isEmpty();
        assertThat(run("--yes").code()).isZero();
    }

    @Test
    void theNodeWhoseDataGoesFurthestIsRead() {
        cluster.kept.put("cp1", ScriptedCluster.kept(9000, 0, 0));
        cluster.kept.put("cp2", ScriptedCluster.kept(8999, 1, 9000));
        cluster.kept.put("cp3", ScriptedCluster.kept(9001, 0, 0));

        ScriptedRun run = run("--stage-only", "--yes");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("the data from before restore " + ID + ", on cp3,")
                .contains("it goes as far as any: what cp1, cp2, cp3 set aside holds no change beyond it");
        assertThat(cluster.calls).contains("cp3 send", "cp3 verify").doesNotContain("cp1 send", "cp2 send");
        assertThat(cluster.plan.orElseThrow().backup().source().toString())
                .contains("cp3:/var/lib/etcd/.etcdbr/ID/old/member/snap/db");
        assertThat(cluster.commands)
                .anyMatch(line -> line.startsWith("cp3 verify /host/var/lib/etcd/.etcdbr/ID/old/member/snap/db"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 9001 | one change, the last one before restore " + ID
                        + ", is in the WAL of cp1 alone, and may be missing.",
                "5 | 9007 | up to 5 changes, the last ones before restore " + ID + ", are in the WAL of cp1 alone",
                "900 | 9007 | up to 7 changes, the last ones",
                "900 | 9000 | it goes as far as any"
            })
    void changesThatOnlyAWalHasAreCounted(long changes, long last, String told) {
        cluster.kept.put("cp1", ScriptedCluster.kept(8100, changes, last));

        assertThat(run("--dry-run").out().replaceAll("\\s+", " ").toLowerCase()).contains(told.toLowerCase());
    }

    @Test
    void anEtcdThatWasKilledIsSaidWhereItsChangesMayBeMissing() {
        cluster.kept.put("cp2", ScriptedCluster.kept(9000, 2, 9002).replace("\"killed\":false", "\"killed\":true"));

        assertThat(run("--dry-run").out().replaceAll("\\s+", " "))
                .contains("warning Up to 2 changes")
                .contains("in the WAL of cp2 alone, and may be missing: its etcd was killed.");
    }

    /** Of those with the same index, one that was not killed. */
    @Test
    void anEtcdThatEndedByItselfIsPreferred() {
        for (String node : List.of("cp1", "cp3")) {
            cluster.kept.put(node, ScriptedCluster.kept(9000, 0, 0).replace("\"killed\":false", "\"killed\":true"));
        }

        assertThat(run("--dry-run").out()).contains("restore " + ID + ", on cp2,");
    }

    @Test
    void whatIsNotKnownOfANodeIsAWarning() {
        cluster.failures.put("cp1 kept", ExitCode.NOT_FOUND);
        cluster.kept.put(
                "cp2",
                ScriptedCluster.kept(9000, 0, 0)
                        .replaceAll("\"wal\":\\{[^}]*}", "\"wal\":null")
                        .replace("\"whyNoWal\":null", "\"whyNoWal\":\"it is damaged at byte 7\""));

        ScriptedRun run = run("--dry-run");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("warning Whether the WAL of cp2 goes further is not known: it is damaged at byte 7.")
                .contains(
                        "warning Whether what cp1 set aside goes further is not known: node cp1, kept: kept went wrong.")
                .doesNotContain("goes as far as any");
    }

    @Test
    void aNodeThatCannotBeLookedAtMayHaveMore() {
        cluster.dead.add("cp3");

        assertThat(run("--dry-run").out().replaceAll("\\s+", " "))
                .contains("Whether what cp3 set aside goes further is not known: pod etcdbr-stager-");
    }

    @Test
    void dataThatIsGoneFromAllNodesIsNoWayBack() {
        for (String node : List.of("cp1", "cp2", "cp3")) {
            cluster.failures.put(node + " kept", ExitCode.NOT_FOUND);
        }

        ScriptedRun run = run("--yes");

        assertThat(run.code()).isEqualTo(ExitCode.NOT_FOUND.number());
        assertThat(run.err())
                .contains(
                        "the data from before restore " + ID + " is gone from cp1, cp2, cp3. Nothing leads back to it");
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void aRestoreThatWasCleanedIsToldAsGone() {
        run("--dry-run");
        cluster.states.clear();

        ScriptedRun run = run("--yes");

        assertThat(run.code()).isEqualTo(ExitCode.NOT_FOUND.number());
        assertThat(run.err())
                .contains("there is no restore " + ID + " on cp1, cp2, cp3")
                .contains("if it was cleaned, the data from before it is gone");
    }

    @Test
    void whyNoNodeGivesItIsTold() {
        cluster.failures.put("cp1 kept", ExitCode.NOT_FOUND);
        cluster.failures.put("cp2 kept", ExitCode.REFUSED);
        cluster.failures.put("cp3 kept", ExitCode.REFUSED);

        ScriptedRun run = run("--yes");

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err()).contains("node cp2, kept: kept went wrong. Mend it");
    }

    @Test
    void differentEndsAreForAPerson() {
        cluster.states.put("cp2", "RolledBack");

        ScriptedRun run = run("--yes");

        assertThat(run.code()).isEqualTo(ExitCode.STUCK.number());
        assertThat(run.err())
                .contains("ended with the restored data on cp1, cp3 and with the data from before on cp2")
                .contains("docs/restore.md, section 4");
        assertThat(cluster.calls).allMatch(call -> call.endsWith(" status"));
        assertThat(cluster.pods).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"StartingApi", "Stuck"})
    void untilAllNodesHaveEndedNothingGoesBack(String state) {
        cluster.states.put("cp3", state);

        ScriptedRun run = run("--yes");

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err())
                .contains("restore " + ID + " is decided, and has not ended on cp3; its state there is " + state)
                .contains("kubectl etcdbr restore status " + ID);
    }

    /** As after a restore of another cluster's backup, which is what one wants to go back behind. */
    @Test
    void whatTheseNodesHadIsOfThisClusterWhateverItIsNow() {
        cluster.uid = "00000000-0000-0000-0000-00000000beef";

        ScriptedRun run = run("--dry-run");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains(
                        "ok it is what these nodes had: its namespace kube-system has the UID of before restore " + ID);
    }

    @Test
    void aSendingThatBreaksOffIsTheCauseAndWhatWasStagedIsRemoved() {
        cluster.brokenOff.add("cp1");
        cluster.kept.put("cp1", ScriptedCluster.kept(9009, 0, 0));

        ScriptedRun run = run("--yes");

        assertThat(run.code()).isEqualTo(ExitCode.DAMAGED.number());
        assertThat(run.err())
                .contains("node cp1, send: send went wrong; nothing was changed, and what was staged is removed")
                .doesNotContain("receive");
        assertThat(cluster.states).isEmpty();
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void whatCameSpoiledIsGivenToNoNode() {
        cluster.spoiling.addAll(List.of("cp1", "cp2", "cp3"));

        ScriptedRun run = run("--yes");

        assertThat(run.code()).isEqualTo(ExitCode.DAMAGED.number());
        assertThat(run.err())
                .contains("with 524320 bytes and the SHA-256 ", "; expected 524320 bytes and ")
                .contains("nothing was changed, and what was staged is removed");
        assertThat(cluster.received).isEmpty();
    }

    /** It holds every Secret; a kill must leave nothing of it. */
    @Test
    void theFileOnThisMachineHasNoName(@TempDir Path scratch) {
        List<String> seen = new ArrayList<>();
        cluster.before = call -> {
            if (call.endsWith(" receive")) {
                seen.add(call);
                assertThat(scratch).isEmptyDirectory();
            }
        };

        assertThat(run("--yes", "--scratch", scratch.toString()).code()).isZero();
        assertThat(seen).hasSize(3);
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void aScratchDirectoryThatIsNotThereIsToldAndNothingStaysStaged(@TempDir Path folder) {
        ScriptedRun run = run("--yes", "--scratch", folder.resolve("none").toString());

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("the scratch directory " + folder.resolve("none") + " cannot be used");
        assertThat(cluster.calls).noneMatch(call -> call.endsWith(" stage"));
        assertThat(cluster.states.values()).doesNotContain("Planned");
    }

    @Test
    void stagingIsNotGivingUp() {
        all("Staged");

        ScriptedRun run = run("--stage-only");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("restore " + ID + " did not end with the restored data");
        assertThat(cluster.states).hasSize(3);
    }

    @Test
    void aNodeThatDoesNotTakeItIsTheCause() {
        cluster.failures.put("cp3 receive", ExitCode.NO_SPACE);

        ScriptedRun run = run("--yes");

        assertThat(run.code()).isEqualTo(ExitCode.NO_SPACE.number());
        assertThat(run.err())
                .contains("node cp3, receive: receive went wrong; nothing was changed")
                .doesNotContain("send");
        assertThat(cluster.pods).isEmpty();
    }

    @Test
    void whatIsStagedGoesOnLaterAsAnyOther() {
        String staged = run("--stage-only", "--yes").out();
        String id = cluster.plan.orElseThrow().id().value();

        assertThat(staged).contains("Staged as " + id + ". Go on with: kubectl etcdbr restore --continue " + id);
        ScriptedRun run = execute("restore", "--continue", id, "--yes");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("Restored.");
    }

    @Test
    void jsonIsTheObjectOfTheNewRestore() {
        JsonObject planned = json(run("--dry-run", "-o", "json"));
        assertThat(planned.get("result").getAsString()).isEqualTo("planned");
        assertThat(planned.getAsJsonObject("plan")
                        .getAsJsonObject("backup")
                        .get("file")
                        .getAsString())
                .endsWith(":/var/lib/etcd/.etcdbr/ID/old/member/snap/db");

        JsonObject restored = json(run("--yes", "-o", "json"));
        assertThat(restored.get("result").getAsString()).isEqualTo("restored");
        assertThat(restored.get("restore").getAsString()).isNotEqualTo(ID);
        assertThat(restored.getAsJsonArray("verified").toString()).doesNotContain("NOT");
    }

    @Test
    void whatCameToNoResultIsAnObjectToo() {
        cluster.states.put("cp2", "RolledBack");

        JsonObject failed = json(run("--yes", "-o", "json"));

        assertThat(failed.get("result").getAsString()).isEqualTo("failed");
        assertThat(failed.get("restore").getAsString()).isEqualTo(ID);
        assertThat(failed.get("exitCode").getAsInt()).isEqualTo(ExitCode.STUCK.number());
    }

    @ParameterizedTest
    @CsvSource({"Staged, waiting, 3", "RolledBack, undone, 3"})
    void beforeGoADryRunRemovesNothing(String state, String result, int left) {
        all(state);

        JsonObject said = json(run("--dry-run", "-o", "json"));

        assertThat(said.get("result").getAsString()).isEqualTo(result);
        assertThat(said.getAsJsonArray("nodes")).hasSize(3);
        assertThat(cluster.states).hasSize(left);
        assertThat(cluster.calls).noneMatch(call -> call.endsWith(" discard"));
        all("Staged");
        assertThat(run("--dry-run").out())
                .contains("has had no GO on cp1, cp2, cp3. Without --dry-run what was staged there is removed");
        assertThat(json(run("-o", "json")).get("result").getAsString()).isEqualTo("givenUp");
        assertThat(cluster.states).isEmpty();
    }

    @Test
    void theApiThatIsAwayIsToldAsJsonToo() {
        patience = Duration.ofSeconds(1);
        cluster.goAway(1000);

        assertThat(json(run("-o", "json")).get("problem").getAsString()).contains("the API did not answer for 1 s");
    }

    @Test
    void aSecondGoingBackWhileOneIsUnderWayIsRefused() {
        cluster.others.put("r20991231t235959-ffffff", "Swapping");

        ScriptedRun run = run("--yes");

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err()).contains("r20991231t235959-ffffff");
        assertThat(cluster.calls).noneMatch(call -> call.endsWith(" plan"));
    }

    @Test
    void aBreakOfTheConnectionWhileAskingIsNoDecision() {
        cluster.before = call -> {
            if (call.endsWith(" kept")) {
                throw new EtcdbrException(ExitCode.KUBERNETES_UNREACHABLE, "the connection broke off", "");
            }
        };

        ScriptedRun run = run("--yes");

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.err()).contains("the connection broke off").doesNotContain("is gone");
        assertThat(cluster.pods).isEmpty();
    }

    private static JsonObject json(ScriptedRun run) {
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    private ScriptedRun run(String... args) {
        List<String> all = new ArrayList<>(List.of("restore", "rollback", ID));
        all.addAll(List.of(args));
        return execute(all.toArray(String[]::new));
    }

    private ScriptedRun execute(String... args) {
        ScriptedPerson person = new ScriptedPerson(terminal, asked, answers);
        return ScriptedRun.of(
                List.of(
                        new RestoreVerb(_ -> cluster, _ -> person),
                        new RestoreRollbackVerb(_ -> cluster, _ -> person, patience)),
                args);
    }
}
