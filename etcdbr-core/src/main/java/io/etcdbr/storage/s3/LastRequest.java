package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * The request that makes an object visible. When its answer is lost, only the server knows whether it was carried out, so after
 * every failure the server is asked whether the object is there, and whether it is the one this writer made.
 */
final class LastRequest {
    /** One attempt; gets whether to ask the server never to overwrite. Throws what the SDK throws. */
    interface Attempt {
        void send(boolean neverOverwrite);
    }

    private final Bucket bucket;
    private final Requests requests;
    private final S3Errors errors;
    private final AtomicBoolean conditionalWrites;

    /** @param conditionalWrites whether the server knows If-None-Match, shared by all writers of a store; set to false here */
    LastRequest(Bucket bucket, Requests requests, S3Errors errors, AtomicBoolean conditionalWrites) {
        this.bucket = bucket;
        this.requests = requests;
        this.errors = errors;
        this.conditionalWrites = conditionalWrites;
    }

    /**
     * @param name for messages
     * @param body what the request sends, if anything
     * @return what the server says of the object, which is this writer's and has {@code size} bytes
     * @throws StoreException with {@link Reason#EXISTS} if another's object is there
     */
    HeadObjectResponse send(String key, String name, String writer, long size, Optional<Body> body, Attempt attempt)
            throws StoreException {
        String action = "finish '" + name + "'";
        for (int number = 1; ; number++) {
            Optional<StoreException> failure = attempt(action, body, attempt);
            Optional<HeadObjectResponse> found = lookUp(key, name);
            if (found.isPresent()) {
                return own(action, key, name, writer, size, found.get());
            }
            StoreException reason = failure.orElseGet(() -> errors.because(
                    Reason.UNAVAILABLE, action, "the server said it was done, but does not show the object", ""));
            // An upload that is unknown now may be one that was completed a moment ago and is not shown yet.
            boolean open = reason.isTransient()
                    || reason.reason() == Reason.CORRUPT
                    || (reason.reason() == Reason.MISSING && number > 1);
            if (!open || !requests.pause(number, reason)) {
                throw reason;
            }
        }
    }

    private Optional<StoreException> attempt(String action, Optional<Body> body, Attempt attempt) {
        try {
            requests.once(action, body.orElse(null), () -> {
                sendOnce(attempt);
                return true;
            });
            return Optional.empty();
        } catch (StoreException e) {
            return Optional.of(e);
        }
    }

    private void sendOnce(Attempt attempt) {
        boolean neverOverwrite = conditionalWrites.get();
        try {
            attempt.send(neverOverwrite);
        } catch (RuntimeException e) {
            if (!neverOverwrite || !S3Errors.saysNotImplemented(e)) {
                throw e;
            }
            attempt.send(false);
            conditionalWrites.set(false);
        }
    }

    private Optional<HeadObjectResponse> lookUp(String key, String name) throws StoreException {
        return requests.retried("look up '" + name + "'", null, () -> bucket.head(key));
    }

    private HeadObjectResponse own(
            String action, String key, String name, String writer, long size, HeadObjectResponse seen)
            throws StoreException {
        if (isWhole(seen, writer, size)) {
            return seen;
        }
        // Headers may be cut off, so what is bad news, or even calls for a deletion, is asked for twice.
        HeadObjectResponse found = lookUp(key, name).orElse(seen);
        if (isWhole(found, writer, size)) {
            return found;
        }
        if (!Bucket.isBy(writer, found)) {
            throw errors.because(
                    Reason.EXISTS,
                    action,
                    "another writer made an object of that name meanwhile; it is left as it is",
                    "");
        }
        if (seen.contentLength().equals(found.contentLength())) {
            requests.retried("remove what was damaged of '" + name + "'", null, () -> {
                bucket.delete(key);
                return true;
            });
        }
        throw errors.because(
                Reason.CORRUPT,
                action,
                "the server kept " + found.contentLength() + " bytes of " + size + "; the object was removed again",
                "Check the server's health");
    }

    private static boolean isWhole(HeadObjectResponse object, String writer, long size) {
        return Bucket.isBy(writer, object) && object.contentLength() == size;
    }
}
