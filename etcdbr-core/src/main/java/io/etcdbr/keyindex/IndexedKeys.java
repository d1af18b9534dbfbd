package io.etcdbr.keyindex;

import io.etcdbr.bbolt.LeafTable;
import io.etcdbr.bbolt.Meta;
import io.etcdbr.bbolt.PageSource;
import io.etcdbr.etcddb.EtcdDataException;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyHints;
import io.etcdbr.etcddb.Revision;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Looks into the frames that a key index names, for the revisions of wanted keys. */
public final class IndexedKeys implements KeyHints {
    private static final int LENGTH_BYTES = 10;

    /** Far more than etcd takes in a request; bounds what the rest of a freed page can ask for. */
    private static final long MOST_KEY_BYTES = 16L << 20;

    private final KeyIndex index;
    private final PageSource pages;
    private final Meta meta;
    private final int mostKept;

    /**
     * @param pages the database, whose frames may be read in any order but should be read once
     * @param mostKept how many frames {@code pages} keeps for reading them again, beside those of the way through the tree
     */
    public IndexedKeys(KeyIndex index, PageSource pages, Meta meta, int mostKept) {
        this.index = index;
        this.pages = pages;
        this.meta = meta;
        this.mostKept = mostKept;
    }

    @Override
    public Optional<List<Revision>> revisions(KeyFilter wanted, boolean newestOnly) throws IOException {
        Optional<BitSet> frames = index.frames(wanted);
        int most = newestOnly ? Math.max(mostKept, index.frames() / 2) : mostKept;
        if (frames.isEmpty() || frames.get().cardinality() > most) {
            return Optional.empty();
        }
        TreeSet<Revision> found = new TreeSet<>(Revision.ORDER);
        for (int frame = frames.get().nextSetBit(0);
                frame >= 0;
                frame = frames.get().nextSetBit(frame + 1)) {
            look(frame, wanted, found);
        }
        return Optional.of(List.copyOf(found));
    }

    private void look(int frame, KeyFilter wanted, TreeSet<Revision> found) throws IOException {
        long start = (long) frame * index.frameSize();
        long end = Math.min(start + index.frameSize(), Math.min(meta.databaseSize(), pages.size()));
        long first = (start + meta.pageSize() - 1) / meta.pageSize();
        for (long id = first; id * meta.pageSize() < end; id++) {
            long at = id * meta.pageSize();
            if (at + meta.pageSize() <= pages.size()) {
                MemorySegment page = pages.read(at, meta.pageSize());
                if (LeafTable.isLeaf(page, 0, id)) {
                    leaf(page, 0, at, wanted, found);
                }
            }
        }
    }

    private void leaf(MemorySegment page, long start, long at, KeyFilter wanted, TreeSet<Revision> found)
            throws IOException {
        Optional<LeafTable> table = LeafTable.of(page, start);
        // One that is not whole is freed, or damaged as only a look at everything finds.
        for (int i = 0; table.isPresent() && i < table.get().count(); i++) {
            long key = start + table.get().keyStart(i);
            if (!table.get().isBucket(i)) {
                change(at + key, table.get().keySize(i), table.get().valueSize(i), wanted, found);
            } else if (start == 0
                    && table.get().valueStart(i) + table.get().valueSize(i) <= page.byteSize()
                    && table.get().valueSize(i) >= 2 * LeafTable.HEADER_SIZE
                    && LeafTable.isLeaf(page, table.get().inlinePage(i), 0)) {
                leaf(page, table.get().inlinePage(i), at, wanted, found);
            }
        }
    }

    private void change(long at, long keySize, long valueSize, KeyFilter wanted, TreeSet<Revision> found)
            throws IOException {
        if (keySize > Revision.MARKED_SIZE || keySize + valueSize > pages.size() - at) {
            return;
        }
        Revision revision;
        try {
            revision = Revision.of(pages.read(at, keySize));
        } catch (EtcdDataException e) {
            return;
        }
        Optional<MemorySegment> key = key(at + keySize, valueSize);
        if (key.isPresent() && wanted.wants(key.get())) {
            found.add(revision);
        }
    }

    /** The key of etcd in the value at {@code at}; empty if it is none, such as what is left of a page that was freed. */
    private Optional<MemorySegment> key(long at, long size) throws IOException {
        MemorySegment head = pages.read(at, Math.min(size, 1 + LENGTH_BYTES));
        if (head.byteSize() == 0 || head.get(ValueLayout.JAVA_BYTE, 0) != ChangeHead.KEY_FIELD) {
            return Optional.empty();
        }
        long length = 0;
        for (int i = 1; i < head.byteSize(); i++) {
            byte b = head.get(ValueLayout.JAVA_BYTE, i);
            length |= (b & 0x7fL) << 7 * (i - 1);
            if (b >= 0) {
                return length > 0 && length <= Math.min(size - i - 1, MOST_KEY_BYTES)
                        ? Optional.of(pages.read(at + i + 1, length))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
