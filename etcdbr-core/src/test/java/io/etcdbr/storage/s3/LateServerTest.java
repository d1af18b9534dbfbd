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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that carries out what it was asked for after nobody waits for the answer any more. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LateServerTest {
    private static final ObjectKey KEY = new ObjectKey("prod/x");

    @TempDir
    private Path folder;

    /** @param shown and {@code begun} when an upload is listed and can be aborted, in ms after it was asked for */
    @ParameterizedTest
    @CsvSource({"0, 0", "200, 200", "600, 600", "0, 150", "0, 600"})
    void anUploadThatItBeginsAfterTheWriterWasStoppedIsRemoved(long shown, long begun) throws Exception {
        try (LateServer late = new LateServer(shown, begun);
                AnsweringServer server = new AnsweringServer(folder, late);
                Store store = S3StoreProvider.open(
                        server.location(),
                        S3Options.of(server.location().withOptions(Map.of("idle-timeout", "30s"))),
                        PartLimits.of(5 << 20),
                        Backoff.STANDARD)) {
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
            assertThat(late.isBegun).isTrue();
            assertThat(late.isShown).isFalse();
        }
    }

    private static final class LateServer implements AnsweringServer.Answers, AutoCloseable {
        final CountDownLatch asked = new CountDownLatch(1);
        final AtomicBoolean isShown = new AtomicBoolean();
        final AtomicBoolean isBegun = new AtomicBoolean();
        private final CountDownLatch closed = new CountDownLatch(1);
        private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
        private final long shown;
        private final long begun;

        LateServer(long shown, long begun) {
            this.shown = shown;
            this.begun = begun;
        }

        @Override
        public Answer to(HttpExchange request) {
            return switch (request.getRequestMethod()) {
                case "POST" -> begin();
                case "GET" -> list();
                case "DELETE" -> abort();
                default -> Answer.error(404, "NoSuchKey");
            };
        }

        private Answer begin() {
            later.schedule(() -> isShown.set(true), shown, TimeUnit.MILLISECONDS);
            later.schedule(() -> isBegun.set(true), begun, TimeUnit.MILLISECONDS);
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
            String uploads = isShown.get() ? "<Upload><Key>p/" + KEY + "</Key><UploadId>7</UploadId></Upload>" : "";
            return new Answer(
                    200,
                    Map.of(),
                    "<?xml version=\"1.0\"?><ListMultipartUploadsResult><IsTruncated>false</IsTruncated>" + uploads
                            + "</ListMultipartUploadsResult>");
        }

        private Answer abort() {
            return isBegun.get() && isShown.getAndSet(false)
                    ? new Answer(204, Map.of(), "")
                    : Answer.error(404, "NoSuchUpload");
        }

        @Override
        public void close() {
            closed.countDown();
            later.shutdownNow();
        }
    }
}
