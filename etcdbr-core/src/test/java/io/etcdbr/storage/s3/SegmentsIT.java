package io.etcdbr.storage.s3;

import static io.etcdbr.storage.s3.StoreWriting.random;
import static io.etcdbr.storage.s3.StoreWriting.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import io.etcdbr.testing.S3Server;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Objects longer than the parts of an upload, with limits so low that few bytes reach them. */
@Timeout(900)
class SegmentsIT {
    private static final int PART = 5 << 20;
    private static final ObjectKey KEY = new ObjectKey("prod/x");

    private static S3Server server;
    private static S3Client behind;

    private Store store;
    private String bucket;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.startOnDisk();
        behind = server.account().client();
    }

    @AfterAll
    static void stopServer() throws Exception {
        behind.close();
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        bucket = server.account().newBucket();
        StoreLocation location = server.account().location(bucket, "p", Map.of());
        store = S3StoreProvider.open(
                location, S3Options.of(location), new PartLimits(2, 3), Backoff.SHORT, Duration.ofMinutes(2));
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Two parts as they are, then segments of three: at, just before and just after every border. */
    @ParameterizedTest
    @ValueSource(ints = {2 * PART, 2 * PART + 1, 3 * PART, 5 * PART, 5 * PART + 1, 8 * PART - 1, 8 * PART + 5})
    void anObjectOfMorePartsThanAnUploadMayHaveComesBackByteForByte(int size) throws Exception {
        byte[] bytes = random(size);
        assertThat(write(store, KEY, bytes).size()).isEqualTo(size);
        try (InputStream stream = store.read(KEY)) {
            assertThat(stream.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(keys()).containsExactly("p/" + KEY);
        assertThat(uploads()).isZero();
    }

    @Test
    void anAbortInTheMiddleOfASegmentLeavesNothing() throws Exception {
        for (int parts = 2; parts < 7; parts++) {
            ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
            writer.write(random(parts * PART + 1), 0, parts * PART + 1);
            writer.abort();
            assertThat(keys()).isEmpty();
            assertThat(uploads()).isZero();
        }
    }

    /** At whatever moment: between parts, amid one, while a segment is joined. */
    @Test
    void anAbortAtAnyMomentNeverThrowsAndLeavesNothing() throws Exception {
        Random random = new Random(11);
        byte[] bytes = random(9 * PART);
        for (int round = 0; round < 15; round++) {
            ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
            CompletableFuture<Throwable> ended = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    writer.write(bytes, 0, bytes.length);
                    ended.complete(new AssertionError("all was written"));
                } catch (Throwable e) {
                    ended.complete(e);
                }
            });
            Thread.sleep(random.nextInt(120));
            writer.abort();
            Throwable outcome = ended.get(2, TimeUnit.MINUTES);
            assertThat(outcome).isInstanceOfAny(StoreException.class, AssertionError.class);
            assertThat(keys()).isEmpty();
            assertThat(uploads()).isZero();
        }
    }

    @Test
    void whatADyingWriterLeavesIsNotListedAndRemovedLater() throws Exception {
        String segment = "p/prod/.etcdbr-0123456789abcdef-1.segment";
        for (String key :
                new String[] {segment, "p/prod/.etcdbr-but-not-ours", "p/prodigal/.etcdbr-0123456789abcdef-1.segment"
                }) {
            behind.putObject(
                    request -> request.bucket(bucket).key(key), software.amazon.awssdk.core.sync.RequestBody.empty());
        }
        ObjectWriter dead = store.create(KEY, WriteOptions.PLAIN);
        dead.write(random(4 * PART + 1), 0, 4 * PART + 1);
        List<StoredObject> listed = new ArrayList<>();
        store.list(Optional.empty(), listed::add);
        assertThat(listed).isEmpty();

        assertThat(store.removeLeftovers(new ObjectKey("prod"), Instant.now().minusSeconds(3600)))
                .isEmpty();
        assertThat(store.removeLeftovers(new ObjectKey("prod"), Instant.now().plusSeconds(60)))
                .hasSize(3)
                .anyMatch(name -> name.startsWith("segment prod/.etcdbr-0123456789abcdef-1.segment"))
                .anyMatch(name -> name.startsWith("unfinished upload of prod/x"));
        assertThat(keys())
                .containsExactlyInAnyOrder(
                        "p/prod/.etcdbr-but-not-ours", "p/prodigal/.etcdbr-0123456789abcdef-1.segment");
        assertThat(uploads()).isZero();
        assertThatExceptionOfType(StoreException.class).isThrownBy(dead::commit);
        dead.abort();
    }

    private List<String> keys() {
        return behind.listObjectsV2(request -> request.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private int uploads() {
        return behind.listMultipartUploads(request -> request.bucket(bucket))
                .uploads()
                .size();
    }
}
