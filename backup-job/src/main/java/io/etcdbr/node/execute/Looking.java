package io.etcdbr.node.execute;

import java.io.IOException;
import java.time.Duration;

/** Tries until it is done. What fails is tried again: nothing here is final but what was read. */
final class Looking {
    /** Between two tries of a command that has no pause of its own. */
    static final Duration PAUSE = Duration.ofMillis(500);

    private Looking() {}

    /** One look. */
    interface Look {
        /** @return whether there is nothing more to look for */
        boolean isDone() throws IOException, InterruptedException;
    }

    static void every(Duration pause, Report report, Look look) throws InterruptedException {
        while (true) {
            try {
                if (look.isDone()) {
                    return;
                }
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                report.trouble(Sentences.of(e));
            }
            Thread.sleep(pause);
        }
    }
}
