package io.etcdbr.storage;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A place that keeps objects. Opening one touches the network or the disk only as far as it must to say early that it is
 * wrong. All methods may be called by several threads at once.
 *
 * <p>All failures are {@link StoreException}s; the provider decides which are worth a retry.
 */
public interface Store extends AutoCloseable {

    StoreLocation location();

    /**
     * Hands every finished object in {@code folder} and below to {@code found}, in no order, one call at a time, while the
     * listing goes on. A folder that does not exist is empty. {@code a} never shows {@code ab/…}. Unfinished objects and
     * names that are no {@link ObjectKey} are passed over. Objects written or deleted meanwhile may or may not be seen.
     */
    void list(Optional<ObjectKey> folder, Consumer<StoredObject> found) throws StoreException;

    /** One object's size and time, or empty if it is not there. */
    Optional<StoredObject> stat(ObjectKey key) throws StoreException;

    /**
     * The object's bytes from {@code offset} on, {@code length} of them or fewer where the object ends. The stream's reads
     * throw {@link StoreException}; a connection that is cut never looks like the end. Closing early is cheap.
     *
     * @throws StoreException {@link StoreException.Reason#MISSING} if it is not there
     */
    InputStream read(ObjectKey key, long offset, long length) throws StoreException;

    default InputStream read(ObjectKey key) throws StoreException {
        return read(key, 0, Long.MAX_VALUE);
    }

    /**
     * Starts a new object. Objects are never overwritten: a key that is taken is refused with {@link
     * StoreException.Reason#EXISTS}, here or at the commit.
     */
    ObjectWriter create(ObjectKey key, WriteOptions options) throws StoreException;

    /**
     * Removes an object. One that is not there is as good as removed, so this may be repeated and two may do it at once.
     *
     * @throws StoreException {@link StoreException.Reason#LOCKED} where a lock holds it
     */
    void delete(ObjectKey key) throws StoreException;

    /**
     * Removes what writers that died left behind under {@code folder} and that no listing shows (multipart uploads, temporary
     * files), if it began before {@code before}. Never touches a finished object.
     *
     * @return what was removed, as people would name it
     */
    List<String> removeLeftovers(ObjectKey folder, Instant before) throws StoreException;

    /** Ends connections. Writers and streams that are still open fail. */
    @Override
    void close();
}
