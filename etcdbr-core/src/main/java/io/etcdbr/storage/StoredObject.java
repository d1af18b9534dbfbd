package io.etcdbr.storage;

import java.time.Instant;

/**
 * What a listing says of one object.
 *
 * @param size in bytes
 * @param modified when the store finished it, by the store's clock
 */
public record StoredObject(ObjectKey key, long size, Instant modified) {}
