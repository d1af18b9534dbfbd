package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one writer has begun at the server, so that it can be removed when the writer is given up. */
final class Traces {
    private final Bucket bucket;
    private final Set<String> keys = new LinkedHashSet<>();
    private final List<MultipartUpload> begun = new ArrayList<>();
    private final Set<String> lost = new HashSet<>();
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

    /**
     * Removes everything as far as the server lets us; the rest is left to those who remove leftovers.
     *
     * @return whether nothing is left; false if the server did not answer, showed something, or may still begin an upload that it was
     *     asked for
     */
    synchronized boolean remove(Requests requests) {
        boolean gone = true;
        for (MultipartUpload upload : begun) {
            gone &= attempt(requests, upload::abort);
        }
        gone &= removeUnknown(requests);
        for (String key : keys) {
            if (SegmentNames.isSegment(key)) {
                gone &= attempt(requests, () -> bucket.delete(key));
            }
        }
        return gone;
    }

    /**
     * Removes uploads whose ids were lost with the server's answer; does nothing if all are known.
     *
     * @return as {@link #remove}
     */
    synchronized boolean removeUnknown(Requests requests) {
        if (attempts == begun.size()) {
            return true;
        }
        boolean gone = true;
        for (String key : keys) {
            List<String> listed = new ArrayList<>();
            gone &= attempt(requests, () -> listed.addAll(unknown(key)));
            gone &= listed.isEmpty();
            lost.addAll(listed);
            for (String id : listed) {
                // "No such upload" is no proof here: a server may show an upload that it is still beginning.
                attempt(requests, () -> bucket.abort(key, id));
            }
        }
        return gone && attempts <= begun.size() + lost.size();
    }

    private List<String> unknown(String key) {
        return bucket.uploads(key, null, null).uploads().stream()
                .filter(upload -> upload.key().equals(key))
                .map(software.amazon.awssdk.services.s3.model.MultipartUpload::uploadId)
                .filter(id -> begun.stream().noneMatch(own -> own.is(id)))
                .toList();
    }

    /** @return whether the server answered, be it that there is nothing of the kind */
    private static boolean attempt(Requests requests, Runnable request) {
        try {
            requests.retried("clean up", null, () -> {
                request.run();
                return true;
            });
            return true;
        } catch (StoreException e) {
            // The writer has failed or was given up already, and that is what people must read.
            return !e.isTransient();
        }
    }
}
