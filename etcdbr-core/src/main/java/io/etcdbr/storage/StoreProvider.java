package io.etcdbr.storage;

import java.util.List;

/** Opens stores of one scheme. Knows no other provider. */
public interface StoreProvider {

    /** Such as {@code s3}. */
    String scheme();

    /** Every option its locations may carry; anything else is a mistake of the user's. */
    List<StoreOption> options();

    /**
     * Opens the store; checks what can be checked without writing (directory there, host key known, credentials loaded).
     *
     * @throws StoreException if the location cannot work; the message names the option at fault
     */
    Store open(StoreLocation location) throws StoreException;
}
