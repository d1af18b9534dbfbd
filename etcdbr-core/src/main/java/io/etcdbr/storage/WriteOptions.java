package io.etcdbr.storage;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an object is to be written.
 *
 * @param lockUntil where the store can (S3 object lock), nobody may delete the object before this; a store that cannot refuses
 *     with {@link StoreException.Reason#UNSUPPORTED} before a byte is written
 * @param expectedSize an upper estimate in bytes that a store may use to plan its parts; wrong estimates do no harm
 */
public record WriteOptions(Optional<Instant> lockUntil, OptionalLong expectedSize) {
    public static final WriteOptions PLAIN = new WriteOptions(Optional.empty(), OptionalLong.empty());
}
