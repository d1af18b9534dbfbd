package io.etcdbr.etcddb;

import io.etcdbr.bbolt.LeafPage;
import io.etcdbr.bbolt.StructureVisitor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Gathers the status and looks at every entry while the structure check passes over the pages. */
final class StatusVisitor implements StructureVisitor, AutoCloseable {
    static final int MOST_FINDINGS = 1000;

    private static final int MOST_NAME = 256;
    private static final long WATCH_STEP = 1 << 20;

    /** Few entries of Kubernetes are larger. */
    private static final int PIECE = 1 << 16;

    private final Watch watch;
    private final int pageSize;
    private final CRC32C hash = new CRC32C();
    private final byte[] piece;
    private final LiveKeys liveKeys = new LiveKeys();
    private final List<SnapshotFinding> findings = new ArrayList<>();
    private final List<EtcdState.BucketSize> sizes = new ArrayList<>();
    private final List<String> missing = new ArrayList<>(List.of("key", "meta"));
    private long found;
    private long buckets;
    private long entriesBefore;
    private long entries;
    private long revision;
    private String bucket = "";
    private boolean inKeys;
    private long unwatched;

    StatusVisitor(Watch watch, int pageSize) {
        this(watch, pageSize, PIECE);
    }

    /** @param piece how many bytes are looked at on the heap at once */
    StatusVisitor(Watch watch, int pageSize, int piece) {
        this.watch = watch;
        this.pageSize = pageSize;
        this.piece = new byte[piece];
    }

    @Override
    public void bucket(int depth, MemorySegment name) {
        if (depth == 1) {
            update(name);
            endBucket();
            buckets++;
            entriesBefore = entries;
            bucket = EtcdDatabase.text(name.asSlice(0, Math.min(name.byteSize(), MOST_NAME)));
            inKeys = bucket.equals("key");
            missing.remove(bucket);
        }
    }

    @Override
    public void leaf(int depth, LeafPage leaf) throws IOException {
        watched(leaf);
        if (depth == 0) {
            onlyBuckets(leaf);
        } else if (depth == 1) {
            entries(leaf);
            entries += leaf.count();
        }
    }

    private void watched(LeafPage leaf) throws IOException {
        unwatched += leaf.span() * pageSize;
        if (unwatched >= WATCH_STEP) {
            watch.passed(unwatched);
            unwatched = 0;
        }
    }

    private void endBucket() {
        if (buckets > 0 && buckets <= SnapshotCheck.MOST_BUCKETS) {
            sizes.add(new EtcdState.BucketSize(bucket, entries - entriesBefore));
        }
    }

    private void onlyBuckets(LeafPage leaf) {
        for (int i = 0; i < leaf.count(); i++) {
            if (!leaf.isBucket(i)) {
                add(new SnapshotFinding.Malformed(place(leaf, i) + ": a value among the buckets"));
            }
        }
    }

    private void entries(LeafPage leaf) {
        int next = 0;
        while (next < leaf.count()) {
            int end = endOfPiece(leaf, next);
            if (end > next) {
                piece(leaf, next, end);
                next = end;
            } else {
                single(leaf, next++);
            }
        }
    }

    /** The first entry after {@code first} that does not fit into the piece with it, or is a bucket; {@code first} if that is one such. */
    private int endOfPiece(LeafPage leaf, int first) {
        int end = first;
        long room = piece.length;
        while (end < leaf.count() && !leaf.isBucket(end) && leaf.size(end) <= room) {
            room -= leaf.size(end++);
        }
        return end;
    }

    /** Keys and values lie one after another, so one copy does for many, and what is on the heap is read quicker. */
    private void piece(LeafPage leaf, int first, int end) {
        MemorySegment bytes = leaf.entries(first, end - 1);
        hash(bytes, 0, (int) bytes.byteSize());
        if (inKeys) {
            int at = 0;
            for (int i = first; i < end; i++) {
                change(leaf, i, at);
                at += (int) leaf.size(i);
            }
        }
    }

    /** An entry larger than the piece, or a bucket, which counts by its name only. */
    private void single(LeafPage leaf, int element) {
        update(leaf.isBucket(element) ? leaf.key(element) : leaf.entries(element, element));
        if (inKeys) {
            change(leaf, element);
        }
    }

    /** Copied piece by piece: where a page of a mapped file cannot be read, the hash would end the JVM. */
    private void update(MemorySegment bytes) {
        for (long at = 0; at < bytes.byteSize(); at += piece.length) {
            hash(bytes, at, (int) Math.min(piece.length, bytes.byteSize() - at));
        }
    }

    private void hash(MemorySegment bytes, long at, int length) {
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, piece, 0, length);
        hash.update(piece, 0, length);
    }

    /** An entry of the bucket {@code key} that begins at {@code at} in the piece. */
    private void change(LeafPage leaf, int element, int at) {
        int keySize = (int) leaf.keySize(element);
        int start = at + keySize;
        try {
            Revision key = Revision.of(piece, at, keySize);
            KeyValueFields value = KeyValueFields.of(new Protobuf(piece, start, (int) leaf.size(element) - keySize));
            revision = key.main();
            liveKeys.changed(
                    piece, start + (int) value.keyStart(), (int) (value.keyEnd() - value.keyStart()), key.tombstone());
            compareRevisions(leaf, element, key, value.modRevision());
        } catch (EtcdDataException e) {
            malformed(leaf, element, e);
        }
    }

    /** The same of one that is not there. */
    private void change(LeafPage leaf, int element) {
        try {
            if (leaf.isBucket(element)) {
                throw new EtcdDataException("a bucket where a value should be");
            }
            Revision key = Revision.of(leaf.key(element));
            KeyValue value = KeyValue.of(leaf.value(element));
            revision = key.main();
            liveKeys.changed(value.key(), key.tombstone());
            compareRevisions(leaf, element, key, value.modRevision());
        } catch (EtcdDataException e) {
            malformed(leaf, element, e);
        }
    }

    /** etcdutl writes an empty value when it raises the revision of a restored snapshot. */
    private void compareRevisions(LeafPage leaf, int element, Revision key, long modRevision) {
        if (modRevision != key.main() && modRevision != 0) {
            add(new SnapshotFinding.WrongRevision("bucket key, " + place(leaf, element), key.main(), modRevision));
        }
    }

    private void malformed(LeafPage leaf, int element, EtcdDataException e) {
        add(new SnapshotFinding.Malformed("bucket key, " + place(leaf, element) + ": " + e.getMessage()));
    }

    private static String place(LeafPage leaf, int element) {
        return leaf.place() + ", element " + element;
    }

    private void add(SnapshotFinding finding) {
        found++;
        if (findings.size() < MOST_FINDINGS) {
            findings.add(finding);
        }
    }

    List<SnapshotFinding> findings() {
        return findings;
    }

    long found() {
        return found;
    }

    /** Ends the walk: before that, nothing below is known. */
    void end() throws IOException {
        endBucket();
        watch.passed(unwatched);
        unwatched = 0;
    }

    SnapshotStatus status(long databaseSize, Optional<String> storageVersion) {
        return new SnapshotStatus(
                (int) hash.getValue(), revision, liveKeys.count(), entries, databaseSize, storageVersion);
    }

    /** How many there are. */
    long buckets() {
        return buckets;
    }

    /** Those of every etcd that are not there. */
    List<String> missing() {
        return missing;
    }

    /** The first of them. */
    List<EtcdState.BucketSize> sizes() {
        return List.copyOf(sizes);
    }

    @Override
    public void close() {
        liveKeys.close();
    }
}
