package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.restore.State;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class BrokenProcessTest {
    @TempDir
    Path host;

    @Test
    void aCommandThatEndsForWantOfMemoryEndsTheProcessSoThatKubeletStartsAnother() throws Exception {
        try (WaitingNode waiting = new WaitingNode(host)) {
            waiting.reach(new State.StoppingApi());
            Moments noMemory = what -> {
                if (what.equals("manifest out")) {
                    throw new OutOfMemoryError("in a command");
                }
            };

            assertThatThrownBy(() -> waiting.execute(noMemory).get(60, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(OutOfMemoryError.class);
        }
    }
}
