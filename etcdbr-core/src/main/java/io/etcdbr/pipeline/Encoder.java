package io.etcdbr.pipeline;

import io.etcdbr.format.Compression;
import io.etcdbr.format.CompressionAlgorithm;
import io.etcdbr.format.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Takes plain bytes and writes stored bytes: digest, compression, encryption, digest. Compression and encryption each run on a
 * thread of their own, so that two cores are used; memory is constant.
 *
 * <p>Used by one thread, except {@link #abort}. To be closed; closing before {@link #finish} is an abort.
 */
public final class Encoder implements AutoCloseable {
    private static final int CHUNKS = 3;
    private static final int CHUNK = 1 << 20;
    private static final int ENCRYPT_CHUNK = 256 * 1024;
    private static final int GZIP_BUFFER = 64 * 1024;

    private final PlainDigest plain;
    private final StoredOutput stored;
    private final List<Handoff> handoffs = new ArrayList<>();
    private final Handoff first;
    private boolean finished;

    /** Both sides of an object. */
    public record Encoded(PlainDigest.Plain plain, long storedSize, Sha256 storedSha256) {}

    /**
     * @param plain judges the plain bytes
     * @param sink takes the stored bytes; written to by a thread of the encoder's, and closed by it after the last byte
     */
    public Encoder(Encoding encoding, PlainDigest plain, OutputStream sink) throws IOException {
        this.plain = plain;
        // Where nothing changes, the plain digest is the stored one and is not computed twice.
        stored = new StoredOutput(sink, !encoding.changesNothing());
        Compression compression = encoding.compression();
        CompressionAlgorithm algorithm = compression.algorithm();
        OutputStream last = stored;
        if (encoding.encrypts()) {
            last = new AgeOutputStream(last, encoding.recipients());
            if (algorithm != CompressionAlgorithm.NONE) {
                last = handoff("encrypt", ENCRYPT_CHUNK, last);
            }
        }
        first = switch (algorithm) {
            case NONE -> handoff("store", CHUNK, last);
            case GZIP -> handoff("compress", CHUNK, new LevelledGzip(last, compression.level()));
            case ZSTD ->
                handoff(
                        "compress",
                        compression.frameSize(),
                        new SeekableZstdOutputStream(last, compression.level(), compression.frameSize()));
        };
    }

    /** Reads {@code source} to its end. */
    public void readFully(InputStream source) throws IOException {
        readFully(source, (bytes, offset, length) -> {});
    }

    /** The same, and shows the plain bytes to {@code observer} on their way, by this thread. */
    public void readFully(InputStream source, Handoff.Observer observer) throws IOException {
        first.readFully(source, (bytes, offset, length) -> {
            plain.update(bytes, offset, length);
            observer.saw(bytes, offset, length);
        });
    }

    /** For whoever writes instead of being read. Closing it does nothing. */
    public OutputStream asStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                plain.update(bytes, offset, length);
                first.write(bytes, offset, length);
            }
        };
    }

    /**
     * Ends the object: judges the plain bytes, then waits until the sink has everything.
     *
     * @throws DamagedException if the plain bytes are not whole; the sink may have got all bytes but was not told of their end
     */
    public Encoded finish() throws IOException {
        PlainDigest.Plain judged = plain.finish();
        first.close();
        finished = true;
        return stored.digested()
                ? new Encoded(judged, stored.size(), stored.sha256())
                : new Encoded(judged, judged.size(), judged.sha256());
    }

    /** How long the plain side has waited for compression, encryption and the sink so far, in nanoseconds. */
    public long waitedNanos() {
        return first.waitedNanos();
    }

    /** Stops all stages, from any thread. What blocks inside the sink must be unblocked by its owner. */
    public void abort() {
        handoffs.forEach(Handoff::abort);
    }

    @Override
    public void close() {
        if (!finished) {
            abort();
        }
    }

    private Handoff handoff(String name, int chunk, OutputStream next) {
        Handoff handoff = new Handoff(name, chunk, CHUNKS, next);
        handoffs.add(handoff);
        return handoff;
    }

    /** The stored bytes on their way out: counted and digested. */
    private static final class StoredOutput extends OutputStream {
        private final OutputStream sink;
        private final boolean digested;
        private final MessageDigest digest = Sha256.newDigest();
        private long size;

        StoredOutput(OutputStream sink, boolean digested) {
            this.sink = sink;
            this.digested = digested;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (digested) {
                digest.update(bytes, offset, length);
            }
            size += length;
            sink.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            sink.close();
        }

        boolean digested() {
            return digested;
        }

        long size() {
            return size;
        }

        Sha256 sha256() {
            return Sha256.of(digest.digest());
        }
    }

    /** {@link GZIPOutputStream} keeps the level to itself. */
    private static final class LevelledGzip extends GZIPOutputStream {
        LevelledGzip(OutputStream next, int level) throws IOException {
            super(next, GZIP_BUFFER);
            def.setLevel(level == 0 ? Deflater.DEFAULT_COMPRESSION : level);
        }
    }
}
