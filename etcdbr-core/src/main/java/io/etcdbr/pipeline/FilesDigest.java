package io.etcdbr.pipeline;

import io.etcdbr.format.Sha256;
import java.security.MessageDigest;

/** Digests a stream that has no digest of its own. */
public final class FilesDigest implements PlainDigest {
    private final MessageDigest digest = Sha256.newDigest();
    private long size;

    @Override
    public void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        size += length;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Plain finish() {
        return new Plain(size, Sha256.of(digest.digest()));
    }
}
