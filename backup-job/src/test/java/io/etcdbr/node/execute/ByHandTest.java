package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.restore.AllStates;
import io.etcdbr.restore.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** While a person works with RECOVER.sh, no executor does anything. */
@Timeout(300)
class ByHandTest {
    @TempDir
    Path host;

    private WaitingNode waiting;
    private Path marker;

    @BeforeEach
    void armed() throws IOException {
        waiting = new WaitingNode(host);
        waiting.reach(new State.Armed());
        marker = waiting.folder.resolve("recovering");
    }

    @AfterEach
    void stop() throws InterruptedException {
        waiting.close();
    }

    @Test
    void anExecutorThatRunsLetsGoOfTheRestoreWithinMoments() throws Exception {
        FutureTask<Optional<State.Terminal>> end = waiting.execute(Moments.NONE);
        TimeUnit.MILLISECONDS.sleep(1500);
        assertThat(end.isDone()).isFalse();

        Files.writeString(marker, "checking 1\n");

        assertThat(end.get(60, TimeUnit.SECONDS)).isEmpty();
        assertThat(Files.readString(waiting.folder.resolve("status.json"))).contains("RECOVER.sh was begun");
        assertThat(Files.readString(waiting.journal)).doesNotContain("StoppingApi");
    }

    @Test
    void oneThatIsStartedAgainDoesNothing() throws Exception {
        waiting.reach(new State.Aborted("of which it would take its manifest away"));
        Path manifest = Files.writeString(
                waiting.node.staticPods().resolve("etcdbr-" + WaitingNode.PLAN.id() + ".yaml"), "the executor's");
        byte[] before = Files.readAllBytes(waiting.journal);
        Files.writeString(marker, "moving 1\n");

        assertThat(open().execute(Optional.empty())).isEmpty();

        assertThat(waiting.journal).hasBinaryContent(before);
        assertThat(manifest).exists();
    }

    /** Whatever the gate says: proceed may stand there. And a script that was cut off may have left every manifest out. */
    @ParameterizedTest
    @CsvSource({
        "Armed, done",
        "StoppingApi, done",
        "AtGate, done",
        "AtGate, moving",
        "GivingUp, done",
        "LeavingGate, done",
        "StoppingEtcd, moving",
        "Aborting, moving",
        "Aborted, moving"
    })
    void afterTheScriptARollbackAsksNobodyAndLeadsBack(String name, String step) throws Exception {
        waiting.reach(state(name));
        Files.writeString(
                marker,
                step.equals("moving") ? "moving " + ProcessHandle.current().pid() + "\n" : "done\n");

        waiting.execute(Moments.NONE, Optional.of(Request.ROLLBACK));

        ControlPlane.patiently(
                "it goes back", () -> Files.readString(waiting.journal).contains("\"name\":\"RestartingOld\""));
        ControlPlane.patiently("the marker goes", () -> !Files.exists(marker));
    }

    /** The data lies then where only the script finds it. */
    @ParameterizedTest
    @EnumSource
    void aScriptThatWasCutOffBeforeTheOldDataWasInPlaceIsToBeRunAgain(Request request) throws Exception {
        waiting.reach(new State.Restored());
        byte[] before = Files.readAllBytes(waiting.journal);
        Files.writeString(marker, "moving " + ProcessHandle.current().pid() + "\n");
        Path member = waiting.node.dataDir().resolve("member");
        Files.move(member, member.resolveSibling("elsewhere"));

        assertThatThrownBy(() -> open().execute(Optional.of(request)))
                .isInstanceOf(EtcdbrException.class)
                .hasMessageContaining("RECOVER.sh was cut off on node cp2 before the old data was in place")
                .hasMessageContaining(
                        "Run it again, to its end: /etc/kubernetes/etcdbr/" + WaitingNode.PLAN.id() + "/RECOVER.sh");
        assertThat(waiting.journal).hasBinaryContent(before);
        assertThat(marker).exists();
    }

    /** It has moved nothing. */
    @Test
    void aScriptThatWasCutOffWhileItLookedIsNotInTheWayOfARequest() throws Exception {
        Files.writeString(marker, "checking " + ProcessHandle.current().pid() + "\n");

        assertThat(open().execute(Optional.of(Request.ROLLBACK)).orElseThrow().name())
                .isEqualTo("Disarmed");
        assertThat(marker).doesNotExist();
    }

    @Test
    void aRequestWaitsForAScriptThatRuns() throws Exception {
        Path script = Files.writeString(host.resolve("RECOVER.sh"), "read forever\n");
        Process process = new ProcessBuilder("sh", script.toString()).start();
        try {
            Files.writeString(marker, "moving " + process.pid() + "\n");

            assertThatThrownBy(() -> open().execute(Optional.of(Request.ROLLBACK)))
                    .isInstanceOf(EtcdbrException.class)
                    .hasMessageContaining("RECOVER.sh runs on this node just now");
            assertThat(marker).exists();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Voting", "AwaitingFirstApi", "StartingApi", "StartingControllers", "Finishing", "Restored"})
    void afterTheScriptWasForcedARollbackLeadsBackFromWhereverTheNodeWas(String name) throws Exception {
        waiting.reach(state(name));
        Files.writeString(marker, "done by force\n");

        waiting.execute(Moments.NONE, Optional.of(Request.ROLLBACK));

        ControlPlane.patiently(
                "it goes back", () -> Files.readString(waiting.journal).contains("\"name\":\"RollingBack\""));
        ControlPlane.patiently("the marker goes", () -> !Files.exists(marker));
    }

    /** It says that it was forced only at its end. */
    @Test
    void afterAForcedScriptThatWasCutOffARollbackLeadsBackToo() throws Exception {
        waiting.reach(new State.Restored());
        Files.writeString(marker, "moving " + ProcessHandle.current().pid() + "\n");

        waiting.execute(Moments.NONE, Optional.of(Request.ROLLBACK));

        ControlPlane.patiently(
                "it goes back", () -> Files.readString(waiting.journal).contains("\"name\":\"RollingBack\""));
    }

    @ParameterizedTest
    @CsvSource({"StartingApi, done by force", "AtGate, done"})
    void afterTheScriptNothingGoesOnByAResume(String name, String step) throws Exception {
        waiting.reach(state(name));
        byte[] before = Files.readAllBytes(waiting.journal);
        Files.writeString(marker, step + "\n");

        assertThatThrownBy(() -> open().execute(Optional.of(Request.RESUME)))
                .isInstanceOf(EtcdbrException.class)
                .hasMessageContaining("has brought the old data back on node cp2")
                .hasMessageContaining("state " + name);
        assertThat(waiting.journal).hasBinaryContent(before);
        assertThat(marker).exists();
    }

    @Test
    void aForcedScriptCountsOnlyWhereTheOldDataIsInPlace() throws Exception {
        waiting.reach(new State.Restored());
        Files.writeString(marker, "done by force\n");
        Path member = waiting.node.dataDir().resolve("member");
        Files.move(member, member.resolveSibling("elsewhere"));
        Files.createDirectory(member);

        assertThat(open().execute(Optional.of(Request.ROLLBACK))).contains(new State.Restored());
    }

    private static State state(String name) {
        return AllStates.states().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private NodeRestore open() {
        return waiting.open(Moments.NONE);
    }
}
