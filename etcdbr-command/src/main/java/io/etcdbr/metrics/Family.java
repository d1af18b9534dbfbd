package io.etcdbr.metrics;

import java.util.Locale;

/** The metrics there are; all are gauges. The prefix is not {@code etcdbr_} because another project has that. */
public enum Family {
    LAST_ATTEMPT_TIMESTAMP_SECONDS("When the last run ended, whatever came of it."),
    LAST_ATTEMPT_EXIT_CODE("What the last run ended with; 0 is success."),
    LAST_SUCCESS_TIMESTAMP_SECONDS("When the snapshot of the last backup that at least one store has was finished."),
    LAST_VERIFIED_TIMESTAMP_SECONDS("When a backup was last read back from a store and found sound."),
    LAST_VERIFIED_REVISION("etcd revision of that backup."),
    REVISION("etcd revision of the last backup."),
    PLAIN_SIZE_BYTES("Size of the last backup's snapshot as etcd sent it."),
    STORED_SIZE_BYTES("Size of all objects of the last backup as stored, in one store."),
    PHASE_DURATION_SECONDS("How long each phase of the last backup took."),
    STORE_SUCCESS("Whether the last run put its backup into this store: 1 or 0.");

    private final String help;

    Family(String help) {
        this.help = help;
    }

    String metric() {
        return "etcd_backup_" + name().toLowerCase(Locale.ROOT);
    }

    String help() {
        return help;
    }
}
