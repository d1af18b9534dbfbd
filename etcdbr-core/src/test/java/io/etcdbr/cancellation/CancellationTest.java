package io.etcdbr.cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class CancellationTest {
    private static final Failure TERMINATED = new Failure(ExitCode.TERMINATED, "stopped by SIGTERM", "");
    private static final Failure INTERRUPTED = new Failure(ExitCode.INTERRUPTED, "stopped by SIGINT", "");

    private final Cancellation cancellation = new Cancellation();

    @Test
    void workThatIsNotCancelledGoesOn() {
        cancellation.check();

        assertThat(cancellation.reason()).isEmpty();
    }

    @Test
    void aPauseLastsAsLongAsItIsTo() {
        long begin = System.nanoTime();

        cancellation.pause(Duration.ofMillis(50));

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void aPauseEndsWhenTheWorkIsToStop() {
        Thread.ofVirtual().start(() -> cancellation.cancel(TERMINATED));

        assertThatThrownBy(() -> cancellation.pause(Duration.ofHours(1)))
                .isInstanceOfSatisfying(
                        EtcdbrException.class, e -> assertThat(e.failure()).isEqualTo(TERMINATED));
    }

    @Test
    void anInterruptedPauseIsToldAndStaysInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> cancellation.pause(Duration.ofHours(1)))
                .isInstanceOfSatisfying(
                        EtcdbrException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(ExitCode.INTERRUPTED));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void everyActionRunsOnceEvenIfAnotherBlocks() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(2);
        cancellation.onCancel(() -> await(never));
        cancellation.onCancel(ran::countDown);
        cancellation.onCancel(ran::countDown);

        cancellation.cancel(TERMINATED);
        cancellation.cancel(INTERRUPTED);

        assertThat(ran.await(2, TimeUnit.MINUTES)).isTrue();
        assertThat(cancellation.reason()).contains(TERMINATED);
        never.countDown();
    }

    @Test
    void anActionRegisteredTooLateRunsAtOnce() throws Exception {
        cancellation.cancel(TERMINATED);
        CountDownLatch ran = new CountDownLatch(1);

        cancellation.onCancel(ran::countDown);

        assertThat(ran.await(2, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aClosedRegistrationIsForgotten() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch other = new CountDownLatch(1);
        cancellation.onCancel(runs::incrementAndGet).close();
        cancellation.onCancel(other::countDown);

        cancellation.cancel(TERMINATED);

        assertThat(other.await(2, TimeUnit.MINUTES)).isTrue();
        assertThat(runs).hasValue(0);
    }

    @Test
    void checkThrowsTheReason() {
        cancellation.cancel(TERMINATED);

        assertThatThrownBy(cancellation::check)
                .isInstanceOfSatisfying(
                        EtcdbrException.class, e -> assertThat(e.failure()).isEqualTo(TERMINATED));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
