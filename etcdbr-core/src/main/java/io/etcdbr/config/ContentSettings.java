package io.etcdbr.config;

import io.etcdbr.pipeline.AgeRecipient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What goes into a backup and how it is stored.
 *
 * @param compressionLevel empty: the compression's own
 * @param recipients age public keys, each once; empty: the backup is not encrypted
 * @param include absolute paths on the node
 */
public record ContentSettings(
        Compression compression,
        OptionalInt compressionLevel,
        List<AgeRecipient> recipients,
        List<Path> include,
        boolean allowPlaintextKeys,
        Optional<Path> spool,
        Optional<Duration> lockFor,
        VerifyAfter verify) {

    /** How the stored bytes are compressed. */
    public enum Compression {
        ZSTD,
        GZIP,
        NONE
    }

    /** How deep a backup is read back after its upload; {@code BEST} is what the identities at hand allow. */
    public enum VerifyAfter {
        NONE,
        STORED,
        PLAIN,
        BEST,
        DEEP
    }

    public static final List<Setting> USED = List.of(
            Setting.COMPRESSION,
            Setting.COMPRESSION_LEVEL,
            Setting.RECIPIENTS,
            Setting.RECIPIENTS_FILE,
            Setting.INCLUDE,
            Setting.ALLOW_PLAINTEXT_KEYS,
            Setting.SPOOL,
            Setting.LOCK_FOR,
            Setting.VERIFY);

    public static ContentSettings from(Settings settings) {
        Compression compression =
                settings.choice(Setting.COMPRESSION, Compression.class).orElse(Compression.NONE);
        OptionalInt level = settings.number(Setting.COMPRESSION_LEVEL, 1, compression == Compression.GZIP ? 9 : 19);
        if (compression == Compression.NONE && level.isPresent()) {
            settings.problem(Setting.COMPRESSION_LEVEL, "there is no level without compression");
        }
        return new ContentSettings(
                compression,
                level,
                recipients(settings),
                settings.parsedList(Setting.INCLUDE, ContentSettings::included),
                settings.isOn(Setting.ALLOW_PLAINTEXT_KEYS),
                settings.writableDirectory(Setting.SPOOL),
                settings.duration(Setting.LOCK_FOR),
                settings.choice(Setting.VERIFY, VerifyAfter.class).orElse(VerifyAfter.NONE));
    }

    private static List<AgeRecipient> recipients(Settings settings) {
        Set<AgeRecipient> recipients = new LinkedHashSet<>(settings.parsedList(Setting.RECIPIENTS, AgeRecipient::new));
        settings.readableFile(Setting.RECIPIENTS_FILE)
                .filter(Files::isReadable)
                .ifPresent(file -> recipients.addAll(recipientsIn(file, settings)));
        return List.copyOf(recipients);
    }

    private static List<AgeRecipient> recipientsIn(Path file, Settings settings) {
        List<AgeRecipient> recipients = new ArrayList<>();
        try {
            List<String> lines = Files.readAllLines(file);
            boolean empty = true;
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (line.isEmpty() || line.startsWith("#")) {
                    continue;
                }
                empty = false;
                try {
                    recipients.add(new AgeRecipient(line));
                } catch (IllegalArgumentException e) {
                    settings.problem(Setting.RECIPIENTS_FILE, file + ", line " + (i + 1) + ": " + e.getMessage());
                }
            }
            if (empty) {
                settings.problem(Setting.RECIPIENTS_FILE, file + " holds no age public key");
            }
        } catch (IOException e) {
            settings.problem(Setting.RECIPIENTS_FILE, file + " cannot be read as text: " + e.getMessage());
        }
        return recipients;
    }

    private static Path included(String text) {
        Path path = Path.of(text).normalize();
        if (!path.isAbsolute()) {
            throw Quantity.wrong("an absolute path", text);
        }
        if (!Files.exists(path)) {
            throw new IllegalArgumentException("there is nothing at " + path);
        }
        return path;
    }
}
