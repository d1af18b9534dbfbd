package io.etcdbr.storage.s3;

import io.etcdbr.storage.StoreException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * An object of any length up to S3's 5 TiB, sent in parts of one size. Segments (see {@link PartLimits}) lie beside the object
 * under names that begin with a dot, which no listing shows; each is there for as long as the server takes to copy it.
 *
 * <p>Used by one thread.
 */
final class LongUpload {
    private final Bucket bucket;
    private final Requests requests;
    private final PartBuffers buffers;
    private final PartLimits limits;
    private final LastRequest last;
    private final SegmentNames names;
    private final String name;
    private final String writer;
    private final Traces traces;
    private final MultipartUpload target;
    private int nextPart = 1;
    private long size;
    private int segments;
    private long segmentSize;
    private int segmentPart;
    private @Nullable MultipartUpload segment;

    LongUpload(
            Bucket bucket,
            Requests requests,
            PartBuffers buffers,
            PartLimits limits,
            LastRequest last,
            Traces traces,
            String key,
            String name,
            String writer,
            Optional<Instant> lockUntil)
            throws StoreException {
        this.bucket = bucket;
        this.requests = requests;
        this.buffers = buffers;
        this.limits = limits;
        this.last = last;
        this.traces = traces;
        this.names = new SegmentNames(key, writer);
        this.name = name;
        this.writer = writer;
        this.target = begin(key, lockUntil);
    }

    /** Sends a part; every part but the last is full. */
    void send(byte[] buffer, int length) throws StoreException {
        size += length;
        if (nextPart <= limits.direct()) {
            int number = nextPart++;
            buffers.send(buffer, length, body -> target.send(number, body));
            return;
        }
        if (segment == null) {
            segment = begin(names.of(++segments), Optional.empty());
            segmentPart = 0;
            segmentSize = 0;
        }
        MultipartUpload into = segment;
        int number = ++segmentPart;
        segmentSize += length;
        buffers.send(buffer, length, body -> into.send(number, body));
        if (number == limits.inSegment()) {
            join(into);
        }
    }

    HeadObjectResponse finish() throws StoreException {
        if (segment != null) {
            join(segment);
        }
        buffers.drain();
        return last.send(target.key(), name, writer, size, Optional.empty(), target::complete);
    }

    private void join(MultipartUpload full) throws StoreException {
        buffers.drain();
        last.send(full.key(), name, writer, segmentSize, Optional.empty(), any -> full.complete(false));
        target.copy(nextPart++, full.key());
        requests.retried("remove a segment of '" + name + "'", null, () -> {
            bucket.delete(full.key());
            return true;
        });
        segment = null;
    }

    private MultipartUpload begin(String key, Optional<Instant> lockUntil) throws StoreException {
        return MultipartUpload.begin(bucket, requests, key, name, writer, lockUntil, traces);
    }
}
