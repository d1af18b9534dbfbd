package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** One multipart upload at the server: a key, an id, and the parts that arrived. Parts may be sent by several threads. */
final class MultipartUpload {
    private final Bucket bucket;
    private final Requests requests;
    private final String key;
    private final String name;
    private final String id;
    private final boolean locked;
    private final List<CompletedPart> parts = new ArrayList<>();

    private MultipartUpload(Bucket bucket, Requests requests, String key, String name, String id, boolean locked) {
        this.bucket = bucket;
        this.requests = requests;
        this.key = key;
        this.name = name;
        this.id = id;
        this.locked = locked;
    }

    /**
     * @param name for messages
     * @param traces is told of the upload and of every attempt to begin it
     */
    static MultipartUpload begin(
            Bucket bucket,
            Requests requests,
            String key,
            String name,
            String writer,
            Optional<Instant> lockUntil,
            Traces traces)
            throws StoreException {
        String id = requests.retried("begin to write '" + name + "'", null, () -> {
            traces.beginning(key);
            return bucket.begin(key, writer, lockUntil);
        });
        MultipartUpload upload = new MultipartUpload(bucket, requests, key, name, id, lockUntil.isPresent());
        traces.began(upload);
        return upload;
    }

    String key() {
        return key;
    }

    boolean is(String uploadId) {
        return id.equals(uploadId);
    }

    /** @param number from 1; numbers may have gaps and parts may arrive in any order */
    void send(int number, Body body) throws StoreException {
        add(requests.retried(
                "write part " + number + " of '" + name + "'",
                body,
                () -> bucket.sendPart(key, id, number, body, locked)));
    }

    void copy(int number, String source) throws StoreException {
        add(requests.retried(
                "join part " + number + " of '" + name + "'", null, () -> bucket.copyPart(key, id, number, source)));
    }

    /** One attempt. */
    void complete(boolean neverOverwrite) {
        bucket.complete(key, id, inOrder(), neverOverwrite);
    }

    /** One attempt. */
    void abort() {
        bucket.abort(key, id);
    }

    private synchronized void add(CompletedPart part) {
        parts.add(part);
    }

    private synchronized List<CompletedPart> inOrder() {
        return parts.stream()
                .sorted(Comparator.comparing(CompletedPart::partNumber))
                .toList();
    }
}
