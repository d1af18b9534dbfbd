package io.etcdbr.job.check;

import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.job.check.NodeReport.StoreState;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** Writes a small object, reads it back and removes it again: nothing less proves that a backup could. */
final class StoreProbe {
    private final Clock clock;

    StoreProbe(Clock clock) {
        this.clock = clock;
    }

    /** What is left where removing fails has a name that says what it is. */
    StoreState probe(Store store) {
        ObjectKey key = new ObjectKey(
                "etcdbr-check-" + Long.toHexString(ThreadLocalRandom.current().nextLong()));
        byte[] bytes =
                ("Written by 'etcdbr-job check' to see that it can; remove it.\n").getBytes(StandardCharsets.UTF_8);
        String name = store.location().toString();
        try {
            Instant before = clock.instant();
            StoredObject written = write(store, key, bytes);
            Instant after = clock.instant();
            byte[] found = read(store, key);
            store.delete(key);
            if (!Arrays.equals(found, bytes)) {
                return failed(
                        name,
                        new Failure(
                                ExitCode.STORE_REFUSED,
                                name + " gave back other bytes than were written to it",
                                "Do not trust it with backups before that is explained"));
            }
            return new StoreState(name, Optional.of(ahead(written.modified(), before, after)), Optional.empty());
        } catch (StoreException e) {
            return failed(name, e.failure());
        }
    }

    /** How far a clock is ahead for certain: it was read at some moment between two others, which may be far apart. */
    private static Duration ahead(Instant read, Instant before, Instant after) {
        if (read.isAfter(after)) {
            return Duration.between(after, read);
        }
        return read.isBefore(before) ? Duration.between(before, read) : Duration.ZERO;
    }

    private static StoreState failed(String store, Failure failure) {
        return new StoreState(store, Optional.empty(), Optional.of(failure));
    }

    private static StoredObject write(Store store, ObjectKey key, byte[] bytes) throws StoreException {
        WriteOptions options = new WriteOptions(Optional.empty(), OptionalLong.of(bytes.length));
        try (ObjectWriter writer = store.create(key, options)) {
            writer.write(bytes, 0, bytes.length);
            return writer.commit();
        }
    }

    private static byte[] read(Store store, ObjectKey key) throws StoreException {
        try (InputStream stream = store.read(key)) {
            return stream.readAllBytes();
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Reason.UNAVAILABLE, "reading " + key + " back broke off", "Try again", e);
        }
    }
}
