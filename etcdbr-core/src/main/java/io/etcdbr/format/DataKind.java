package io.etcdbr.format;

/** What a data object holds. */
public enum DataKind {
    /** The etcd snapshot. */
    SNAPSHOT("snapshot.db"),
    /** The tar of node files. */
    FILES("files.tar"),
    /** Which keys are where in the snapshot. */
    KEY_INDEX("keys.idx");

    private final String extension;

    DataKind(String extension) {
        this.extension = extension;
    }

    /** The part of the object's name behind the id, without the dot before it and without compression and encryption. */
    public String extension() {
        return extension;
    }
}
