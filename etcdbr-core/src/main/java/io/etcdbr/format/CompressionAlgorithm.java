package io.etcdbr.format;

import java.util.Arrays;
import java.util.Optional;

/** How a data object is compressed. */
public enum CompressionAlgorithm {
    NONE("none", ""),
    /** Independent zstd frames with a seek table. */
    ZSTD("zstd", ".zst"),
    /** One gzip member. */
    GZIP("gzip", ".gz");

    private final String text;
    private final String suffix;

    CompressionAlgorithm(String text, String suffix) {
        this.text = text;
        this.suffix = suffix;
    }

    /** As the manifest spells it. */
    public String text() {
        return text;
    }

    /** What it adds to an object's name. */
    public String suffix() {
        return suffix;
    }

    public static Optional<CompressionAlgorithm> parse(String text) {
        return Arrays.stream(values()).filter(value -> value.text.equals(text)).findFirst();
    }
}
