package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one writer has begun at the server, so that it can be removed when the writer is given up. */
final class Traces {
    private final Bucket bucket;
    private final Set<String> keys = new LinkedHashSet<>();
    private final List<MultipartUpload> begun = new ArrayList<>();
    private int attempts;

    Traces(Bucket bucket) {
        this.bucket = bucket;
    }

    /** To be called before each request for an upload, for its answer may be lost and with it the upload's id. */
    synchronized void beginning(String key) {
        keys.add(key);
        attempts++;
    }

    synchronized void began(MultipartUpload upload) {
        begun.add(upload);
    }

    /** Removes everything as far as the server lets us; the rest is left to those who remove leftovers. */
    synchronized void remove(Requests requests) {
        for (MultipartUpload upload : begun) {
            attempt(requests, upload::abort);
        }
        removeUnknown(requests);
        for (String key : keys) {
            if (SegmentNames.isSegment(key)) {
                attempt(requests, () -> bucket.delete(key));
            }
        }
    }

    /** Removes uploads whose ids were lost with the server's answer; does nothing if all are known. */
    synchronized void removeUnknown(Requests requests) {
        if (attempts == begun.size()) {
            return;
        }
        for (String key : keys) {
            attempt(
                    requests,
                    () -> bucket.uploads(key, null, null).uploads().stream()
                            .filter(upload -> upload.key().equals(key))
                            .map(software.amazon.awssdk.services.s3.model.MultipartUpload::uploadId)
                            .filter(id -> begun.stream().noneMatch(own -> own.is(id)))
                            .forEach(id -> bucket.abort(key, id)));
        }
    }

    private static void attempt(Requests requests, Runnable request) {
        try {
            requests.retried("clean up", null, () -> {
                request.run();
                return true;
            });
        } catch (StoreException e) {
            // The writer has failed or was given up already, and that is what people must read.
        }
    }
}
