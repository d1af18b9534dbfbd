package io.etcdbr.operation;

/** How deep to verify. */
public enum VerifyDepth {
    /** Stored sizes and digests only. */
    STORED,
    /** Decrypted and decompressed; what cannot be decrypted counts as not checked. */
    PLAIN,
    /** {@link #PLAIN} where the identities allow it, else {@link #STORED}. */
    BEST
}
