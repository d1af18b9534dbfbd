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
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A writer that another thread gives up, at moments that a real server cannot be made to hold. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoppedWriterTest {
    private static final ObjectKey KEY = new ObjectKey("prod/x");
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"60, PUT /bucket/p/prod/x, false", "6291456, POST /bucket/p/prod/x?uploadId=7, true"})
    void anAbortDuringTheLastRequestEndsIt(int size, String last, boolean upload) throws Exception {
        try (HoldingServer holding = new HoldingServer(last);
                AnsweringServer server = new AnsweringServer(folder, holding);
                Store store = open(server, 5 * MIB);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
            writer.write(new byte[size], 0, size);
            Future<Optional<StoreException>> committing = threads.submit(failureOf(writer::commit));
            holding.reached.await();
            writer.abort();
            assertThat(committing.get(2, TimeUnit.MINUTES)).isPresent();
            assertThat(server.requests().contains("DELETE /bucket/p/prod/x?uploadId=7"))
                    .as("the upload is taken back")
                    .isEqualTo(upload);
        }
    }

    /** The bytes of a part are copied meanwhile, and more are to follow. */
    @Test
    void anAbortAmidACopyOfManyBytesEndsTheWriteLikeAnyOther() throws Exception {
        byte[] bytes = new byte[80 * MIB];
        try (HoldingServer holding = new HoldingServer("nothing");
                AnsweringServer server = new AnsweringServer(folder, holding);
                Store store = open(server, 64 * MIB);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
                CountDownLatch begun = new CountDownLatch(1);
                Future<Optional<StoreException>> writing = threads.submit(failureOf(() -> {
                    begun.countDown();
                    writer.write(bytes, 0, bytes.length);
                    return true;
                }));
                begun.await();
                writer.abort();
                assertThat(writing.get(2, TimeUnit.MINUTES)).isPresent();
            }
        }
    }

    private interface Step {
        Object run() throws StoreException;
    }

    private static Callable<Optional<StoreException>> failureOf(Step step) {
        return () -> {
            try {
                step.run();
                return Optional.empty();
            } catch (StoreException e) {
                return Optional.of(e);
            }
        };
    }

    private static Store open(AnsweringServer server, int part) throws StoreException {
        S3Options options = S3Options.of(
                server.location().withOptions(Map.of("part-size", part / MIB + "MiB", "parallel-parts", "1")));
        return S3StoreProvider.open(
                server.location(), options, PartLimits.of(part), Backoff.STANDARD, Duration.ofMinutes(2));
    }

    /** Keeps nothing, and gives no answer to one request until it is closed. */
    private static final class HoldingServer implements AnsweringServer.Answers, AutoCloseable {
        final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);
        private final String held;

        HoldingServer(String held) {
            this.held = held;
        }

        @Override
        public Answer to(HttpExchange request) {
            if (held.equals(request.getRequestMethod() + " " + request.getRequestURI())) {
                reached.countDown();
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return switch (request.getRequestMethod()) {
                case "POST" ->
                    new Answer(
                            200,
                            Map.of(),
                            "<?xml version=\"1.0\"?><InitiateMultipartUploadResult><UploadId>7</UploadId>"
                                    + "</InitiateMultipartUploadResult>");
                case "PUT" -> new Answer(200, Map.of("ETag", "\"x\""), "");
                case "GET" -> Answer.emptyListing();
                case "DELETE" -> new Answer(204, Map.of(), "");
                default -> Answer.error(404, "NoSuchKey");
            };
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
