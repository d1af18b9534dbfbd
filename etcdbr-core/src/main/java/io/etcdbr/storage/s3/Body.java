package io.etcdbr.storage.s3;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/**
 * The bytes of one request, straight out of an array that nobody changes meanwhile. Read once for the signature and once for
 * the network; knows how much was read, which tells a slow connection from a dead one.
 */
final class Body implements ContentStreamProvider {
    private final byte[] bytes;
    private final int length;
    private volatile long moved;

    Body(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Bytes read so far, over all streams. */
    long moved() {
        return moved;
    }

    RequestBody asRequest() {
        return RequestBody.fromContentProvider(this, length, "application/octet-stream");
    }

    @Override
    public InputStream newStream() {
        return new ByteArrayInputStream(bytes, 0, length) {
            @Override
            public synchronized int read(byte[] target, int offset, int count) {
                int read = super.read(target, offset, count);
                moved += Math.max(0, read);
                return read;
            }
        };
    }
}
