package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.restore.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asks for what a state does gets it in that state. */
@Timeout(300)
class AskedInTimeTest {
    @TempDir
    Path host;

    /** The exchange fails at once, which would lead to {@code Stuck}. */
    @Test
    void aPersonComesBeforeWhatTheCommandsTell() throws Exception {
        try (WaitingNode waiting = new WaitingNode(host)) {
            waiting.reach(new State.Swapping());
            new Requests(waiting.folder.resolve("request")).leave(Request.ROLLBACK);

            waiting.execute(Moments.NONE);

            ControlPlane.patiently(
                    "it goes back",
                    Duration.ofSeconds(120),
                    () -> Files.readString(waiting.journal).contains("RollingBack"));
            assertThat(Files.readString(waiting.journal).replaceFirst("(?s)RollingBack.*", ""))
                    .doesNotContain("Stuck");
        }
    }
}
