package io.etcdbr.keyindex;

import io.etcdbr.bbolt.LeafPage;
import io.etcdbr.bbolt.StructureVisitor;
import io.etcdbr.etcddb.EtcdDataException;
import io.etcdbr.etcddb.KeyValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * Compares a key index with the database it was made of: all that is in the tree must be listed. To be shown the database by a
 * {@link io.etcdbr.bbolt.StructureCheck}, beside other visitors.
 */
public final class KeyIndexCoverage implements StructureVisitor {
    private static final MemorySegment KEY_BUCKET = MemorySegment.ofArray(new byte[] {'k', 'e', 'y'});

    /** Longer than any key of Kubernetes; a longer one comes in parts. */
    private static final int PART = 1_000;

    private final byte[] part = new byte[PART];
    private final KeyIndex index;
    private final int pageSize;
    private long page;
    private boolean inKeys;
    private long missing;
    private Optional<String> first = Optional.empty();

    public KeyIndexCoverage(KeyIndex index, int pageSize) {
        this.index = index;
        this.pageSize = pageSize;
    }

    @Override
    public void bucket(int depth, MemorySegment name) {
        if (depth == 1) {
            inKeys = name.mismatch(KEY_BUCKET) < 0;
        }
    }

    @Override
    public void leaf(int depth, LeafPage leaf) {
        // A page inside an inline bucket has no number; it was shown after the page that holds it.
        page = leaf.id() == 0 ? page : leaf.id();
        for (int i = 0; inKeys && depth == 1 && i < leaf.count(); i++) {
            try {
                MemorySegment key = KeyValue.of(leaf.value(i)).key();
                if (key.byteSize() > 0 && !isListed(key)) {
                    missing++;
                    String place = leaf.place() + ", element " + i;
                    first = first.or(() -> Optional.of(place));
                }
            } catch (EtcdDataException e) {
                // Whoever looks at the entries themselves says so.
            }
        }
    }

    /** How many changes the index does not list as it should. */
    public long missing() {
        return missing;
    }

    /** Where the first of them is. */
    public Optional<String> first() {
        return first;
    }

    private boolean isListed(MemorySegment key) {
        int directories = 0;
        long hash = KeyHash.START;
        for (long at = 0; at < key.byteSize(); at += PART) {
            int length = (int) Math.min(PART, key.byteSize() - at);
            MemorySegment.copy(key, ValueLayout.JAVA_BYTE, at, part, 0, length);
            for (int i = 0; i < length; i++) {
                hash = KeyHash.next(hash, part[i]);
                if (part[i] == '/' && directories < KeyHash.MOST_DIRECTORIES) {
                    directories++;
                    if (!index.lists(frame(), KeyHash.folded(hash))) {
                        return false;
                    }
                }
            }
        }
        return index.lists(frame(), KeyHash.folded(hash));
    }

    private int frame() {
        return (int) (page * pageSize / index.frameSize());
    }
}
