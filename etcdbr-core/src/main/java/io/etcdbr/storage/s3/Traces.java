package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What one writer has begun at the server, so that it can be removed when the writer is given up. */
final class Traces {
    private final Bucket bucket;
    private final String key;
    private final AtomicInteger attempts = new AtomicInteger();
    private final List<MultipartUpload> begun = new ArrayList<>();

    Traces(Bucket bucket, String key) {
        this.bucket = bucket;
        this.key = key;
    }

    /** How many uploads were asked for. When the answer to one was lost, there are more of them than are known. */
    AtomicInteger attempts() {
        return attempts;
    }

    synchronized void add(MultipartUpload upload) {
        begun.add(upload);
    }

    /** Removes everything as far as the server lets us; the rest is left to those who remove leftovers. */
    synchronized void remove(Requests requests) {
        for (MultipartUpload upload : begun) {
            attempt(requests, upload::abort);
            if (SegmentNames.isSegment(upload.key())) {
                attempt(requests, () -> bucket.delete(upload.key()));
            }
        }
        removeUnknown(requests);
    }

    /** Removes uploads whose ids were lost with the server's answer; does nothing if all are known. */
    synchronized void removeUnknown(Requests requests) {
        if (attempts.get() == begun.size()) {
            return;
        }
        attempt(requests, () -> {
            for (software.amazon.awssdk.services.s3.model.MultipartUpload upload :
                    bucket.uploads(key, null, null).uploads()) {
                boolean known = begun.stream().anyMatch(own -> own.is(upload.uploadId()));
                if (upload.key().equals(key) && !known) {
                    bucket.abort(key, upload.uploadId());
                }
            }
        });
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
