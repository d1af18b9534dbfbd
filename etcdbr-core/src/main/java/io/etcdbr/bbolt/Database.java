package io.etcdbr.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A bbolt file opened for reading, as of its newest valid meta page. Keeps nothing but that page: every read goes to the source.
 * Any number of threads may read. Closing the source is the caller's.
 */
public final class Database {
    private final PageSource source;
    private final MetaChoice chosen;

    private Database(PageSource source, MetaChoice chosen) {
        this.source = source;
        this.chosen = chosen;
    }

    /**
     * Reads the meta pages. What follows the database in the file is not looked at; a file that ends too early is opened, and
     * reading what is missing fails.
     *
     * @throws BboltException if neither meta page is valid
     */
    public static Database open(PageSource source) throws IOException {
        return new Database(source, MetaChoice.of(source));
    }

    public Meta meta() {
        return chosen.meta();
    }

    /**
     * What is wrong with the meta page that is not used, or with the headers of both. In a running etcd's file it is what a crash
     * leaves, and the database is as it was one transaction earlier; in a snapshot both pages say the same.
     */
    public List<BboltException> metaProblems() {
        return chosen.problems();
    }

    /** The size of the file, with what may follow the database. */
    public long fileSize() {
        return source.size();
    }

    /** The bucket that holds all others. */
    public Bucket root() {
        return Bucket.root(this);
    }

    /**
     * Any page below the high water mark, checked in itself.
     *
     * @throws BboltException if there is no such page, or it is malformed
     */
    public Page page(long id) throws IOException {
        if (id < 0 || id >= meta().highWater()) {
            throw malformed(id, "beyond the high water mark, page " + meta().highWater());
        }
        MemorySegment first = read(id, 1);
        PageHeader header = PageHeader.of(first);
        if (header.id() != id) {
            throw malformed(id, "calls itself page " + Long.toUnsignedString(header.id()));
        }
        if (header.overflow() >= meta().highWater() - id) {
            throw malformed(
                    id,
                    "%d overflow pages reach beyond the high water mark, page %d"
                            .formatted(header.overflow(), meta().highWater()));
        }
        MemorySegment body = header.overflow() == 0 ? first : read(id, header.overflow() + 1);
        return switch (header.flags()) {
            case PageHeader.BRANCH -> BranchPage.parse(header, body, meta().pageSize());
            case PageHeader.LEAF -> LeafPage.parse(header, body, meta().pageSize());
            case PageHeader.FREELIST -> FreelistPage.parse(header, body);
            case PageHeader.META -> {
                if (id > 1) {
                    throw malformed(id, "a meta page, which only pages 0 and 1 are");
                }
                yield MetaPage.parse(id, body);
            }
            default -> throw malformed(id, "the type of the page is " + header.kind());
        };
    }

    private MemorySegment read(long id, long pages) throws IOException {
        long offset = id * meta().pageSize();
        long length = pages * meta().pageSize();
        if (length > source.size() - offset) {
            throw malformed(
                    id,
                    "beyond the end of the file: it has %d bytes, the database %d"
                            .formatted(source.size(), meta().databaseSize()));
        }
        return source.read(offset, length);
    }

    private static BboltException malformed(long id, String problem) {
        return new BboltException("page " + Long.toUnsignedString(id), problem);
    }
}
