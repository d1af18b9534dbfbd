package io.etcdbr.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.WriteOptions;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class FaultyStoreTest {
    private static final ObjectKey KEY = new ObjectKey("a/x");

    private final MemoryStore memory = new MemoryStore();
    private final FaultyStore store = new FaultyStore(memory);

    @Test
    void theCallThatWasNamedFailsAndNoOther() throws StoreException {
        store.failAtCall(2, Reason.UNAVAILABLE);
        store.stat(KEY);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.stat(KEY))
                .matches(StoreException::isTransient);
        assertThat(store.stat(KEY)).isEmpty();
        assertThat(store.calls()).isEqualTo(3);
    }

    @Test
    void aLostAnswerLeavesTheEffect() throws StoreException {
        store.loseAnswerOfCall(3, Reason.UNAVAILABLE);
        ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
        writer.write(new byte[10], 0, 10);
        assertThatExceptionOfType(StoreException.class).isThrownBy(writer::commit);
        assertThat(memory.keys()).containsExactly("a/x");
        assertThat(store.journal()).containsExactly("create a/x", "write a/x", "commit a/x");
    }

    @Test
    void aWriteFailsOnceTheBytesAreUsedUp() throws StoreException {
        store.failAfterBytesWritten(15, Reason.NO_SPACE);
        ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
        writer.write(new byte[10], 0, 10);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> writer.write(new byte[10], 0, 10))
                .returns(Reason.NO_SPACE, StoreException::reason);
    }

    @Test
    void aStreamGivesTheBytesBeforeTheFault() throws Exception {
        memory.put("a/x", new byte[100]);
        store.failAfterBytesRead(33, Reason.UNAVAILABLE);
        try (InputStream stream = store.read(KEY)) {
            assertThat(stream.readNBytes(33)).hasSize(33);
            assertThatExceptionOfType(StoreException.class).isThrownBy(stream::read);
        }
        try (InputStream again = store.read(KEY)) {
            assertThat(again.readAllBytes()).hasSize(100);
        }
    }

    @Test
    void aDeadStoreIsNotEvenTidiedUp() throws StoreException {
        store.dieAtCall(2);
        ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> writer.write(new byte[1], 0, 1));
        writer.abort();
        assertThat(memory.removeLeftovers(new ObjectKey("a"), java.time.Instant.MAX))
                .hasSize(1);
    }
}
