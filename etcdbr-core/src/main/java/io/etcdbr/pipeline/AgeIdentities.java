package io.etcdbr.pipeline;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/** The secret keys that open backups. Never shows them: prints as redacted. */
public final class AgeIdentities {
    private static final String SECRET_KEY = "AGE-SECRET-KEY-1";

    private final List<RecipientStanzaReader> readers;

    private AgeIdentities(List<RecipientStanzaReader> readers) {
        this.readers = List.copyOf(readers);
    }

    public static AgeIdentities none() {
        return new AgeIdentities(List.of());
    }

    /**
     * Reads an age identity file: one {@code AGE-SECRET-KEY-1…} a line, lines that are empty or begin with {@code #} ignored.
     *
     * @param content of the file
     * @param origin what to call it in errors
     * @throws IllegalArgumentException with one sentence that never repeats a key
     */
    public static AgeIdentities parse(String content, String origin) {
        if (content.startsWith("age-encryption.org/") || content.startsWith("-----BEGIN AGE ENCRYPTED FILE-----")) {
            throw new IllegalArgumentException(
                    origin + " is itself encrypted; decrypt it first and hand it over by standard" + " input: age -d "
                            + origin + " | etcdbr-job … --identity -");
        }
        List<RecipientStanzaReader> readers = new ArrayList<>();
        int number = 0;
        for (String line : content.lines().toList()) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            readers.add(reader(text, origin + " line " + number));
        }
        if (readers.isEmpty()) {
            throw new IllegalArgumentException(
                    origin + " holds no age identity; expected a line that begins with " + SECRET_KEY);
        }
        return new AgeIdentities(readers);
    }

    public AgeIdentities and(AgeIdentities other) {
        List<RecipientStanzaReader> all = new ArrayList<>(readers);
        all.addAll(other.readers);
        return new AgeIdentities(all);
    }

    public boolean isEmpty() {
        return readers.isEmpty();
    }

    List<RecipientStanzaReader> readers() {
        return readers;
    }

    private static RecipientStanzaReader reader(String text, String where) {
        if (!text.startsWith(SECRET_KEY)) {
            String found = text.startsWith("AGE-PLUGIN-")
                    ? "a plugin identity"
                    : text.startsWith("age1") ? "a public key" : "no age identity";
            throw new IllegalArgumentException(
                    where + " is " + found + "; expected the private key of an age key pair (" + SECRET_KEY
                            + "…), as 'age-keygen -o FILE' writes it");
        }
        try {
            return X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(text);
        } catch (GeneralSecurityException | RuntimeException e) {
            // The cause may repeat the key, so it is left out.
            throw new IllegalArgumentException(where + " is a damaged identity: its checksum does not fit");
        }
    }

    @Override
    public String toString() {
        return "AgeIdentities[" + readers.size() + " redacted]";
    }
}
