package io.etcdbr.storage;

/**
 * One object while it is written. Nothing is visible under its key until {@link #commit} has returned; if that never happens,
 * nothing ever is.
 *
 * <p>Used by one thread, except {@link #abort}, which any thread may call at any time.
 */
public interface ObjectWriter extends AutoCloseable {

    /**
     * Takes the bytes; may block while the store is slow, which is how back-pressure reaches the source. The array belongs to
     * the caller again when this returns.
     *
     * @throws StoreException when the store failed for good (the provider has done its own retries); the writer is then dead
     */
    void write(byte[] bytes, int offset, int length) throws StoreException;

    /**
     * Makes the object visible, whole and durable as far as the store can promise it, at once. When this throws, the object
     * may or may not be there ("the answer was lost"), but it is never there in part.
     *
     * @throws StoreException {@link StoreException.Reason#EXISTS} if the key was taken meanwhile and the store can tell
     */
    StoredObject commit() throws StoreException;

    /**
     * Gives the object up: unblocks a {@link #write} or {@link #commit} under way (which then throws) and removes what was
     * sent so far, as far as the store answers within a few seconds. Does nothing after a commit or a second time. Never
     * throws: what could not be removed is left to {@link Store#removeLeftovers}.
     */
    void abort();

    /** The same as {@link #abort}. */
    @Override
    default void close() {
        abort();
    }
}
