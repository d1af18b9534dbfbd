package io.etcdbr.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.testing.JavaProgram;
import io.etcdbr.testing.Programs;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GivingUpIT {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    @Test
    void whatDoesNotEndIsWaitedForNoLongerThanItsTime() {
        CountDownLatch never = new CountDownLatch(1);
        long begin = System.nanoTime();
        assertThat(GivingUp.within(Duration.ofMillis(300), "stuck", () -> await(never)))
                .isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        never.countDown();
    }

    @Test
    void anInterruptIsKeptAndShortensNothing() {
        AtomicBoolean done = new AtomicBoolean();
        Thread.currentThread().interrupt();
        boolean inTime = GivingUp.within(Duration.ofMinutes(2), "slow", () -> {
            sleep(200);
            done.set(true);
        });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(inTime).isTrue();
        assertThat(done).isTrue();
    }

    @Test
    void theTimeInWhichTheProcessIsStoppedDoesNotCount() throws Exception {
        Process process = JavaProgram.start(SlowWork.class, folder.resolve("log"));
        try (BufferedReader said = process.inputReader()) {
            assertThat(said.readLine()).isEqualTo("begun");
            Programs.run("kill", "-STOP", "" + process.pid());
            Thread.sleep(PATIENCE.plusSeconds(1));
            Programs.run("kill", "-CONT", "" + process.pid());
            assertThat(said.readLine()).isEqualTo("in time: true");
        } finally {
            process.destroyForcibly();
        }
    }

    /** Takes one and a half seconds, in steps, so that it does not end with the stop. */
    static final class SlowWork {
        private SlowWork() {}

        public static void main(String[] arguments) {
            boolean inTime = GivingUp.within(PATIENCE, "work", () -> {
                System.out.println("begun");
                for (int i = 0; i < 15; i++) {
                    sleep(100);
                }
            });
            System.out.println("in time: " + inTime);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
