package io.etcdbr.format;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;

/** Manifests as bytes. */
public final class ManifestCodec {
    /** A manifest has no more bytes than this. */
    public static final int MAX_BYTES = Documents.MAX_BYTES;

    private ManifestCodec() {}

    /**
     * The bytes of the manifest object, unknown fields included. What this returns, {@link #decode} reads back to an equal
     * record: a backup must not fail at its restore for a manifest nobody can read.
     *
     * @throws EtcdbrException with {@link ExitCode#REFUSED} if the manifest is larger than a reader accepts
     */
    public static byte[] encode(Manifest manifest) {
        byte[] bytes = Documents.bytes(ManifestWriter.json(manifest));
        if (bytes.length > MAX_BYTES) {
            int entries = manifest.files().map(files -> files.entries().size()).orElse(0);
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "the manifest of backup " + manifest.id() + " would have " + bytes.length + " bytes, of at most "
                            + MAX_BYTES + ", for " + entries + " included files",
                    "Include fewer files");
        }
        Manifest readBack = decode(bytes, "manifest of backup " + manifest.id());
        if (!readBack.withUnknown(manifest.unknown()).equals(manifest)) {
            throw new IllegalStateException(
                    "the manifest of backup " + manifest.id() + " does not survive its encoding");
        }
        return bytes;
    }

    /**
     * Reads a manifest. Whether it belongs to the key it was found under is the caller's to check.
     *
     * @param bytes anything, however hostile
     * @param document what a failure calls it, such as {@code manifest prod/…/….manifest.json in s3://backups}
     * @throws EtcdbrException with {@link ExitCode#DAMAGED} if it is not what {@code docs/format.md} says, or with {@link
     *     ExitCode#REFUSED} if its major version is another one
     */
    public static Manifest decode(byte[] bytes, String document) {
        return ManifestReader.read(Documents.open(bytes, document));
    }
}
