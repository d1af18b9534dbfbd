package io.etcdbr.etcddb;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The keys of a database as of its last revision. etcd orders changes by revision, so what lives is found by going backwards:
 * the first change met of a key is its newest. The entry with an empty key that etcdutl writes when it raises the revision of a
 * restored snapshot is no key and is passed over. Nothing is kept: each call reads the file, and any number of threads may call.
 */
public final class Keys {
    private final EtcdDatabase database;

    public Keys(EtcdDatabase database) {
        this.database = database;
    }

    /**
     * Shows all keys that live and are wanted, the one changed last first. Takes 16 to 32 bytes outside the heap for each key
     * that is wanted, living or not.
     *
     * @throws EtcdDataException if a change cannot be understood; what was shown before stands
     */
    public void newest(KeyFilter filter, KeyVisitor visitor) throws IOException {
        backwards(
                filter,
                (revision, change) -> {
                    if (!revision.tombstone()) {
                        visitor.key(change);
                    }
                },
                (revision, change) -> {});
    }

    /**
     * Shows all changes of wanted keys that compactions have left, the newest first; memory as for {@link #newest}.
     *
     * @param last of its key, which may be its deletion
     * @param earlier those that a later one of the same key has made history
     * @throws EtcdDataException if a change cannot be understood; what was shown before stands
     */
    public void backwards(KeyFilter filter, ChangeVisitor last, ChangeVisitor earlier) throws IOException {
        Optional<Changes> changes = database.changes();
        try (LiveKeys seen = new LiveKeys()) {
            boolean there = changes.isPresent() && changes.get().last();
            while (there) {
                Revision revision = changes.get().revision();
                KeyValue value = changes.get().keyValue();
                if (isKey(value) && filter.wants(value.key())) {
                    boolean first = seen.changed(value.key(), revision.tombstone());
                    (first ? last : earlier).change(revision, value);
                }
                there = changes.get().previous();
            }
        }
    }

    /** What exactly this revision wrote; empty if it is not kept. */
    public Optional<KeyValue> at(Revision revision) throws IOException {
        Optional<Changes> changes = database.changes();
        return changes.isPresent() && changes.get().find(revision)
                ? Optional.of(changes.get().keyValue())
                : Optional.empty();
    }

    /** The newest value of {@code key}; empty if it does not live. Reads back to its last change, of a key never met everything. */
    public Optional<KeyValue> find(byte[] key) throws IOException {
        KeyFilter wanted = KeyFilter.key(key);
        Optional<Changes> changes = database.changes();
        boolean there = changes.isPresent() && changes.get().last();
        while (there) {
            KeyValue value = changes.get().keyValue();
            if (isKey(value) && wanted.wants(value.key())) {
                return changes.get().revision().tombstone() ? Optional.empty() : Optional.of(value);
            }
            there = changes.get().previous();
        }
        return Optional.empty();
    }

    /**
     * Shows all changes of wanted keys that compactions have left, oldest first, deletions among them.
     *
     * @throws EtcdDataException if a change cannot be understood; what was shown before stands
     */
    public void history(KeyFilter filter, ChangeVisitor visitor) throws IOException {
        Optional<Changes> changes = database.changes();
        while (changes.isPresent() && changes.get().next()) {
            Revision revision = changes.get().revision();
            KeyValue value = changes.get().keyValue();
            if (isKey(value) && filter.wants(value.key())) {
                visitor.change(revision, value);
            }
        }
    }

    private static boolean isKey(KeyValue value) {
        MemorySegment key = value.key();
        return key.byteSize() > 0;
    }
}
