package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Uploads and segments of writers that died. */
final class Leftovers {
    private final Bucket bucket;
    private final Requests requests;
    private final int prefix;

    /** @param prefix the length of what is left out of names that people see */
    Leftovers(Bucket bucket, Requests requests, int prefix) {
        this.bucket = bucket;
        this.requests = requests;
        this.prefix = prefix;
    }

    /** @param folder with the store's prefix and a slash at the end */
    List<String> remove(String folder, Instant before) throws StoreException {
        List<String> removed = new ArrayList<>();
        for (MultipartUpload upload : uploads(folder)) {
            if (upload.key().startsWith(folder) && upload.initiated().isBefore(before)) {
                remove(
                        "abort the upload of '" + name(upload.key()) + "'",
                        () -> bucket.abort(upload.key(), upload.uploadId()));
                removed.add("unfinished upload of " + name(upload.key()) + ", begun " + upload.initiated());
            }
        }
        for (S3Object segment : segments(folder)) {
            if (segment.lastModified().isBefore(before)) {
                remove("remove '" + name(segment.key()) + "'", () -> bucket.delete(segment.key()));
                removed.add("segment " + name(segment.key()) + ", made " + segment.lastModified());
            }
        }
        return removed;
    }

    private List<MultipartUpload> uploads(String folder) throws StoreException {
        List<MultipartUpload> uploads = new ArrayList<>();
        @Nullable String key = null;
        @Nullable String upload = null;
        while (true) {
            String afterKey = key;
            String afterUpload = upload;
            ListMultipartUploadsResponse page =
                    requests.once("list unfinished uploads", () -> bucket.uploads(folder, afterKey, afterUpload));
            uploads.addAll(page.uploads());
            if (!Boolean.TRUE.equals(page.isTruncated()) || page.nextKeyMarker() == null) {
                return uploads;
            }
            key = page.nextKeyMarker();
            upload = page.nextUploadIdMarker();
        }
    }

    private List<S3Object> segments(String folder) throws StoreException {
        List<S3Object> segments = new ArrayList<>();
        Listing.of(bucket, requests, folder, object -> {
            if (SegmentNames.isSegment(object.key())) {
                segments.add(object);
            }
        });
        return segments;
    }

    private void remove(String action, Runnable request) throws StoreException {
        try {
            requests.once(action, () -> {
                request.run();
                return true;
            });
        } catch (StoreException e) {
            // Somebody else was faster.
            if (e.reason() != Reason.MISSING) {
                throw e;
            }
        }
    }

    private String name(String key) {
        return key.substring(prefix);
    }
}
