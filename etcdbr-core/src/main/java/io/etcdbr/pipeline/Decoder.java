package io.etcdbr.pipeline;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads stored bytes as plain bytes: decryption, decompression, and every digest. The end of the stream is reported only once
 * all of it proved to be what was expected; whoever reads to the end has the plain bytes of the manifest, or gets a {@link
 * DamagedException}.
 */
public final class Decoder extends InputStream {
    private static final int BUFFER = 64 * 1024;

    private final StoredInput stored;
    private final DataObject expected;
    private final PlainDigest plain;
    private final InputStream decoded;
    private boolean proven;

    /**
     * @param stored the object's bytes; closed with this
     * @param expected what the manifest says of it
     * @param plain judges the plain bytes beside their digest
     * @throws IdentityException if it is encrypted and no identity fits
     * @throws DamagedException if it does not even begin as it should
     */
    public Decoder(InputStream stored, DataObject expected, PlainDigest plain, AgeIdentities identities)
            throws IOException {
        this.stored = new StoredInput(stored);
        this.expected = expected;
        this.plain = plain;
        InputStream opened = expected.object().encrypted() ? new AgeInputStream(this.stored, identities) : this.stored;
        decoded = decompressed(opened);
    }

    /**
     * Checks the stored bytes alone, for which no identity is needed. Reads {@code stored} to its end and leaves it open.
     *
     * @throws DamagedException if size or digest differ
     */
    public static void checkStored(InputStream stored, long size, Sha256 sha256) throws IOException {
        StoredInput input = new StoredInput(stored);
        byte[] buffer = new byte[BUFFER];
        while (input.position() <= size && input.read(buffer, 0, buffer.length) >= 0) {
            // Only the digest is wanted.
        }
        compareStored(input, size, sha256);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (proven) {
            return -1;
        }
        int n = readDecoded(bytes, offset, length);
        if (n < 0) {
            prove();
            proven = true;
            return -1;
        }
        plain.update(bytes, offset, n);
        if (plain.size() > expected.plainSize()) {
            // A decompression bomb ends here.
            throw new DamagedException(
                    "it holds more than the " + expected.plainSize() + " plain bytes its manifest names");
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        decoded.close();
    }

    private InputStream decompressed(InputStream opened) throws IOException {
        try {
            return switch (expected.compression().algorithm()) {
                case NONE -> opened;
                case GZIP -> new GZIPInputStream(opened, BUFFER);
                case ZSTD -> new ZstdInputStreamNoFinalizer(opened);
            };
        } catch (EOFException | ZipException e) {
            stored.rethrow();
            throw notDecompressing(e);
        }
    }

    private int readDecoded(byte[] bytes, int offset, int length) throws IOException {
        try {
            return decoded.read(bytes, offset, length);
        } catch (DamagedException e) {
            throw e;
        } catch (IOException e) {
            stored.rethrow();
            throw notDecompressing(e);
        }
    }

    private DamagedException notDecompressing(IOException cause) {
        return new DamagedException("it does not decompress before stored byte " + stored.position(), cause);
    }

    private void prove() throws IOException {
        byte[] rest = new byte[BUFFER];
        while (stored.position() <= expected.storedSize() && stored.read(rest, 0, rest.length) >= 0) {
            // Whatever follows the last frame belongs to the digest.
        }
        compareStored(stored, expected.storedSize(), expected.storedSha256());
        PlainDigest.Plain found = plain.finish();
        if (found.size() != expected.plainSize()) {
            throw new DamagedException(
                    "it holds " + found.size() + " plain bytes, but its manifest names " + expected.plainSize());
        }
        if (!found.sha256().equals(expected.plainSha256())) {
            throw new DamagedException("its plain bytes have the SHA-256 " + found.sha256()
                    + ", but its manifest names " + expected.plainSha256());
        }
    }

    private static void compareStored(StoredInput stored, long size, Sha256 sha256) throws DamagedException {
        if (stored.position() != size) {
            throw new DamagedException("it has " + (stored.position() > size ? "more than " : "")
                    + Math.min(stored.position(), size) + " stored bytes, but its manifest names " + size);
        }
        Sha256 found = stored.sha256();
        if (!found.equals(sha256)) {
            throw new DamagedException(
                    "its stored bytes have the SHA-256 " + found + ", but its manifest names " + sha256);
        }
    }
}
