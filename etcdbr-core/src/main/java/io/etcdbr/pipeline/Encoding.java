package io.etcdbr.pipeline;

import io.etcdbr.format.Compression;
import io.etcdbr.format.CompressionAlgorithm;
import java.util.List;

/**
 * How plain bytes become stored bytes.
 *
 * @param recipients who can decrypt; empty for no encryption
 */
public record Encoding(Compression compression, List<AgeRecipient> recipients) {
    /** What a later reader fetches at least for one page; smaller frames compress worse. */
    public static final int DEFAULT_FRAME_SIZE = 1 << 20;

    public Encoding {
        recipients = List.copyOf(recipients);
    }

    public boolean encrypts() {
        return !recipients.isEmpty();
    }

    /** Whether the stored bytes are the plain bytes. */
    public boolean changesNothing() {
        return compression.algorithm() == CompressionAlgorithm.NONE && !encrypts();
    }
}
