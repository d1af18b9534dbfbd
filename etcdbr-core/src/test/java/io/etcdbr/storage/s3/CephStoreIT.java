package io.etcdbr.storage.s3;

import static io.etcdbr.storage.s3.StoreWriting.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.WriteOptions;
import io.etcdbr.testing.CephServer;
import io.etcdbr.testing.StoreContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A real and rather old server, with a bucket that enforces object lock. */
class CephStoreIT extends StoreContract {
    private static final ObjectKey KEY = new ObjectKey("prod/x");
    private static @Nullable CephServer server;

    private String bucket = "";

    @BeforeAll
    static void start() throws Exception {
        server = CephServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected Store open() throws Exception {
        if (bucket.isEmpty()) {
            bucket = "b-" + UUID.randomUUID();
            try (S3Client client = server().account().client()) {
                client.createBucket(request -> request.bucket(bucket).objectLockEnabledForBucket(true));
            }
        }
        return new S3StoreProvider().open(location("", Map.of()));
    }

    @Override
    protected boolean locks() {
        return true;
    }

    /** With versions it passes over If-None-Match. */
    @Override
    protected boolean oneWriterWins() {
        return false;
    }

    @Test
    void aKeyThatWasTakenMeanwhileIsSeenBeforeTheLastRequest() throws Exception {
        for (int size : new int[] {10, 6 << 20}) {
            ObjectKey key = KEY.child("taken-" + size);
            ObjectWriter late = store.create(key, WriteOptions.PLAIN);
            late.write(random(size), 0, size);
            write(key, "early");
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(late::commit)
                    .returns(Reason.EXISTS, StoreException::reason);
            late.abort();
            assertThat(read(key)).isEqualTo("early");
        }
    }

    @Test
    void aLockedObjectIsNotDeletedByUsAndNotDestroyedByAnybody() throws Exception {
        Instant until = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
        WriteOptions locked = new WriteOptions(Optional.of(until), OptionalLong.empty());
        for (int size : new int[] {10, 12 << 20}) {
            ObjectKey key = KEY.child("locked-" + size);
            try (ObjectWriter writer = store.create(key, locked)) {
                writer.write(random(size), 0, size);
                writer.commit();
            }
            assertThatExceptionOfType(StoreException.class)
                    .as("%d bytes", size)
                    .isThrownBy(() -> store.delete(key))
                    .returns(Reason.LOCKED, StoreException::reason)
                    .withMessageContaining("locked until " + until);
            assertThat(store.read(key).readAllBytes()).isEqualTo(random(size));
            try (S3Client client = server().account().client()) {
                HeadObjectResponse head =
                        client.headObject(request -> request.bucket(bucket).key("p/" + key));
                assertThat(head.objectLockMode()).isEqualTo(ObjectLockMode.GOVERNANCE);
                assertThatExceptionOfType(S3Exception.class)
                        .isThrownBy(() -> client.deleteObject(request ->
                                request.bucket(bucket).key("p/" + key).versionId(head.versionId())))
                        .returns(403, S3Exception::statusCode);
            }
        }
    }

    @Test
    void aLockThatIsOverDoesNotHold() throws Exception {
        Instant until = writtenWithShortLock(6);
        while (!Instant.now().isAfter(until.plusMillis(500))) {
            Thread.sleep(100);
        }
        store.delete(KEY);
        assertThat(store.stat(KEY)).isEmpty();
    }

    /** @return when the lock is over; later than asked for if this machine was busy for others, and the lock over before it began */
    private Instant writtenWithShortLock(int seconds) throws StoreException {
        Instant until = Instant.now().plusSeconds(seconds);
        try (ObjectWriter writer = store.create(KEY, new WriteOptions(Optional.of(until), OptionalLong.empty()))) {
            writer.write(random(10), 0, 10);
            writer.commit();
            return until;
        } catch (StoreException e) {
            if (seconds > 100 || Instant.now().isBefore(until.truncatedTo(ChronoUnit.SECONDS))) {
                throw e;
            }
        }
        store.delete(KEY);
        return writtenWithShortLock(4 * seconds);
    }

    @Test
    void aBucketWithoutObjectLockRefusesALockBeforeAByteIsWritten() throws Exception {
        String plain = server().account().newBucket();
        try (Store store = new S3StoreProvider().open(server().account().location(plain, "p", Map.of()))) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.create(
                            KEY, new WriteOptions(Optional.of(Instant.now().plusSeconds(3600)), OptionalLong.empty())))
                    .returns(Reason.UNSUPPORTED, StoreException::reason);
        }
    }

    /** Old servers pass over checksums they do not know and check the others. */
    @ParameterizedTest
    @ValueSource(strings = {"required", "crc32c", "sha256", "md5"})
    void everyKindOfChecksumWorksHere(String checksum) throws Exception {
        try (Store store = new S3StoreProvider().open(location("", Map.of("checksum", checksum)))) {
            for (int size : new int[] {0, 10, 12 << 20}) {
                ObjectKey key = KEY.child(checksum + size);
                StoreWriting.write(store, key, random(size));
                assertThat(store.read(key).readAllBytes()).isEqualTo(random(size));
            }
        }
    }

    @Test
    void aWrongSecretIsRefusedInOneSentence(@TempDir Path folder) throws Exception {
        Path wrong = Files.writeString(folder.resolve("secret"), "wrong");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> new S3StoreProvider().open(location("", Map.of("secret-key-file", wrong.toString()))))
                .returns(Reason.REFUSED, StoreException::reason)
                .withMessageContaining("does not accept the keys (403 SignatureDoesNotMatch)");
    }

    @Test
    void aMissingBucketIsNamed() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> new S3StoreProvider().open(location("no-such-", Map.of())))
                .returns(Reason.REFUSED, StoreException::reason)
                .withMessageContaining("bucket 'no-such-" + bucket + "' does not exist");
    }

    private StoreLocation location(String before, Map<String, String> options) {
        return server().account().location(before + bucket, "p", options);
    }

    private static CephServer server() {
        CephServer started = server;
        assumeTrue(started != null);
        return Objects.requireNonNull(started);
    }
}
