package io.etcdbr.format;

/**
 * How a data object was compressed.
 *
 * @param level the algorithm's own level; 0 for none
 * @param frameSize plain bytes in each zstd frame; 0 for the others
 */
public record Compression(CompressionAlgorithm algorithm, int level, int frameSize) {
    public static final Compression NONE = new Compression(CompressionAlgorithm.NONE, 0, 0);

    public Compression {
        boolean framed = algorithm == CompressionAlgorithm.ZSTD;
        if (framed ? frameSize < 1 : frameSize != 0) {
            throw new IllegalArgumentException("a frame size of " + frameSize + " does not fit " + algorithm.text());
        }
        if (algorithm == CompressionAlgorithm.NONE && level != 0) {
            throw new IllegalArgumentException("no compression has no level");
        }
    }

    public static Compression zstd(int level, int frameSize) {
        return new Compression(CompressionAlgorithm.ZSTD, level, frameSize);
    }

    public static Compression gzip(int level) {
        return new Compression(CompressionAlgorithm.GZIP, level, 0);
    }
}
