package io.etcdbr.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.WriteOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {
    private final MemoryStore place = new MemoryStore();

    @Override
    protected Store open() {
        return place.reopen();
    }

    @Override
    protected boolean locks() {
        return true;
    }

    @Test
    void aLockedObjectIsHeldUntilItsTimeHasCome() throws StoreException {
        Instant noon = Instant.parse("2026-11-20T12:00:00Z");
        MemoryStore early = new MemoryStore(Clock.fixed(noon, ZoneOffset.UTC));
        ObjectKey key = new ObjectKey("a/x");
        WriteOptions anHour = new WriteOptions(Optional.of(noon.plus(Duration.ofHours(1))), OptionalLong.empty());
        try (ObjectWriter writer = early.create(key, anHour)) {
            writer.commit();
        }
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> early.delete(key))
                .returns(Reason.LOCKED, StoreException::reason);
        assertThat(early.stat(key)).isPresent();
    }
}
