package io.etcdbr.pipeline;

import io.etcdbr.format.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Digests an etcd snapshot while it flows and says at the end whether it is whole. etcd sends the bbolt file, whose size is a
 * multiple of 512, followed by the 32 bytes of its SHA-256 (etcd, {@code server/etcdserver/api/v3rpc/maintenance.go},
 * {@code Snapshot}). Digest of the file and digest of everything are computed in one pass.
 */
public final class SnapshotDigest implements PlainDigest {
    private static final int TRAILER = 32;
    private static final int SECTOR = 512;

    private final MessageDigest body = Sha256.newDigest();
    private final byte[] held = new byte[TRAILER];
    private int holding;
    private long size;

    @Override
    public void update(byte[] bytes, int offset, int length) {
        size += length;
        if (length >= TRAILER) {
            body.update(held, 0, holding);
            body.update(bytes, offset, length - TRAILER);
            System.arraycopy(bytes, offset + length - TRAILER, held, 0, TRAILER);
            holding = TRAILER;
            return;
        }
        int out = Math.max(0, holding + length - TRAILER);
        body.update(held, 0, out);
        System.arraycopy(held, out, held, 0, holding - out);
        System.arraycopy(bytes, offset, held, holding - out, length);
        holding += length - out;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Plain finish() throws DamagedException {
        if (size <= TRAILER || size % SECTOR != TRAILER) {
            throw new DamagedException("its size of " + size + " bytes is not a multiple of " + SECTOR + " plus the "
                    + TRAILER + " bytes of its digest, so its end is missing");
        }
        MessageDigest whole = Sha256Digests.copy(body);
        if (!Arrays.equals(body.digest(), held)) {
            throw new DamagedException("its bytes do not have the SHA-256 that etcd put at its end");
        }
        whole.update(held);
        return new Plain(size, Sha256.of(whole.digest()));
    }
}
