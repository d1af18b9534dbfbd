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
    private static final int PIECE = 1 << 16;

    private final Watch watch;
    private final int pageSize;
    private final CRC32C hash = new CRC32C();
    private final byte[] piece = new byte[PIECE];
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
    private long unwatched;

    StatusVisitor(Watch watch, int pageSize) {
        this.watch = watch;
        this.pageSize = pageSize;
    }

    @Override
    public void bucket(int depth, MemorySegment name) {
        if (depth == 1) {
            update(name);
            endBucket();
            buckets++;
            entriesBefore = entries;
            bucket = EtcdDatabase.text(name.asSlice(0, Math.min(name.byteSize(), MOST_NAME)));
            missing.remove(bucket);
        }
    }

    @Override
    public void leaf(int depth, LeafPage leaf) throws IOException {
        watched(leaf);
        if (depth == 0) {
            onlyBuckets(leaf);
        } else if (depth == 1) {
            hash(leaf);
            entries += leaf.count();
            if (bucket.equals("key")) {
                for (int i = 0; i < leaf.count(); i++) {
                    change(leaf, i);
                }
            }
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

    /** Keys and values lie one after another, so one update does for many; a bucket within counts by its name only. */
    private void hash(LeafPage leaf) {
        int from = 0;
        for (int i = 0; i <= leaf.count(); i++) {
            if (i == leaf.count() || leaf.isBucket(i)) {
                if (from < i) {
                    update(leaf.entries(from, i - 1));
                }
                if (i < leaf.count()) {
                    update(leaf.key(i));
                }
                from = i + 1;
            }
        }
    }

    /** Copied piece by piece: where a page of a mapped file cannot be read, the hash would end the JVM. */
    private void update(MemorySegment bytes) {
        for (long at = 0; at < bytes.byteSize(); at += piece.length) {
            int length = (int) Math.min(piece.length, bytes.byteSize() - at);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, piece, 0, length);
            hash.update(piece, 0, length);
        }
    }

    private void change(LeafPage leaf, int element) {
        try {
            if (leaf.isBucket(element)) {
                throw new EtcdDataException("a bucket where a value should be");
            }
            Revision key = Revision.of(leaf.key(element));
            KeyValue value = KeyValue.of(leaf.value(element));
            revision = key.main();
            liveKeys.changed(value.key(), key.tombstone());
            // etcdutl writes an empty value when it raises the revision of a restored snapshot.
            if (value.modRevision() != key.main() && value.modRevision() != 0) {
                add(new SnapshotFinding.WrongRevision(
                        "bucket key, " + place(leaf, element), key.main(), value.modRevision()));
            }
        } catch (EtcdDataException e) {
            add(new SnapshotFinding.Malformed("bucket key, " + place(leaf, element) + ": " + e.getMessage()));
        }
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
