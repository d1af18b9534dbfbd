package io.etcdbr.storage.s3;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;

/**
 * A prefix of a bucket. In a bucket with versions a deletion hides an object behind a delete marker, and the bucket's lifecycle
 * rules decide when the bytes go; what a lock holds is not even hidden.
 */
final class S3Store implements Store {
    /**
     * What a writer needs of its store.
     *
     * @param cleanUp what an abort may take, all in all, when the server does not answer
     */
    record Access(
            Bucket bucket, S3Options options, PartLimits limits, S3Errors errors, Requests requests, Duration cleanUp) {

        /** Few and short attempts, which outlive the store's own requests. */
        Requests cleanUpRequests() {
            return new Requests(errors, Duration.ofSeconds(2), Backoff.SHORT);
        }
    }

    private final StoreLocation location;
    private final Access access;
    private final AtomicBoolean conditionalWrites = new AtomicBoolean(true);
    private final Set<S3Writer> writers = ConcurrentHashMap.newKeySet();
    private @Nullable Boolean canLock;

    S3Store(StoreLocation location, Access access) {
        this.location = location;
        this.access = access;
    }

    @Override
    public StoreLocation location() {
        return location;
    }

    @Override
    public void list(Optional<ObjectKey> folder, Consumer<StoredObject> found) throws StoreException {
        int own = access.options().prefix().length();
        Listing.of(access.bucket(), access.requests(), prefix(folder), object -> {
            String key = object.key().substring(own);
            if (ObjectKey.isValid(key)) {
                // Whole seconds, as looking up one object tells them.
                Instant modified = object.lastModified().truncatedTo(ChronoUnit.SECONDS);
                found.accept(new StoredObject(new ObjectKey(key), object.size(), modified));
            }
        });
    }

    @Override
    public Optional<StoredObject> stat(ObjectKey key) throws StoreException {
        return head(key).map(object -> new StoredObject(key, object.contentLength(), object.lastModified()));
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StoreException {
        String action = "read '" + key + "'";
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("a range begins at 0 or later");
        }
        boolean whole = offset == 0 && length == Long.MAX_VALUE;
        if (length == 0) {
            if (stat(key).isEmpty()) {
                throw access.errors().because(Reason.MISSING, action, "there is no such object", "");
            }
            return InputStream.nullInputStream();
        }
        String end = length > Long.MAX_VALUE - offset ? "" : Long.toString(offset + length - 1);
        Optional<ResponseInputStream<GetObjectResponse>> body = access.requests()
                .once(action, () -> access.bucket().get(key(key), whole ? null : "bytes=" + offset + "-" + end));
        if (body.isEmpty()) {
            return InputStream.nullInputStream();
        }
        return checked(action, body.get(), offset);
    }

    private InputStream checked(String action, ResponseInputStream<GetObjectResponse> body, long offset)
            throws StoreException {
        GetObjectResponse answer = body.response();
        boolean fromOffset = offset == 0
                || Optional.ofNullable(answer.contentRange())
                        .filter(range -> range.startsWith("bytes " + offset + "-"))
                        .isPresent();
        if (answer.contentLength() == null || !fromOffset) {
            body.abort();
            boolean ignored = offset > 0 && answer.sdkHttpResponse().statusCode() == 200;
            throw access.errors()
                    .because(
                            ignored ? Reason.CORRUPT : Reason.UNAVAILABLE,
                            action,
                            ignored
                                    ? "the server sends all of the object where a part of it was asked for"
                                    : "the answer was cut off",
                            "Check what stands between here and the server, such as a proxy");
        }
        return new CheckedBody(body, answer.contentLength(), access.errors(), action, access.requests()::isClosed);
    }

    @Override
    public ObjectWriter create(ObjectKey key, WriteOptions options) throws StoreException {
        if (options.lockUntil().isPresent() && !canLock()) {
            throw access.errors()
                    .because(
                            Reason.UNSUPPORTED,
                            "lock '" + key + "'",
                            "this bucket has no object lock",
                            "Create the bucket with object lock, or write without a lock");
        }
        if (head(key).isPresent()) {
            throw access.errors()
                    .because(
                            Reason.EXISTS,
                            "write '" + key + "'",
                            "there is an object of that name already, and objects are never overwritten",
                            "");
        }
        S3Writer writer = new S3Writer(access, key, options.lockUntil(), conditionalWrites, writers::remove);
        writers.add(writer);
        return writer;
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        Optional<HeadObjectResponse> object = head(key);
        if (object.isEmpty()) {
            return;
        }
        Instant until = object.get().objectLockRetainUntilDate();
        boolean held = object.get().objectLockLegalHoldStatus() == ObjectLockLegalHoldStatus.ON;
        if (held || (until != null && until.isAfter(Instant.now()))) {
            throw access.errors()
                    .because(
                            Reason.LOCKED,
                            "delete '" + key + "'",
                            held ? "a legal hold is on it" : "it is locked until " + until,
                            held ? "Have the legal hold removed" : "Wait until then");
        }
        access.requests().once("delete '" + key + "'", () -> {
            access.bucket().delete(key(key));
            return true;
        });
    }

    @Override
    public List<String> removeLeftovers(ObjectKey folder, Instant before) throws StoreException {
        return new Leftovers(
                        access.bucket(),
                        access.requests(),
                        access.options().prefix().length())
                .remove(prefix(Optional.of(folder)), before);
    }

    @Override
    public void close() {
        if (access.requests().isClosed()) {
            return;
        }
        writers.forEach(S3Writer::abort);
        access.requests().close();
        access.bucket().close();
    }

    private synchronized boolean canLock() throws StoreException {
        Boolean known = canLock;
        if (known == null) {
            known = access.requests().once("ask for object lock", access.bucket()::canLock);
            canLock = known;
        }
        return known;
    }

    private Optional<HeadObjectResponse> head(ObjectKey key) throws StoreException {
        return access.requests()
                .once("look up '" + key + "'", () -> access.bucket().head(key(key)));
    }

    private String key(ObjectKey key) {
        return access.options().prefix() + key;
    }

    private String prefix(Optional<ObjectKey> folder) {
        return access.options().prefix() + folder.map(key -> key + "/").orElse("");
    }
}
