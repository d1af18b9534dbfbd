package io.etcdbr.pipeline;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import io.etcdbr.format.Encryption;
import io.etcdbr.format.Sha256;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Objects;

/** A public key backups are encrypted to: age's X25519 recipient ({@code age1…}, C2SP age specification, "X25519 recipient"). */
public record AgeRecipient(String text) {

    /** @throws IllegalArgumentException with one sentence if {@code text} is no X25519 recipient */
    public AgeRecipient {
        if (text.toUpperCase(Locale.ROOT).startsWith("AGE-SECRET-KEY-")) {
            throw new IllegalArgumentException("a recipient is the public key (age1…), but this is a secret key;"
                    + " take the 'public key' line of the key file, and consider this secret key exposed");
        }
        stanzas(text);
    }

    /** SHA-256 of the text: names the key in manifests. */
    public Sha256 fingerprint() {
        return Encryption.fingerprint(text);
    }

    RecipientStanzaWriter stanzas() {
        return stanzas(text);
    }

    private static RecipientStanzaWriter stanzas(String text) {
        try {
            return X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(text);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an age X25519 recipient; expected age1 and 58 more characters, as"
                            + " 'age-keygen -y KEYFILE' prints it",
                    Objects.requireNonNullElse(e.getCause(), e));
        }
    }
}
