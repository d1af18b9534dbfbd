package io.etcdbr.etcddb;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a database as of its last revision. etcd orders changes by revision, so what lives is found by going backwards:
 * the first change met of a key is its newest. The entry with an empty key that etcdutl writes when it raises the revision of a
 * restored snapshot is no key and is passed over. Nothing is kept: each call reads the file, and any number of threads may call.
 */
public final class Keys {
    private final EtcdDatabase database;
    private final KeyHints hints;
    private final Whole whole;

    /** Gives the database for going through all of it. */
    @FunctionalInterface
    public interface Whole {
        EtcdDatabase open() throws IOException;

        /** The same if it costs nothing, since somebody needed all of it before. */
        default Optional<EtcdDatabase> ifOpen() throws IOException {
            return Optional.empty();
        }
    }

    public Keys(EtcdDatabase database) {
        this(database, KeyHints.NONE, () -> database);
    }

    /**
     * @param database for single looks
     * @param hints where to look
     * @param whole the same database, for when the hints do not help
     */
    public Keys(EtcdDatabase database, KeyHints hints, Whole whole) {
        this.database = database;
        this.hints = hints;
        this.whole = whole;
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
        try (LiveKeys seen = new LiveKeys()) {
            walk(filter, false, false, (revision, change) -> {
                boolean first = seen.changed(change.key(), revision.tombstone());
                (first ? last : earlier).change(revision, change);
                return true;
            });
        }
    }

    /** What exactly this revision wrote; empty if it is not kept. */
    public Optional<KeyValue> at(Revision revision) throws IOException {
        Optional<Changes> changes = single().changes();
        return changes.isPresent() && changes.get().find(revision)
                ? Optional.of(changes.get().keyValue())
                : Optional.empty();
    }

    /**
     * The newest value of {@code key}; empty if it does not live. Without hints reads back to its last change, of a key never met
     * everything.
     */
    public Optional<KeyValue> find(byte[] key) throws IOException {
        Newest newest = new Newest();
        walk(KeyFilter.key(key), false, true, newest);
        return Optional.ofNullable(newest.value);
    }

    /**
     * Shows all changes of wanted keys that compactions have left, oldest first, deletions among them.
     *
     * @throws EtcdDataException if a change cannot be understood; what was shown before stands
     */
    public void history(KeyFilter filter, ChangeVisitor visitor) throws IOException {
        walk(filter, true, false, (revision, change) -> {
            visitor.change(revision, change);
            return true;
        });
    }

    private interface Step {
        /** Whether to go on. */
        boolean take(Revision revision, KeyValue change) throws IOException;
    }

    private static final class Newest implements Step {
        private @Nullable KeyValue value;

        @Override
        public boolean take(Revision revision, KeyValue change) {
            value = revision.tombstone() ? null : change;
            return false;
        }
    }

    private void walk(KeyFilter filter, boolean forward, boolean newestOnly, Step step) throws IOException {
        Optional<List<Revision>> revisions = hints.revisions(filter, newestOnly);
        if (revisions.isPresent()) {
            steps(forward ? revisions.get() : revisions.get().reversed(), filter, step);
        } else {
            Optional<Changes> changes = whole.open().changes();
            if (changes.isPresent()) {
                scan(changes.get(), filter, forward, step);
            }
        }
    }

    /** The database for single looks. */
    private EtcdDatabase single() throws IOException {
        return whole.ifOpen().orElse(database);
    }

    /** What hints name counts only if it is in the tree. */
    private void steps(List<Revision> revisions, KeyFilter filter, Step step) throws IOException {
        Optional<Changes> changes = single().changes();
        boolean on = changes.isPresent();
        for (int i = 0; on && i < revisions.size(); i++) {
            if (changes.get().find(revisions.get(i))) {
                on = here(changes.get(), filter, step);
            }
        }
    }

    private static void scan(Changes changes, KeyFilter filter, boolean forward, Step step) throws IOException {
        boolean there = forward ? changes.next() : changes.last();
        while (there && here(changes, filter, step)) {
            there = forward ? changes.next() : changes.previous();
        }
    }

    private static boolean here(Changes changes, KeyFilter filter, Step step) throws IOException {
        Revision revision = changes.revision();
        KeyValue change = changes.keyValue();
        return change.key().byteSize() == 0 || !filter.wants(change.key()) || step.take(revision, change);
    }
}
