package io.etcdbr.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.testing.Waiting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class HandoffTest {

    @Property(tries = 200)
    void everyByteArrivesInOrderWhateverTheSizes(
            @ForAll byte[] bytes,
            @ForAll @IntRange(min = 1, max = 40) int chunk,
            @ForAll @IntRange(min = 1, max = 50) int piece)
            throws IOException {
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        try (Handoff handoff = new Handoff("test", chunk, 2, arrived)) {
            for (int at = 0; at < bytes.length; at += piece) {
                handoff.write(bytes, at, Math.min(piece, bytes.length - at));
            }
        }
        assertThat(arrived.toByteArray()).isEqualTo(bytes);
    }

    @Property(tries = 200)
    void readingASourceShowsTheObserverWhatArrives(@ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 40) int chunk)
            throws IOException {
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        ByteArrayOutputStream observed = new ByteArrayOutputStream();
        try (Handoff handoff = new Handoff("test", chunk, 3, arrived)) {
            assertThat(handoff.readFully(new ByteArrayInputStream(bytes), observed::write))
                    .isEqualTo(bytes.length);
        }
        assertThat(arrived.toByteArray()).isEqualTo(bytes);
        assertThat(observed.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void theNextStageIsClosedOnceAndOnItsOwnThread() throws IOException {
        AtomicInteger closed = new AtomicInteger();
        Handoff handoff = new Handoff("closer", 8, 2, new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void close() {
                assertThat(Thread.currentThread().getName()).isEqualTo("closer");
                closed.incrementAndGet();
            }
        });
        handoff.close();
        handoff.close();
        assertThat(closed).hasValue(1);
    }

    @Test
    void aFailureOfTheNextStageReachesTheWriterAsItIs() throws InterruptedException {
        IOException full = new IOException("disk full");
        Handoff handoff = new Handoff("test", 4, 2, failing(full));
        assertThatThrownBy(() -> {
                    while (true) {
                        handoff.write(new byte[] {1, 2, 3, 4});
                    }
                })
                .isSameAs(full);
        assertThatThrownBy(handoff::close).isSameAs(full);
    }

    @Test
    void aFailureAtTheLastBytesReachesClose() throws IOException {
        IOException full = new IOException("disk full");
        Handoff handoff = new Handoff("test", 100, 2, failing(full));
        handoff.write(new byte[] {1, 2, 3});
        assertThatThrownBy(handoff::close).isSameAs(full);
    }

    @Test
    void anAbortWakesAWriterThatWaitsForASlowStage() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Handoff handoff = new Handoff("test", 1, 2, new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                stuck.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
            }
        });
        Thread writer = Thread.currentThread();
        Thread aborter = Thread.startVirtualThread(() -> {
            try {
                stuck.await();
                Waiting.await(writer);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            handoff.abort();
        });
        assertThatThrownBy(() -> {
                    while (true) {
                        handoff.write(1);
                    }
                })
                .isInstanceOf(InterruptedIOException.class);
        aborter.join();
        assertThat(handoff.waitedNanos()).isGreaterThan(10_000_000);
    }

    @Test
    void anInterruptedWriterStopsInsteadOfWaitingForEver() {
        Handoff handoff = new Handoff("test", 1, 2, new ByteArrayOutputStream() {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }
        });
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> {
                    while (true) {
                        handoff.write(1);
                    }
                })
                .isInstanceOf(InterruptedIOException.class);
        handoff.abort();
        Thread.interrupted();
    }

    private static OutputStream failing(IOException failure) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw failure;
            }
        };
    }
}
