package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.restore.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a restore on a node: the executor's manifest goes last. */
@Timeout(300)
class LeavingTest {

    @Test
    void anExecutorsManifestThatCannotBeRemovedIsNamedAndNotTakenForTheJournal(@TempDir Path host) throws Exception {
        try (WaitingNode waiting = new WaitingNode(host)) {
            waiting.reach(new State.Aborted("there was no gate"));
            Path manifest = waiting.node.staticPods().resolve("etcdbr-" + WaitingNode.PLAN.id() + ".yaml");
            Files.createDirectories(manifest.resolve("which is no file"));

            assertThatExceptionOfType(EtcdbrException.class)
                    .isThrownBy(() -> waiting.open(Moments.NONE).execute(Optional.empty()))
                    .withMessageContaining("the executor's manifest " + manifest + " cannot be removed")
                    .withMessageNotContaining("journal");

            assertThat(Files.readString(waiting.folder.resolve("status.json")))
                    .contains("\"state\":\"Aborted\"", "cannot be removed");
        }
    }
}
