package io.etcdbr.storage.decorate;

import io.etcdbr.storage.Store;
import io.etcdbr.testing.MemoryStore;
import io.etcdbr.testing.StoreContract;

class RetryingStoreContractTest extends StoreContract {
    private final MemoryStore place = new MemoryStore();

    @Override
    protected Store open() {
        // One attempt: a closed store in memory says UNAVAILABLE.
        return new RetryingStore(
                place.reopen(),
                new RetryPolicy(
                        1, RetryPolicy.PATIENT.first(), RetryPolicy.PATIENT.longest(), RetryPolicy.PATIENT.total()),
                Pause.REAL);
    }

    @Override
    protected boolean locks() {
        return true;
    }
}
