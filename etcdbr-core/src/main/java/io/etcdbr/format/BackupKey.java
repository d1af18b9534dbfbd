package io.etcdbr.format;

import java.util.Optional;

/** The whole key of an object: {@code <cluster>/<etcd-cluster-id>/<name>}. */
public record BackupKey(Epoch epoch, ObjectName name) {

    /** The object that {@code key} names, or empty if it is not one of a backup: then it is left alone. */
    public static Optional<BackupKey> parse(String key) {
        return new KeyReader().read(key);
    }

    @Override
    public String toString() {
        return epoch.folder() + "/" + name;
    }
}
