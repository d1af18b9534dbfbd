package io.etcdbr.pipeline;

import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.format.StandardPayloadKeyReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opens single chunks of an age file (age specification, "Payload": chunks of 64 KiB sealed with ChaCha20-Poly1305 under a nonce
 * of an 11-byte big-endian counter and one byte that is 1 for the last). A chunk that was changed, moved or taken from another
 * file does not open; the last ones are opened first, so the file has neither lost nor gained an end, and kept, since the index
 * of what is in the file lies there.
 */
final class AgeRanges implements Ranges {
    private static final int CHUNK = 64 * 1024;
    private static final int TAG = 16;
    private static final int SEALED = CHUNK + TAG;
    /** Header of age with some hundred recipients. */
    private static final int HEADER_AT_MOST = 64 * 1024;

    private final Ranges stored;
    private final SecretKey key;
    private final long payload;
    private final long chunks;
    private final long size;
    private final long tailStart;
    private final byte[] tail;

    private AgeRanges(Ranges stored, SecretKey key, long payload) throws IOException {
        this.stored = stored;
        this.key = key;
        this.payload = payload;
        long sealed = stored.size() - payload;
        chunks = (sealed + SEALED - 1) / SEALED;
        size = sealed - chunks * TAG;
        if (chunks == 0 || sealed - (chunks - 1) * SEALED < TAG) {
            throw new DamagedException("its end is missing");
        }
        long first = Math.max(0, chunks - 2);
        tailStart = first * CHUNK;
        tail = Arrays.copyOf(chunks(first, chunks - 1), (int) (size - tailStart));
    }

    static AgeRanges open(Ranges stored, AgeIdentities identities) throws IOException {
        ByteBuffer head = ByteBuffer.wrap(stored.read(0, (int) Math.min(stored.size(), HEADER_AT_MOST)));
        SecretKey key;
        try {
            byte[] encoded = new StandardPayloadKeyReader()
                    .getPayloadKey(head, identities.readers())
                    .getEncoded();
            key = new SecretKeySpec(Objects.requireNonNull(encoded), "ChaCha20");
        } catch (UnsupportedRecipientStanzaException e) {
            throw new IdentityException("none of the given identities opens it");
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new DamagedException("it does not begin as an age file must", e);
        }
        return new AgeRanges(stored, key, head.position());
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long offset, byte[] target, int at, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, size);
        if (length == 0) {
            return;
        }
        if (offset >= tailStart) {
            System.arraycopy(tail, (int) (offset - tailStart), target, at, length);
            return;
        }
        long first = offset / CHUNK;
        byte[] plain = chunks(first, (offset + length - 1) / CHUNK);
        System.arraycopy(plain, (int) (offset - first * CHUNK), target, at, length);
    }

    /** The plain bytes of the chunks from {@code first} to {@code last}, which are read at once. */
    private byte[] chunks(long first, long last) throws IOException {
        long from = payload + first * SEALED;
        int length = (int) (Math.min(stored.size(), payload + (last + 1) * SEALED) - from);
        byte[] bytes = stored.read(from, length);
        int plain = 0;
        try {
            Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
            for (long chunk = first; chunk <= last; chunk++) {
                int at = (int) ((chunk - first) * SEALED);
                cipher.init(Cipher.DECRYPT_MODE, key, nonce(chunk));
                plain += cipher.doFinal(bytes, at, Math.min(SEALED, length - at), bytes, plain);
            }
        } catch (GeneralSecurityException e) {
            throw new DamagedException(
                    "it does not decrypt: it was changed, or cut off, between the stored bytes " + from + " and "
                            + (from + length),
                    e);
        }
        return bytes;
    }

    private IvParameterSpec nonce(long chunk) {
        return new IvParameterSpec(ByteBuffer.allocate(12)
                .put(new byte[3])
                .putLong(chunk)
                .put((byte) (chunk == chunks - 1 ? 1 : 0))
                .array());
    }
}
