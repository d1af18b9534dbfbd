package io.etcdbr.format;

import java.time.Instant;
import java.util.Optional;

/** The name of one object of a backup, without its folder. {@code toString} is its only spelling. */
public sealed interface ObjectName {

    BackupId id();

    /** The snapshot, the node files or the key index. */
    record Data(BackupId id, DataKind kind, CompressionAlgorithm compression, boolean encrypted) implements ObjectName {
        @Override
        public String toString() {
            return id + "." + kind.extension() + compression.suffix() + (encrypted ? ".age" : "");
        }
    }

    /** Says to listings that all objects of the backup are held by the store until then; it is empty itself. */
    record Lock(BackupId id, Instant until) implements ObjectName {
        public Lock {
            until = KeyTime.wholeSeconds(until);
        }

        @Override
        public String toString() {
            return id + ".lock-" + KeyTime.format(until);
        }
    }

    /** The commit marker. */
    record Manifest(BackupId id) implements ObjectName {
        @Override
        public String toString() {
            return id + ".manifest.json";
        }
    }

    /** What a later look at the backup found. */
    record Verification(BackupId id, Instant time, VerificationLevel level, VerificationResult result)
            implements ObjectName {
        public Verification {
            time = KeyTime.wholeSeconds(time);
        }

        @Override
        public String toString() {
            return id + ".verification-" + KeyTime.format(time) + "-" + level.text() + "-" + result.text() + ".json";
        }
    }

    /** The object that {@code name} names, or empty if it has none of the shapes: then it is not ours and is left alone. */
    static Optional<ObjectName> parse(String name) {
        return ObjectNameParser.parse(name);
    }
}
