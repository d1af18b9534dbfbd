package io.etcdbr.snapshot;

import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.content.StoredStreams;
import io.etcdbr.format.DataObject;
import io.etcdbr.keyindex.KeyIndex;
import io.etcdbr.keyindex.KeyIndexException;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.pipeline.DamagedException;
import io.etcdbr.pipeline.Decoder;
import io.etcdbr.pipeline.IdentityException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reads the key index of a stored backup, proven by its digests, into memory outside the heap. */
public final class StoredKeyIndex {
    private static final int BUFFER = 256 * 1024;

    private StoredKeyIndex() {}

    /**
     * @param object the key index
     * @param snapshot what it is the index of
     * @throws DamagedException if it is not what its manifest says
     * @throws KeyIndexException if it is of another version, or not what an index must be
     * @throws IdentityException if none of {@code identities} opens it
     */
    public static KeyIndex read(
            StoredStreams streams,
            BackupSummary backup,
            DataObject object,
            DataObject snapshot,
            AgeIdentities identities)
            throws IOException {
        if (object.plainSize() > KeyIndex.mostBytes(snapshot.plainSize())) {
            throw new DamagedException("it has " + object.plainSize() + " bytes, more than any key index");
        }
        MemorySegment bytes = Arena.ofAuto().allocate(object.plainSize());
        try (InputStream stored = streams.open("reading " + object.object(), backup, object);
                InputStream plain = new Decoder(stored, object, StoredStreams.newDigest(object), identities)) {
            byte[] buffer = new byte[BUFFER];
            long at = 0;
            int n;
            // The end is reported only if all digests fit, and nothing beyond the size that the manifest names comes.
            while ((n = plain.read(buffer, 0, buffer.length)) >= 0) {
                MemorySegment.copy(MemorySegment.ofArray(buffer), 0, bytes, at, n);
                at += n;
            }
        }
        return KeyIndex.of(bytes.asReadOnly(), snapshot.plainSize());
    }
}
