package io.etcdbr.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.WriteOptions;
import io.etcdbr.storage.s3.AnsweringServer.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that carries out what it was asked for after nobody waits for the answer any more. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LateServerTest {
    private static final ObjectKey KEY = new ObjectKey("prod/x");

    @TempDir
    private Path folder;

    /**
     * @param shown at which look for it an upload is listed, and {@code begun} at which one it can be aborted, from 1
     * @param later how long after it was asked for that look must come at the earliest, in ms
     */
    @ParameterizedTest
    @CsvSource({"1, 1, 0", "2, 2, 200", "3, 3, 600", "1, 2, 200", "1, 3, 600"})
    void anUploadThatItBeginsAfterTheWriterWasStoppedIsRemoved(int shown, int begun, long later) throws Exception {
        try (LateServer late = new LateServer(shown, begun);
                AnsweringServer server = new AnsweringServer(folder, late);
                Store store = S3StoreProvider.open(
                        server.location(),
                        S3Options.of(server.location()),
                        PartLimits.of(5 << 20),
                        Backoff.STANDARD,
                        Duration.ofMinutes(2))) {
            ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
            CompletableFuture<Boolean> stopped = new CompletableFuture<>();
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    writer.write(new byte[6 << 20], 0, 6 << 20);
                    stopped.complete(false);
                } catch (StoreException e) {
                    writer.abort();
                    stopped.complete(true);
                }
            });
            late.asked.await();
            thread.interrupt();
            assertThat(stopped.get()).isTrue();
            assertThat(late.removed).as("looks until it was removed").hasValue(begun);
            assertThat(late.removedAfter).hasValueGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(later));
        }
    }

    private static final class LateServer implements AnsweringServer.Answers, AutoCloseable {
        final CountDownLatch asked = new CountDownLatch(1);
        /** The look after which it was, 0 if it was not. */
        final AtomicInteger removed = new AtomicInteger();

        final AtomicLong removedAfter = new AtomicLong();
        private final CountDownLatch closed = new CountDownLatch(1);
        private final AtomicInteger looks = new AtomicInteger();
        private final AtomicLong begin = new AtomicLong();
        private final int shown;
        private final int begun;

        LateServer(int shown, int begun) {
            this.shown = shown;
            this.begun = begun;
        }

        @Override
        public Answer to(HttpExchange request) {
            return switch (request.getRequestMethod()) {
                case "POST" -> begin();
                case "GET" ->
                    String.valueOf(request.getRequestURI().getQuery()).contains("uploads")
                            ? list()
                            : Answer.emptyListing();
                case "DELETE" -> abort();
                default -> Answer.error(404, "NoSuchKey");
            };
        }

        private Answer begin() {
            begin.set(System.nanoTime());
            asked.countDown();
            try {
                // Nobody is to hear of it.
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Answer.error(500, "InternalError");
        }

        private Answer list() {
            boolean listed = looks.incrementAndGet() >= shown && removed.get() == 0;
            String uploads = listed ? "<Upload><Key>p/" + KEY + "</Key><UploadId>7</UploadId></Upload>" : "";
            return new Answer(
                    200,
                    Map.of(),
                    "<?xml version=\"1.0\"?><ListMultipartUploadsResult><IsTruncated>false</IsTruncated>" + uploads
                            + "</ListMultipartUploadsResult>");
        }

        private Answer abort() {
            if (looks.get() < begun || !removed.compareAndSet(0, looks.get())) {
                return Answer.error(404, "NoSuchUpload");
            }
            removedAfter.set(System.nanoTime() - begin.get());
            return new Answer(204, Map.of(), "");
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
