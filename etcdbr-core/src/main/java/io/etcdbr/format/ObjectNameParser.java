package io.etcdbr.format;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads object names: an id, a dot, and what stands behind it. */
final class ObjectNameParser {
    private static final Pattern DATA =
            Pattern.compile("(snapshot\\.db|files\\.tar|keys\\.idx)(\\.zst|\\.gz)?(\\.age)?");
    private static final Pattern LOCK = Pattern.compile("lock-(" + KeyTime.SHAPE + ")");
    private static final Pattern VERIFICATION =
            Pattern.compile("verification-(" + KeyTime.SHAPE + ")-(stored|plain|deep)-(sound|damaged)\\.json");

    private ObjectNameParser() {}

    static Optional<ObjectName> parse(String name) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        return BackupId.parse(name.substring(0, dot)).flatMap(id -> parse(id, name.substring(dot + 1)));
    }

    static Optional<ObjectName> parse(BackupId id, String tail) {
        if (tail.equals("manifest.json")) {
            return Optional.of(new ObjectName.Manifest(id));
        }
        Matcher data = DATA.matcher(tail);
        if (data.matches()) {
            return Optional.of(new ObjectName.Data(id, kind(data.group(1)), compression(data), data.group(3) != null));
        }
        Matcher lock = LOCK.matcher(tail);
        if (lock.matches()) {
            return KeyTime.parse(lock.group(1)).map(until -> new ObjectName.Lock(id, until));
        }
        Matcher verification = VERIFICATION.matcher(tail);
        if (verification.matches()) {
            return KeyTime.parse(verification.group(1))
                    .map(time -> new ObjectName.Verification(
                            id, time, level(verification.group(2)), result(verification.group(3))));
        }
        return Optional.empty();
    }

    private static DataKind kind(String text) {
        return Arrays.stream(DataKind.values())
                .filter(kind -> kind.extension().equals(text))
                .findFirst()
                .orElseThrow();
    }

    private static CompressionAlgorithm compression(Matcher data) {
        String suffix = data.group(2);
        if (suffix == null) {
            return CompressionAlgorithm.NONE;
        }
        return suffix.equals(CompressionAlgorithm.GZIP.suffix())
                ? CompressionAlgorithm.GZIP
                : CompressionAlgorithm.ZSTD;
    }

    private static VerificationLevel level(String text) {
        return VerificationLevel.parse(text).orElseThrow();
    }

    private static VerificationResult result(String text) {
        return VerificationResult.parse(text).orElseThrow();
    }
}
