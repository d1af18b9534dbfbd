package io.etcdbr.pipeline;

import io.etcdbr.format.Sha256;

/** Judges plain bytes while they flow. Used by one thread at a time. */
public sealed interface PlainDigest permits SnapshotDigest, FilesDigest {

    /** The whole plain stream. */
    record Plain(long size, Sha256 sha256) {}

    void update(byte[] bytes, int offset, int length);

    /** Bytes seen so far. */
    long size();

    /**
     * To be called once, at the end of the stream.
     *
     * @throws DamagedException if the stream is not whole, as far as it can be told from itself
     */
    Plain finish() throws DamagedException;
}
