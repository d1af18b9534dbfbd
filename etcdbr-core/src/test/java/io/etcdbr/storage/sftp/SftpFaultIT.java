package io.etcdbr.storage.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.storage.GivingUp;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import io.etcdbr.storage.decorate.RetryingStore;
import io.etcdbr.testing.FaultProxy;
import io.etcdbr.testing.FaultProxy.Direction;
import io.etcdbr.testing.FaultProxy.Ending;
import io.etcdbr.testing.RunningTime;
import io.etcdbr.testing.SshServer;
import io.etcdbr.testing.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SftpFaultIT {
    private static final ObjectKey KEY = new ObjectKey("prod/epoch/x");
    private static final int SIZE = 3_000_000;
    private static final byte[] BYTES = new byte[SIZE];

    @TempDir
    private static Path shared;

    private static SshServer server;

    @TempDir
    private Path directory;

    private FaultProxy proxy;
    private StoreLocation location;
    private Store store;

    @BeforeAll
    static void startServer() throws IOException {
        new Random(1).nextBytes(BYTES);
        server = SshServer.start(shared.resolve("sshd"));
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        proxy = FaultProxy.to(server.port());
        location = StoreLocation.parse(server.location(proxy, directory)).withOptions(SshServer.PATIENT);
        store = new SftpStoreProvider().open(location);
    }

    private Store hasty() throws StoreException {
        return new SftpStoreProvider().open(location.withOptions(Map.of("idle-timeout", "2s")));
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        store.close();
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void anUploadCutAtAnyByteLeavesTheWholeObjectOrNone(Direction direction) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long whole = bytesOfAnUpload(direction);
        for (int round = 0; round < 25; round++) {
            ObjectKey key = KEY.child(direction.name() + round);
            // Every fourth near the end, where the commit is.
            long at = round % 4 == 0 ? whole - random.nextInt(900) : random.nextLong(whole);
            proxy.cutAfter(direction, Math.max(0, at), random.nextBoolean() ? Ending.RESET : Ending.CLOSE);
            boolean committed;
            try {
                upload(store, key);
                committed = true;
            } catch (StoreException e) {
                assertThat(e.reason())
                        .as("seed %d, round %d, byte %d: %s", seed, round, at, e.getMessage())
                        .isEqualTo(Reason.UNAVAILABLE);
                committed = false;
            }
            proxy.heal();
            assertWholeOrAbsent(key, committed);
        }
        assertThat(unfinishedFiles()).isEmpty();
    }

    @Test
    void aServerKilledInTheMiddleLeavesNothingListed() throws IOException {
        ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
        writer.write(BYTES, 0, SIZE);
        server.stop();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(writer::commit)
                .returns(Reason.UNAVAILABLE, StoreException::reason);
        server.start();
        assertThat(store.stat(KEY)).isEmpty();
        writer.abort();
        assertThat(unfinishedFiles()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void aStalledUploadEndsAfterTheIdleTime(Direction direction) throws IOException {
        try (Store hasty = hasty()) {
            ObjectWriter writer = new RetryingStore(hasty).create(KEY, WriteOptions.PLAIN);
            // Answers to writes are small.
            proxy.stallAfter(direction, direction == Direction.UP ? 200_000 : 2_000);
            try (RunningTime time = RunningTime.start()) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> {
                            for (int i = 0; i < 40; i++) {
                                writer.write(BYTES, 0, SIZE);
                            }
                            writer.commit();
                        })
                        .returns(Reason.UNAVAILABLE, StoreException::reason)
                        .withMessageContaining("no answer for 2.0 seconds");
                assertThat(time.passed()).isLessThan(Duration.ofMinutes(1));
            }
            proxy.heal();
            writer.abort();
        }
        assertThat(store.stat(KEY)).isEmpty();
    }

    @Test
    void anAbortOfAStalledUploadEndsInItsTime() throws Exception {
        ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
        proxy.stallAfter(Direction.UP, 100_000);
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; i < 40; i++) {
                    writer.write(BYTES, 0, SIZE);
                }
                outcome.complete(new AssertionError("all written"));
            } catch (Throwable e) {
                outcome.complete(e);
            }
        });
        proxy.awaitStall(Direction.UP);
        Waiting.await(thread);
        try (RunningTime time = RunningTime.start()) {
            writer.abort();
            assertThat(time.passed()).isLessThan(GivingUp.PATIENCE.plusSeconds(2));
        }
        assertThat(outcome.get(2, TimeUnit.MINUTES))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("was stopped");
    }

    @Test
    void aCutDownloadNeverLooksLikeTheEnd() throws IOException {
        upload(store, KEY);
        for (int round = 0; round < 12; round++) {
            int at = 200_000 * (round + 1);
            proxy.cutAfter(Direction.DOWN, at, round % 2 == 0 ? Ending.CLOSE : Ending.RESET);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> {
                        try (InputStream stream = store.read(KEY)) {
                            stream.readAllBytes();
                        }
                    })
                    .returns(Reason.UNAVAILABLE, StoreException::reason);
            proxy.heal();
        }
    }

    @Test
    void aCutDownloadIsResumed() throws IOException {
        upload(store, KEY);
        proxy.cutEachAfter(Direction.DOWN, 1_100_000, Ending.RESET);
        int before = proxy.connections();
        try (InputStream stream = new RetryingStore(store).read(KEY)) {
            assertThat(stream.readAllBytes()).isEqualTo(BYTES);
        }
        assertThat(proxy.connections() - before).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aStalledDownloadEndsAfterTheIdleTime() throws IOException {
        upload(store, KEY);
        try (Store hasty = hasty()) {
            proxy.stallAfter(Direction.DOWN, 700_000);
            try (RunningTime time = RunningTime.start()) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> {
                            try (InputStream stream = hasty.read(KEY)) {
                                stream.readAllBytes();
                            }
                        })
                        .returns(Reason.UNAVAILABLE, StoreException::reason)
                        .withMessageContaining("no answer");
                assertThat(time.passed()).isLessThan(Duration.ofMinutes(1));
            }
        }
    }

    /** It takes longer as a whole than may pass without an answer. */
    @Test
    void aSlowLinkIsNoReasonToGiveUp() throws IOException {
        ObjectKey key;
        for (int attempt = 1; ; attempt++) {
            key = KEY.child("attempt-" + attempt);
            try (Store hasty = hasty()) {
                proxy.slow(1_200_000);
                upload(hasty, key);
                break;
            } catch (StoreException e) {
                // A machine that is busy for others for two seconds is no slow link. It will not be so each time.
                if (attempt == 5) {
                    throw e;
                }
            } finally {
                proxy.heal();
            }
        }
        try (InputStream stream = store.read(key)) {
            assertThat(stream.readAllBytes()).isEqualTo(BYTES);
        }
    }

    @Test
    void aListingCutInTheMiddleFails() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("many"));
        for (int i = 0; i < 3000; i++) {
            Files.createFile(folder.resolve("object-" + i));
        }
        List<StoredObject> found = new ArrayList<>();
        proxy.cutAfter(Direction.DOWN, 100_000, Ending.CLOSE);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.list(Optional.of(new ObjectKey("many")), found::add))
                .returns(Reason.UNAVAILABLE, StoreException::reason);
        proxy.heal();
        found.clear();
        new RetryingStore(store).list(Optional.of(new ObjectKey("many")), found::add);
        assertThat(found).hasSize(3000);
    }

    private long bytesOfAnUpload(Direction direction) throws IOException {
        upload(store, KEY.child("warm"));
        long before = proxy.bytes(direction);
        upload(store, KEY.child("measured"));
        return proxy.bytes(direction) - before;
    }

    private static void upload(Store store, ObjectKey key) throws StoreException {
        try (ObjectWriter writer = store.create(key, WriteOptions.PLAIN)) {
            for (int at = 0; at < SIZE; at += 500_000) {
                writer.write(BYTES, at, 500_000);
            }
            writer.commit();
        }
    }

    private void assertWholeOrAbsent(ObjectKey key, boolean committed) throws IOException {
        Optional<StoredObject> found = new RetryingStore(store).stat(key);
        if (committed) {
            assertThat(found).isPresent();
        }
        if (found.isPresent()) {
            try (InputStream stream = new RetryingStore(store).read(key)) {
                assertThat(stream.readAllBytes()).isEqualTo(BYTES);
            }
        }
    }

    private List<Path> unfinishedFiles() throws IOException {
        try (java.util.stream.Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> path.getFileName().toString().startsWith("."))
                    .toList();
        }
    }
}
