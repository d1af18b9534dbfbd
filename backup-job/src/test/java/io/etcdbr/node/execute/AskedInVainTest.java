package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.restore.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who asks for what a state does not do is told so. */
@Timeout(300)
class AskedInVainTest {
    @TempDir
    Path host;

    @Test
    void aRollbackAfterTheCommitChangesNothingAndTheJournalSaysSo() throws Exception {
        try (WaitingNode waiting = new WaitingNode(host)) {
            waiting.reach(new State.StartingApi());
            waiting.execute(Moments.NONE);

            new Requests(waiting.folder.resolve("request")).leave(Request.ROLLBACK);

            awaitNote(
                    waiting,
                    "which changes nothing in state StartingApi: the nodes have decided for the restored cluster");
            assertThat(Files.readString(waiting.journal)).doesNotContain("RollingBack");
        }
    }

    @Test
    void aSecondRollbackIsToldThatItIsUnderWay() throws Exception {
        try (WaitingNode waiting = new WaitingNode(host)) {
            waiting.reach(new State.AskingRollback("a person asked for it"));
            waiting.execute(Moments.NONE);

            new Requests(waiting.folder.resolve("request")).leave(Request.ROLLBACK);

            awaitNote(waiting, "which changes nothing in state AskingRollback: it is under way");
        }
    }

    @Test
    void aResumeOfWhatIsNotStuckIsTold() throws Exception {
        try (WaitingNode waiting = new WaitingNode(host)) {
            waiting.reach(new State.AskingRollback("a person asked for it"));
            waiting.execute(Moments.NONE);

            new Requests(waiting.folder.resolve("request")).leave(Request.RESUME);

            awaitNote(waiting, "A person said resume, which changes nothing in state AskingRollback");
        }
    }

    private static void awaitNote(WaitingNode waiting, String note) throws Exception {
        ControlPlane.patiently(
                note,
                Duration.ofSeconds(120),
                () -> Files.readString(waiting.journal).contains(note));
    }
}
