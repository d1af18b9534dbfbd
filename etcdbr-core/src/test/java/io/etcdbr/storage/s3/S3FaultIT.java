package io.etcdbr.storage.s3;

import static io.etcdbr.storage.s3.StoreWriting.random;
import static io.etcdbr.storage.s3.StoreWriting.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcdbr.storage.GivingUp;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import io.etcdbr.storage.decorate.Pause;
import io.etcdbr.storage.decorate.RetryPolicy;
import io.etcdbr.storage.decorate.RetryingStore;
import io.etcdbr.testing.FaultProxy;
import io.etcdbr.testing.FaultProxy.Direction;
import io.etcdbr.testing.FaultProxy.Ending;
import io.etcdbr.testing.RunningTime;
import io.etcdbr.testing.S3Server;
import io.etcdbr.testing.Waiting;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** The network between a store and its server fails in every way; what the server keeps is looked at behind the network. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class S3FaultIT {
    private static final ObjectKey KEY = new ObjectKey("prod/0123456789abcdef/x");
    private static final int BIG = (12 << 20) + 77;
    private static final Backoff QUICK = new Backoff(6, Duration.ofMillis(20), Duration.ofMillis(300));

    private static S3Server server;
    private static S3Client behind;

    private FaultProxy proxy;
    private Store bare;
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
    void openThroughTheProxy() throws Exception {
        proxy = FaultProxy.to(server.port());
        bucket = server.account().newBucket();
        // Longer than any pause of a machine that is busy for others, and than all that a test does.
        bare = bare("10m", Duration.ofMinutes(2));
        store = retrying(bare);
    }

    private Store bare(String idleTimeout, Duration cleanUp) throws StoreException {
        StoreLocation location = server.account()
                .atPort(proxy.port())
                .location(bucket, "p", Map.of("idle-timeout", idleTimeout, "connect-timeout", "2m"));
        S3Options options = S3Options.of(location);
        return S3StoreProvider.open(location, options, PartLimits.of(options.partSize()), QUICK, cleanUp);
    }

    private static Store retrying(Store store) {
        return new RetryingStore(
                store,
                new RetryPolicy(4, Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMinutes(5)),
                Pause.REAL);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void aConnectionCutOnceAtAnyByteOfABigUploadDoesNoHarm(Direction direction) throws Exception {
        byte[] bytes = random(BIG);
        Random random = new Random(7);
        for (int round = 0; round < 8; round++) {
            ObjectKey key = KEY.child(direction + "-" + round);
            long at = random.nextInt(direction == Direction.UP ? BIG : 2000);
            proxy.cutAfter(direction, at, round % 2 == 0 ? Ending.RESET : Ending.CLOSE);
            write(store, key, bytes);
            proxy.heal();
            assertThat(behindTheNetwork(key))
                    .as("cut %s after %d", direction, at)
                    .isEqualTo(bytes);
        }
        assertThat(uploads()).isEmpty();
    }

    /** Goes through all answers of the server in turn: looking up, begin, parts, the last request, looking up. */
    @ParameterizedTest
    @CsvSource({"60, DOWN", "6000000, DOWN", "60, UP"})
    void aWriteWhoseConnectionIsCutAtAnyPlaceSucceedsAllTheSame(int size, Direction direction) throws Exception {
        byte[] bytes = random(size);
        long before = proxy.bytes(direction);
        write(store, KEY.child("measure"), bytes);
        long all = proxy.bytes(direction) - before;
        for (long at = 0; at <= all; at += Math.max(11, all / 60)) {
            ObjectKey key = KEY.child("at-" + at);
            proxy.cutAfter(direction, at, at % 2 == 0 ? Ending.RESET : Ending.CLOSE);
            write(store, key, bytes);
            proxy.heal();
            assertThat(behindTheNetwork(key)).as("cut after %d", at).isEqualTo(bytes);
        }
        assertThat(uploads()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"UP, 100000, RESET", "UP, 3000000, CLOSE", "DOWN, 0, CLOSE", "DOWN, 30, RESET"})
    void aNetworkThatBreaksEveryConnectionEndsInOneFailureAndLeavesNothing(
            Direction direction, long bytes, Ending ending) throws Exception {
        ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
        byte[] content = random(BIG);
        writer.write(content, 0, 6 << 20);
        proxy.cutEachAfter(direction, bytes, ending).cutNow(ending);
        StoreException failure = catchThrowableOfType(StoreException.class, () -> {
            writer.write(content, 6 << 20, BIG - (6 << 20));
            writer.commit();
        });
        assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(failure).hasMessageContaining(KEY.value());
        proxy.heal();
        writer.abort();
        assertThat(uploads()).isEmpty();
        assertThat(listed()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void aServerThatStallsIsGivenUpAfterTheIdleTimeout(Direction direction) throws Exception {
        try (Store hasty = retrying(bare("1s", Duration.ofMinutes(2)))) {
            ObjectWriter writer = hasty.create(KEY, WriteOptions.PLAIN);
            byte[] content = random(BIG);
            proxy.stallAfter(direction, direction == Direction.UP ? 2_000_000 : 200);
            long begun = System.nanoTime();
            try (RunningTime time = RunningTime.start()) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> {
                            writer.write(content, 0, BIG);
                            writer.commit();
                        })
                        .returns(Reason.UNAVAILABLE, StoreException::reason);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(2));
                assertThat(time.passed()).isLessThan(Duration.ofMinutes(1));
            }
            proxy.heal();
            writer.abort();
        }
        assertThat(uploads()).isEmpty();
        assertThat(listed()).isEmpty();
    }

    @Test
    void anAbortUnblocksAWriteThatAStalledServerHoldsAndRemovesTheUploadOnceTheServerAnswers() throws Exception {
        ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
        proxy.stallAfter(Direction.UP, 7_000_000);
        CompletableFuture<Throwable> writing = new CompletableFuture<>();
        Thread thread = writeOnAndOn(writer, writing);
        proxy.awaitStall(Direction.UP);
        Waiting.await(thread);
        assertThat(writing).isNotDone();
        try (RunningTime time = RunningTime.start()) {
            proxy.heal();
            writer.abort();
            assertThat(writing.get(2, TimeUnit.MINUTES)).isInstanceOf(StoreException.class);
            assertThat(time.passed()).isLessThan(Duration.ofMinutes(1));
        }
        assertThat(uploads()).isEmpty();
        assertThat(listed()).isEmpty();
    }

    @Test
    void anAbortTakesNoLongerThanItMayWhenNothingAnswersAnyMore() throws Exception {
        try (Store usual = retrying(bare("10m", GivingUp.PATIENCE))) {
            ObjectWriter writer = usual.create(KEY, WriteOptions.PLAIN);
            writer.write(random(BIG), 0, BIG);
            proxy.stallAfter(Direction.UP, 0).stallAfter(Direction.DOWN, 0);
            try (RunningTime time = RunningTime.start()) {
                writer.abort();
                assertThat(time.passed()).isLessThan(GivingUp.PATIENCE.plusSeconds(2));
            }
            proxy.heal();
        }
        assertThat(listed()).isEmpty();
        assertThat(store.removeLeftovers(new ObjectKey("prod"), Instant.now().plusSeconds(60)))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(uploads()).isEmpty();
    }

    @Test
    void anInterruptEndsAWriteToAStalledServer() throws Exception {
        ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
        proxy.stallAfter(Direction.UP, 5_000_000);
        CompletableFuture<Throwable> writing = new CompletableFuture<>();
        Thread thread = writeOnAndOn(writer, writing);
        proxy.awaitStall(Direction.UP);
        Waiting.await(thread);
        thread.interrupt();
        assertThat(writing.get(2, TimeUnit.MINUTES)).hasMessageContaining("told to stop");
        proxy.heal();
        writer.abort();
        assertThat(uploads()).isEmpty();
    }

    /** So much that it does not come to its end before it is told to stop. */
    private static Thread writeOnAndOn(ObjectWriter writer, CompletableFuture<Throwable> ended) {
        byte[] content = random(BIG);
        return Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; i < 100; i++) {
                    writer.write(content, 0, BIG);
                }
                ended.complete(new AssertionError("it went on"));
            } catch (Throwable e) {
                ended.complete(e);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void aReadThatIsCutNeverLooksLikeTheEnd(Ending ending) throws Exception {
        byte[] bytes = random(3_000_000);
        write(store, KEY, bytes);
        Random random = new Random(3);
        for (int round = 0; round < 10; round++) {
            proxy.cutAfter(Direction.DOWN, 400 + random.nextInt(2_900_000), ending);
            StoreException failure = catchThrowableOfType(StoreException.class, () -> {
                try (InputStream stream = bare.read(KEY)) {
                    stream.readAllBytes();
                }
            });
            proxy.heal();
            assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
            assertThat(failure).hasMessageContaining(KEY.value());
        }
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void aListingThatIsCutAnywhereNeverLooksLikeAShorterOne(Ending ending) throws Exception {
        for (int i = 0; i < 20; i++) {
            write(store, KEY.child("n" + i), new byte[i]);
        }
        long before = proxy.bytes(Direction.DOWN);
        assertThat(listed(bare)).hasSize(20);
        long all = proxy.bytes(Direction.DOWN) - before;
        int failures = 0;
        for (long at = 0; at < all; at += 23) {
            proxy.cutAfter(Direction.DOWN, at, ending);
            try {
                // Where nothing was answered on a connection that was used before, the JDK itself asks again.
                assertThat(listed(bare)).as("cut after %d of %d", at, all).hasSize(20);
            } catch (StoreException e) {
                assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
                failures++;
            }
            proxy.heal();
        }
        assertThat(failures).isGreaterThan(50);
    }

    @Test
    void aReadThatStallsIsGivenUpAfterTheIdleTimeout() throws Exception {
        write(store, KEY, random(3_000_000));
        try (Store hasty = bare("1s", Duration.ofMinutes(2))) {
            proxy.stallAfter(Direction.DOWN, 1_000_000);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> {
                        try (InputStream stream = hasty.read(KEY)) {
                            stream.readAllBytes();
                        }
                    })
                    .returns(Reason.UNAVAILABLE, StoreException::reason)
                    .withMessageContaining("idle-timeout is 1s");
        }
    }

    @Test
    void aServerThatRefusesConnectionsIsUnavailableAndComesBack() throws Exception {
        write(store, KEY, random(10));
        proxy.refuse().cutNow(Ending.CLOSE);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.stat(KEY))
                .returns(Reason.UNAVAILABLE, StoreException::reason);
        proxy.heal();
        assertThat(store.stat(KEY)).isPresent();
    }

    private byte[] behindTheNetwork(ObjectKey key) {
        return behind.getObjectAsBytes(request -> request.bucket(bucket).key("p/" + key))
                .asByteArrayUnsafe();
    }

    private List<MultipartUpload> uploads() {
        return behind.listMultipartUploads(request -> request.bucket(bucket)).uploads();
    }

    private List<StoredObject> listed() throws StoreException {
        return listed(store);
    }

    private static List<StoredObject> listed(Store store) throws StoreException {
        List<StoredObject> found = new ArrayList<>();
        store.list(Optional.empty(), found::add);
        return found;
    }
}
