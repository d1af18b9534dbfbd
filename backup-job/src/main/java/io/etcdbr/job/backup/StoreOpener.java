package io.etcdbr.job.backup;

import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;

/** Opens stores, retries and all. */
@FunctionalInterface
public interface StoreOpener {
    Store open(StoreLocation location) throws StoreException;
}
