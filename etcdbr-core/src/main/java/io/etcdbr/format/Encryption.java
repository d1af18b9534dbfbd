package io.etcdbr.format;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * To whom the data objects are encrypted.
 *
 * @param scheme {@link #AGE_X25519}; another one was written by a program that knew more
 * @param recipients the fingerprint of each recipient
 */
public record Encryption(String scheme, List<Sha256> recipients) {
    public static final String AGE_X25519 = "age-x25519";

    public Encryption {
        recipients = List.copyOf(recipients);
    }

    /** What identifies a recipient in manifests: the digest of its text, {@code age1…}. */
    public static Sha256 fingerprint(String recipient) {
        return Sha256.digestOf(recipient.getBytes(StandardCharsets.UTF_8));
    }
}
