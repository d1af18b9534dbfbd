package io.etcdbr.storage.decorate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import io.etcdbr.testing.FaultyStore;
import io.etcdbr.testing.MemoryStore;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryingStoreTest {
    private static final ObjectKey KEY = new ObjectKey("a/x");
    private static final RetryPolicy POLICY =
            new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMinutes(1));

    private final MemoryStore memory = new MemoryStore();
    private final FaultyStore faulty = new FaultyStore(memory);
    private final FakePause pause = new FakePause();
    private final Store store = new RetryingStore(faulty, POLICY, pause);

    @Test
    void whatFailsForTheMomentIsTriedAgainAfterLongerAndLongerPauses() throws StoreException {
        memory.put("a/x", new byte[3]);
        faulty.failNext("stat", 3, Reason.UNAVAILABLE);
        assertThat(store.stat(KEY)).isPresent();
        assertThat(pause.slept).hasSize(3);
        assertThat(pause.slept.get(0)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
        assertThat(pause.slept.get(1)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(pause.slept.get(2)).isBetween(Duration.ofMillis(1500), Duration.ofSeconds(3));
    }

    @Test
    void afterTheLastAttemptTheFailureIsThrown() {
        faulty.failAlways("stat", Reason.UNAVAILABLE);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.stat(KEY))
                .returns(Reason.UNAVAILABLE, StoreException::reason);
        assertThat(faulty.calls()).isEqualTo(4);
    }

    @Test
    void noAttemptBeginsOnceTheTimeIsOver() {
        Store hurried = new RetryingStore(
                faulty,
                new RetryPolicy(100, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(25)),
                pause);
        faulty.failAlways("stat", Reason.UNAVAILABLE);
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> hurried.stat(KEY));
        assertThat(pause.slept.stream().mapToLong(Duration::toMillis).sum()).isLessThanOrEqualTo(25_000);
        assertThat(faulty.calls()).isBetween(3, 6);
    }

    @ParameterizedTest
    @EnumSource(value = Reason.class, names = "UNAVAILABLE", mode = EnumSource.Mode.EXCLUDE)
    void aFailureForGoodIsThrownAtOnce(Reason reason) {
        faulty.failAlways("", reason);
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.delete(KEY));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.list(Optional.empty(), object -> {}));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.create(KEY, WriteOptions.PLAIN));
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.read(KEY));
        assertThat(faulty.calls()).isEqualTo(4);
        assertThat(pause.slept).isEmpty();
    }

    @Test
    void aDeletionWhoseAnswerWasLostIsRepeated() throws StoreException {
        memory.put("a/x", new byte[3]);
        faulty.loseAnswerOfCall(1, Reason.UNAVAILABLE);
        store.delete(KEY);
        assertThat(memory.keys()).isEmpty();
    }

    @Test
    void aCutDownloadGoesOnWhereItBroke() throws Exception {
        byte[] bytes = new byte[10_000];
        new Random(1).nextBytes(bytes);
        memory.put("a/x", bytes);
        faulty.failAfterBytesRead(1, Reason.UNAVAILABLE);
        faulty.failAfterBytesRead(777, Reason.UNAVAILABLE);
        faulty.failAfterBytesRead(5_000, Reason.UNAVAILABLE);
        try (InputStream stream = store.read(KEY, 3, 9_000)) {
            assertThat(stream.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(bytes, 3, 9_003));
        }
        assertThat(faulty.journal()).filteredOn(call -> call.startsWith("read")).hasSize(4);
    }

    @Test
    void aDownloadThatMakesNoProgressIsGivenUp() throws Exception {
        memory.put("a/x", new byte[100]);
        faulty.failAlways("stream", Reason.UNAVAILABLE);
        try (InputStream stream = store.read(KEY)) {
            assertThatExceptionOfType(StoreException.class).isThrownBy(stream::read);
        }
        assertThat(faulty.journal()).hasSize(4);
    }

    @Test
    void aListingThatIsBegunAnewShowsNothingTwice() throws StoreException {
        memory.put("a/x", new byte[1]);
        memory.put("a/y", new byte[1]);
        faulty.loseAnswerOfCall(1, Reason.UNAVAILABLE);
        List<StoredObject> found = new ArrayList<>();
        store.list(Optional.empty(), found::add);
        assertThat(found).hasSize(2);
        assertThat(faulty.calls()).isEqualTo(2);
    }

    @Test
    void nothingIsRepeatedInsideAWriter() throws StoreException {
        faulty.failNext("create", 1, Reason.UNAVAILABLE).failNext("write", 1, Reason.UNAVAILABLE);
        ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> writer.write(new byte[1], 0, 1));
        assertThat(faulty.journal()).containsExactly("create a/x", "create a/x", "write a/x");
    }

    @Test
    void anInterruptEndsTheWaiting() {
        faulty.failAlways("stat", Reason.UNAVAILABLE);
        pause.onSleep = ignored -> Thread.currentThread().interrupt();
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.stat(KEY));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(faulty.calls()).isEqualTo(1);
    }

    private static final class FakePause implements Pause {
        private final List<Duration> slept = new ArrayList<>();
        private Consumer<Duration> onSleep = ignored -> {};
        private long now = 1_000_000_000L;

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            onSleep.accept(duration);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            slept.add(duration);
            now += duration.toNanos();
        }

        @Override
        public long nanoTime() {
            return now;
        }
    }
}
