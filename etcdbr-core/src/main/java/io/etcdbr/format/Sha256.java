package io.etcdbr.format;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** A SHA-256 digest, as 64 lower-case hexadecimal digits. */
public record Sha256(String hex) {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");

    public Sha256 {
        if (!SHAPE.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a SHA-256 digest in lower-case hexadecimal digits: '" + hex + "'");
        }
    }

    public static Optional<Sha256> parse(String text) {
        return SHAPE.matcher(text).matches() ? Optional.of(new Sha256(text)) : Optional.empty();
    }

    /** @param digest 32 bytes that are a digest already */
    public static Sha256 of(byte[] digest) {
        return new Sha256(HexFormat.of().formatHex(digest));
    }

    /** The digest of {@code bytes}. */
    public static Sha256 digestOf(byte[] bytes) {
        return of(newDigest().digest(bytes));
    }

    /** An empty digest to feed. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
