package io.etcdbr.operation;

import io.etcdbr.format.DataObject;
import io.etcdbr.format.Sha256;
import io.etcdbr.pipeline.DamagedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Stored bytes, handed on as they are; the end is reported only if size and digest are those of the manifest. */
final class StoredCheck extends FilterInputStream {
    private final DataObject expected;
    private final MessageDigest digest = Sha256.newDigest();
    private long size;
    private boolean proven;

    StoredCheck(InputStream stored, DataObject expected) {
        super(stored);
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = proven ? -1 : in.read(bytes, offset, length);
        if (n >= 0) {
            digest.update(bytes, offset, n);
            size += n;
        }
        if (size > expected.storedSize()) {
            throw new DamagedException(
                    "it has more than the " + expected.storedSize() + " stored bytes its manifest names");
        }
        if (n < 0 && !proven) {
            prove();
            proven = true;
        }
        return n;
    }

    private void prove() throws DamagedException {
        if (size != expected.storedSize()) {
            throw new DamagedException(
                    "it has " + size + " stored bytes, but its manifest names " + expected.storedSize());
        }
        Sha256 found = Sha256.of(digest.digest());
        if (!found.equals(expected.storedSha256())) {
            throw new DamagedException("its stored bytes have the SHA-256 " + found + ", but its manifest names "
                    + expected.storedSha256());
        }
    }
}
