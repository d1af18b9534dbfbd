package io.etcdbr.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Store} must do. A provider's test extends this and says how to open one. */
@Timeout(value = 1200, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class StoreContract {
    private static final ObjectKey KEY = new ObjectKey("prod/0123456789abcdef/x");

    /** Of the test that runs; closed after it. */
    protected Store store;

    /**
     * Opens a store at a place that is empty when the test begins. Called again within one test it opens the same place, which
     * is easily had: JUnit makes an instance of the class for every test.
     */
    protected abstract Store open() throws Exception;

    /** Whether objects can be locked; if not, a lock must be refused. */
    protected boolean locks() {
        return false;
    }

    /** Whether of several writers that race for one key only one can win; not so on old S3 servers. */
    protected boolean oneWriterWins() {
        return true;
    }

    /** Above every page of a listing that the provider may meet. */
    protected int manyObjects() {
        return 2_100;
    }

    /** More than all buffers and parts under way together. */
    protected int bigObject() {
        return 24 << 20;
    }

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        StoredObject written = write(KEY, "hello");
        assertThat(read(KEY)).isEqualTo("hello");
        assertThat(written.key()).isEqualTo(KEY);
        assertThat(written.size()).isEqualTo(5);
    }

    @Test
    void statAndListAndCommitTellTheSame() throws IOException {
        // Both clocks are this machine's, but a store may tell whole seconds.
        Instant earliest = Instant.now().minusSeconds(5);
        StoredObject written = write(KEY, "hello");
        Instant latest = Instant.now().plusSeconds(5);
        StoredObject found = store.stat(KEY).orElseThrow();
        assertThat(list("prod")).containsExactly(found);
        assertThat(found.key()).isEqualTo(KEY);
        assertThat(found.size()).isEqualTo(5);
        assertThat(found.modified()).isBetween(earliest, latest);
        assertThat(written.modified()).isBetween(earliest, latest);
    }

    @Test
    void anObjectThatIsNotThereIsMissing() throws StoreException {
        assertThat(store.stat(KEY)).isEmpty();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.read(KEY).readAllBytes())
                .returns(Reason.MISSING, StoreException::reason)
                .withMessageContaining(KEY.value());
    }

    @Test
    void nothingIsVisibleBeforeTheCommit() throws IOException {
        try (ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN)) {
            assertNothingIsThere();
            byte[] bytes = random(bigObject());
            writer.write(bytes, 0, bytes.length);
            assertNothingIsThere();
            writer.commit();
            assertThat(store.read(KEY).readAllBytes()).isEqualTo(bytes);
        }
        assertThat(list("prod")).hasSize(1);
    }

    @Test
    void anAbortLeavesNothing() throws IOException {
        ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
        byte[] bytes = random(bigObject());
        writer.write(bytes, 0, bytes.length);
        writer.abort();
        writer.abort();
        assertNothingIsThere();
        assertThat(removeLeftovers("prod", Instant.now().plus(Duration.ofDays(1))))
                .isEmpty();
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> writer.write(bytes, 0, 1));
        assertThatExceptionOfType(StoreException.class).isThrownBy(writer::commit);
        assertNothingIsThere();
    }

    /** An interrupt is how a thread that waits in a write is told to stop, and then it is often the one that gives up. */
    @Test
    void anAbortLeavesNothingHoweverOftenItsThreadIsInterrupted() throws Exception {
        ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
        byte[] bytes = random(bigObject());
        writer.write(bytes, 0, bytes.length);
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        Thread aborting = Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            writer.abort();
            stillInterrupted.set(Thread.interrupted());
        });
        do {
            aborting.interrupt();
        } while (!aborting.join(Duration.ofMillis(1)));
        assertThat(removeLeftovers("prod", Instant.now().plus(Duration.ofDays(1))))
                .isEmpty();
        assertNothingIsThere();
        assertThat(stillInterrupted).isTrue();
    }

    @Test
    void aWriterThatIsClosedWithoutACommitLeavesNothing() throws IOException {
        try (ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN)) {
            writer.write(new byte[100], 0, 100);
        }
        assertNothingIsThere();
        write(KEY, "second");
        assertThat(read(KEY)).isEqualTo("second");
    }

    @Test
    void anAbortAfterTheCommitDoesNothing() throws IOException {
        ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
        writer.write(new byte[100], 0, 100);
        writer.commit();
        writer.abort();
        writer.close();
        assertThat(store.stat(KEY)).isPresent();
    }

    @Test
    void anAbortFromAnotherThreadEndsAWriteUnderWay() throws Exception {
        AtomicReference<ObjectWriter> writer = new AtomicReference<>();
        CountDownLatch underWay = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Throwable> writing = threads.submit(() -> {
                writer.set(store.create(KEY, WriteOptions.PLAIN));
                return writeUntilItFails(writer.get(), underWay);
            });
            assertThat(underWay.await(2, TimeUnit.MINUTES)).isTrue();
            writer.get().abort();
            assertThat(writing.get(2, TimeUnit.MINUTES)).isInstanceOf(StoreException.class);
        }
        assertNothingIsThere();
        write(KEY, "the store is still usable");
    }

    @Test
    void anObjectIsNeverOverwritten() throws IOException {
        write(KEY, "first");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> write(KEY, "second"))
                .returns(Reason.EXISTS, StoreException::reason)
                .withMessageContaining(KEY.value());
        assertThat(read(KEY)).isEqualTo("first");
        assertThat(list("prod")).hasSize(1);
    }

    @Test
    void aKeyThatIsTakenWhileItsSecondWriterIsAtWorkIsNotOverwritten() throws IOException {
        assumeTrue(oneWriterWins(), "this server cannot tell racing writers apart");
        ObjectWriter late = store.create(KEY, WriteOptions.PLAIN);
        late.write("late".getBytes(StandardCharsets.UTF_8), 0, 4);
        write(KEY, "early");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(late::commit)
                .returns(Reason.EXISTS, StoreException::reason);
        late.abort();
        assertThat(read(KEY)).isEqualTo("early");
    }

    @Test
    void ofParallelWritersOfOneKeyExactlyOneWins() throws Exception {
        assumeTrue(oneWriterWins(), "this server cannot tell racing writers apart");
        int writers = 6;
        CyclicBarrier together = new CyclicBarrier(writers);
        List<Optional<String>> outcomes = parallel(writers, number -> {
            String content = "writer " + number + " ".repeat(1000 * number);
            together.await(2, TimeUnit.MINUTES);
            try (ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN)) {
                byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
                writer.write(bytes, 0, bytes.length);
                writer.commit();
                return Optional.of(content);
            } catch (StoreException e) {
                assertThat(e.reason()).isEqualTo(Reason.EXISTS);
                return Optional.<String>empty();
            }
        });
        List<String> winners = outcomes.stream().flatMap(Optional::stream).toList();
        assertThat(winners).hasSize(1);
        assertThat(read(KEY)).isEqualTo(winners.getFirst());
        assertThat(list("prod")).hasSize(1);
    }

    @Test
    void parallelWritersOfDifferentKeysDoNotMeet() throws Exception {
        int writers = 5;
        List<byte[]> contents = parallel(writers, number -> {
            byte[] bytes = random(1 << 20 | number);
            try (ObjectWriter writer = store.create(KEY.child("w" + number), WriteOptions.PLAIN)) {
                for (int at = 0; at < bytes.length; at += 100_000) {
                    writer.write(bytes, at, Math.min(100_000, bytes.length - at));
                }
                writer.commit();
            }
            return bytes;
        });
        for (int number = 0; number < writers; number++) {
            assertThat(store.read(KEY.child("w" + number)).readAllBytes()).isEqualTo(contents.get(number));
        }
        assertThat(list("prod")).hasSize(writers);
    }

    @Test
    void theCallersArrayIsTheCallersAgainAfterEachWrite() throws IOException {
        byte[] array = new byte[300_000];
        try (ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN)) {
            for (int i = 0; i < 40; i++) {
                Arrays.fill(array, (byte) i);
                writer.write(array, 7, array.length - 11);
                Arrays.fill(array, (byte) 0xee);
            }
            assertThat(writer.commit().size()).isEqualTo(40L * (array.length - 11));
        }
        try (InputStream stream = store.read(KEY)) {
            for (int i = 0; i < 40; i++) {
                Arrays.fill(array, (byte) i);
                assertThat(stream.readNBytes(array.length - 11))
                        .isEqualTo(Arrays.copyOfRange(array, 7, array.length - 4));
            }
            assertThat(stream.read()).isEqualTo(-1);
        }
    }

    @Test
    void manySmallWritesMakeOneObject() throws IOException {
        byte[] bytes = random(70_001);
        try (ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN)) {
            for (int at = 0; at < bytes.length; at += 7) {
                writer.write(bytes, at, Math.min(7, bytes.length - at));
                writer.write(bytes, at, 0);
            }
            writer.commit();
        }
        assertThat(store.read(KEY).readAllBytes()).isEqualTo(bytes);
    }

    @Test
    void anObjectMayBeEmpty() throws IOException {
        try (ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN)) {
            assertThat(writer.commit().size()).isZero();
        }
        assertThat(store.stat(KEY).orElseThrow().size()).isZero();
        assertThat(store.read(KEY).readAllBytes()).isEmpty();
        assertThat(list("prod")).singleElement().returns(0L, StoredObject::size);
    }

    @Test
    void aBigObjectComesBackByteForByte() throws IOException {
        byte[] bytes = random(bigObject() + 12_345);
        try (ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN)) {
            writer.write(bytes, 0, bytes.length);
            assertThat(writer.commit().size()).isEqualTo(bytes.length);
        }
        try (InputStream stream = store.read(KEY)) {
            assertThat(stream.readAllBytes()).isEqualTo(bytes);
        }
        int middle = bytes.length / 2 + 1;
        try (InputStream stream = store.read(KEY, middle, Long.MAX_VALUE)) {
            assertThat(stream.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, middle, bytes.length));
        }
    }

    @Test
    void aWrongEstimateOfTheSizeDoesNoHarm() throws IOException {
        byte[] bytes = random(3_000_000);
        for (long estimate : new long[] {0, 1, bytes.length - 1, 1L << 42}) {
            ObjectKey key = KEY.child("estimate-" + estimate);
            try (ObjectWriter writer =
                    store.create(key, new WriteOptions(Optional.empty(), OptionalLong.of(estimate)))) {
                writer.write(bytes, 0, bytes.length);
                writer.commit();
            }
            assertThat(store.read(key).readAllBytes()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, ''",
        "0, 1, 0",
        "0, 10, 0123456789",
        "0, 11, 0123456789",
        "0, 9223372036854775807, 0123456789",
        "1, 1, 1",
        "9, 1, 9",
        "9, 100, 9",
        "3, 9223372036854775807, 3456789",
        "4, 3, 456",
        "10, 0, ''",
        "10, 1, ''",
        "10, 9223372036854775807, ''",
        "11, 5, ''",
        "5000000000, 5, ''",
        "5, 0, ''"
    })
    void aRangeIsReadAtEveryEdge(long offset, long length, String expected) throws IOException {
        write(KEY, "0123456789");
        try (InputStream stream = store.read(KEY, offset, length)) {
            assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(expected);
            assertThat(stream.read()).isEqualTo(-1);
            assertThat(stream.read(new byte[3], 0, 3)).isEqualTo(-1);
        }
        try (InputStream stream = store.read(KEY, offset, length)) {
            for (char digit : expected.toCharArray()) {
                assertThat(stream.read()).isEqualTo(digit);
            }
            assertThat(stream.read()).isEqualTo(-1);
        }
    }

    @Test
    void aRangeOfAnEmptyObjectIsEmpty() throws IOException {
        write(KEY, "");
        assertThat(store.read(KEY, 0, 1).readAllBytes()).isEmpty();
        assertThat(store.read(KEY, 3, 1).readAllBytes()).isEmpty();
    }

    @Test
    void streamsMayBeClosedEarlyAndOften() throws IOException {
        byte[] bytes = random(bigObject());
        try (ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN)) {
            writer.write(bytes, 0, bytes.length);
            writer.commit();
        }
        for (int i = 0; i < 60; i++) {
            InputStream stream = store.read(KEY, i, Long.MAX_VALUE);
            assertThat(stream.read()).isEqualTo(bytes[i] & 0xff);
            stream.close();
            stream.close();
        }
    }

    @Test
    void streamsAreReadSideBySide() throws Exception {
        byte[] bytes = random(3_000_000);
        try (ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN)) {
            writer.write(bytes, 0, bytes.length);
            writer.commit();
        }
        parallel(6, number -> {
            try (InputStream stream = store.read(KEY, number, Long.MAX_VALUE)) {
                assertThat(stream.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, number, bytes.length));
            }
            return true;
        });
    }

    @Test
    void aFolderThatIsNotThereIsEmpty() throws StoreException {
        assertThat(list("nowhere/at/all")).isEmpty();
        assertThat(removeLeftovers("nowhere/at/all", Instant.now())).isEmpty();
        assertThat(listAll()).isEmpty();
    }

    @Test
    void aFolderNeverShowsItsNeighboursOfAlmostTheSameName() throws IOException {
        for (String key : new String[] {"a/x", "a/deep/er/y", "ab/x", "a-b/x", "a.b/x", "a0", "A/x", "b/a/x"}) {
            write(new ObjectKey(key), key);
        }
        assertThat(keys(list("a"))).containsExactlyInAnyOrder("a/x", "a/deep/er/y");
        assertThat(keys(list("a/deep"))).containsExactly("a/deep/er/y");
        assertThat(keys(list("a/x"))).isEmpty();
        assertThat(keys(list("b"))).containsExactly("b/a/x");
        assertThat(keys(listAll()))
                .containsExactlyInAnyOrder("a/x", "a/deep/er/y", "ab/x", "a-b/x", "a.b/x", "a0", "A/x", "b/a/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-",
                "_",
                "--help",
                "a..b/c...",
                "x./y.",
                "CON/nul/aux.txt",
                "UPPER/lower/MiXed",
                "one",
                "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20",
                "a.manifest.json/a.manifest.json"
            })
    void anUnusualNameIsANameLikeAnyOther(String name) throws IOException {
        write(new ObjectKey(name), name);
        assertThat(read(new ObjectKey(name))).isEqualTo(name);
        assertThat(keys(listAll())).containsExactly(name);
        store.delete(new ObjectKey(name));
        assertThat(listAll()).isEmpty();
    }

    @Test
    void namesMayBeLong() throws IOException {
        ObjectKey longest =
                new ObjectKey("c".repeat(200) + "/" + "e".repeat(200) + "/" + "n".repeat(200) + "/" + "x".repeat(200));
        write(longest, "long");
        assertThat(read(longest)).isEqualTo("long");
        assertThat(keys(list("c".repeat(200)))).containsExactly(longest.value());
    }

    @Test
    void manyObjectsAreAllListedOnce() throws Exception {
        Map<String, Long> expected = new TreeMap<>();
        for (int i = 0; i < manyObjects(); i++) {
            expected.put("many/" + i, (long) (i % 3));
        }
        Semaphore atOnce = new Semaphore(8);
        parallel(manyObjects(), number -> {
            atOnce.acquire();
            try {
                return write(new ObjectKey("many/" + number), "x".repeat(number % 3));
            } finally {
                atOnce.release();
            }
        });
        Map<String, Long> found = new TreeMap<>();
        store.list(
                Optional.of(new ObjectKey("many")),
                object -> assertThat(found.put(object.key().value(), object.size()))
                        .isNull());
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void whoeverTakesAListingMayEndItByThrowing() throws IOException {
        write(KEY, "x");
        IllegalStateException enough = new IllegalStateException("enough");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> store.list(Optional.empty(), object -> {
                    throw enough;
                }))
                .isSameAs(enough);
        assertThat(listAll()).hasSize(1);
    }

    @Test
    void whoeverTakesAListingMayUseTheStoreMeanwhile() throws IOException {
        write(KEY.child("a"), "x");
        write(KEY.child("b"), "y");
        List<String> contents = new ArrayList<>();
        store.list(Optional.of(KEY), object -> {
            try {
                contents.add(read(object.key()));
                store.delete(object.key());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(contents).containsExactlyInAnyOrder("x", "y");
        assertThat(listAll()).isEmpty();
    }

    @Test
    void deletingMayBeRepeated() throws IOException {
        write(KEY, "x");
        store.delete(KEY);
        store.delete(KEY);
        assertThat(store.stat(KEY)).isEmpty();
        store.delete(new ObjectKey("nowhere/at/all"));
        write(KEY, "again");
        assertThat(read(KEY)).isEqualTo("again");
    }

    @Test
    void severalMayDeleteTheSameAtOnce() throws Exception {
        write(KEY, "x");
        parallel(6, number -> {
            store.delete(KEY);
            return true;
        });
        assertThat(listAll()).isEmpty();
    }

    @Test
    void removingLeftoversHarmsNoObjectAndNoRecentOrForeignWriter() throws IOException {
        write(KEY, "finished");
        ObjectWriter recent = store.create(new ObjectKey("a/recent"), WriteOptions.PLAIN);
        ObjectWriter foreign = store.create(new ObjectKey("ab/foreign"), WriteOptions.PLAIN);
        byte[] bytes = random(bigObject());
        recent.write(bytes, 0, bytes.length);
        foreign.write(bytes, 0, bytes.length);

        removeLeftovers("a", Instant.now().minus(Duration.ofHours(1)));
        removeLeftovers("ab", Instant.now().minus(Duration.ofHours(1)));
        removeLeftovers("prod", Instant.now().plus(Duration.ofHours(1)));
        recent.commit();
        removeLeftovers("a", Instant.now().plus(Duration.ofHours(1)));
        foreign.commit();

        assertThat(keys(listAll())).containsExactlyInAnyOrder(KEY.value(), "a/recent", "ab/foreign");
        assertThat(store.read(new ObjectKey("ab/foreign")).readAllBytes()).isEqualTo(bytes);
    }

    @Test
    void whatADeadWriterLeftIsRemovedOnce() throws IOException {
        ObjectWriter dead = store.create(new ObjectKey("a/dead"), WriteOptions.PLAIN);
        byte[] bytes = random(bigObject());
        dead.write(bytes, 0, bytes.length);
        assertThat(removeLeftovers("a", Instant.now().plus(Duration.ofHours(1))))
                .hasSize(1);
        assertThat(removeLeftovers("a", Instant.now().plus(Duration.ofHours(1))))
                .isEmpty();
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> {
            dead.write(bytes, 0, bytes.length);
            dead.commit();
        });
        dead.abort();
        assertThat(listAll()).isEmpty();
    }

    @Test
    void aLockThatCannotBeHadIsRefusedBeforeAByteIsWritten() throws StoreException {
        assumeFalse(locks(), "this store can lock");
        WriteOptions locked =
                new WriteOptions(Optional.of(Instant.now().plus(Duration.ofDays(1))), OptionalLong.empty());
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.create(KEY, locked))
                .returns(Reason.UNSUPPORTED, StoreException::reason);
        assertNothingIsThere();
    }

    @Test
    void aClosedStoreRefusesEverythingAndLeavesNoHalfObject() throws Exception {
        write(KEY.child("old"), "x");
        ObjectWriter writer = store.create(KEY.child("new"), WriteOptions.PLAIN);
        writer.write(new byte[1000], 0, 1000);
        store.close();
        store.close();
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> {
            writer.write(new byte[1000], 0, 1000);
            writer.commit();
        });
        writer.abort();
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.stat(KEY));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.read(KEY.child("old")));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.create(KEY, WriteOptions.PLAIN));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.delete(KEY.child("old")));
        assertThatExceptionOfType(StoreException.class).isThrownBy(this::listAll);
        try (Store again = open()) {
            assertThat(keys(list(again, Optional.empty())))
                    .containsExactly(KEY.child("old").value());
        }
    }

    @Test
    void anotherHandleOnTheSamePlaceSeesTheSame() throws Exception {
        write(KEY, "x");
        try (Store other = open()) {
            assertThat(other.stat(KEY)).isPresent();
            assertThat(other.location().toString()).isEqualTo(store.location().toString());
            other.delete(KEY);
        }
        assertThat(store.stat(KEY)).isEmpty();
    }

    private Throwable writeUntilItFails(ObjectWriter writer, CountDownLatch underWay) {
        byte[] bytes = random(1 << 18);
        try {
            // The first go fast, to fill what is between here and the server. The others must not fill the memory of a
            // machine where the
            // thread that aborts has to wait for its turn.
            for (int i = 0; i < 150; i++) {
                writer.write(bytes, 0, bytes.length);
                underWay.countDown();
                Thread.sleep(i < 64 ? 2 : 500);
            }
            return new AssertionError("still writing long after the abort");
        } catch (StoreException | InterruptedException e) {
            return e;
        }
    }

    private void assertNothingIsThere() throws StoreException {
        assertThat(store.stat(KEY)).isEmpty();
        assertThat(list("prod")).isEmpty();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.read(KEY).readAllBytes())
                .returns(Reason.MISSING, StoreException::reason);
    }

    /** Work for {@link #parallel}. */
    protected interface Numbered<T> {
        T run(int number) throws Exception;
    }

    /** Runs {@code work} for 0, 1, 2 … at the same time and gives the results in that order. */
    protected static <T> List<T> parallel(int count, Numbered<T> work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                calls.add(() -> work.run(number));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        }
    }

    protected final StoredObject write(ObjectKey key, String content) throws StoreException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        try (ObjectWriter writer = store.create(key, WriteOptions.PLAIN)) {
            writer.write(bytes, 0, bytes.length);
            return writer.commit();
        }
    }

    protected final String read(ObjectKey key) throws IOException {
        try (InputStream stream = store.read(key)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    protected final List<StoredObject> list(String folder) throws StoreException {
        return list(store, Optional.of(new ObjectKey(folder)));
    }

    protected final List<StoredObject> listAll() throws StoreException {
        return list(store, Optional.empty());
    }

    private static List<StoredObject> list(Store store, Optional<ObjectKey> folder) throws StoreException {
        List<StoredObject> found = new ArrayList<>();
        store.list(folder, found::add);
        return found;
    }

    protected static List<String> keys(List<StoredObject> objects) {
        return objects.stream().map(object -> object.key().value()).toList();
    }

    protected final List<String> removeLeftovers(String folder, Instant before) throws StoreException {
        return store.removeLeftovers(new ObjectKey(folder), before);
    }

    protected static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
