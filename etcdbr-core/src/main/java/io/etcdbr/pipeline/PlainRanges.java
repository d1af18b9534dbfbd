package io.etcdbr.pipeline;

import io.etcdbr.format.DataObject;
import java.io.IOException;

/**
 * Opens a stored object for reading plain bytes anywhere in it: only the encrypted chunks and compressed frames that hold them
 * are read. What is read is proven by age's and zstd's own checksums; the digests of the whole are not.
 */
public final class PlainRanges {
    private PlainRanges() {}

    /**
     * Whether such an object can be read in pieces, and each piece is proven. A gzip member can only be read from its beginning;
     * what is neither compressed nor encrypted has no checksum but that of the whole.
     */
    public static boolean canOpen(DataObject object) {
        return switch (object.compression().algorithm()) {
            case ZSTD -> true;
            case NONE -> object.object().encrypted();
            case GZIP -> false;
        };
    }

    /**
     * Opens an object that {@link #canOpen}; of one that is neither compressed nor encrypted it gives the bytes unproven.
     *
     * @param stored the object's stored bytes
     * @throws IdentityException if it is encrypted and no identity fits
     * @throws DamagedException if its header or its seek table is not what it should be
     */
    public static Ranges open(Ranges stored, DataObject object, AgeIdentities identities) throws IOException {
        if (stored.size() != object.storedSize()) {
            throw new DamagedException(
                    "it has " + stored.size() + " stored bytes, but its manifest names " + object.storedSize());
        }
        Ranges opened = object.object().encrypted() ? AgeRanges.open(stored, identities) : stored;
        Ranges plain = switch (object.compression().algorithm()) {
            case NONE -> opened;
            case ZSTD -> ZstdRanges.open(opened, object.compression().frameSize());
            case GZIP -> throw new IllegalArgumentException("gzip cannot be read in pieces");
        };
        if (plain.size() != object.plainSize()) {
            throw new DamagedException(
                    "it holds " + plain.size() + " plain bytes, but its manifest names " + object.plainSize());
        }
        return plain;
    }
}
