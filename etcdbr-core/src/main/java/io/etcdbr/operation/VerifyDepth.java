package io.etcdbr.operation;

/** How deep to verify. */
public enum VerifyDepth {
    /** Stored sizes and digests only. */
    STORED,
    /** Decrypted and decompressed; what cannot be decrypted counts as not checked. */
    PLAIN,
    /** {@link #PLAIN}, but {@link #STORED} for what is encrypted where no identity is given. */
    BEST,
    /** {@link #PLAIN}, and the database in the snapshot. */
    DEEP
}
