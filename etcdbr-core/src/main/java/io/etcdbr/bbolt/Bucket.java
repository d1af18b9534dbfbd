package io.etcdbr.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map of keys to values and further buckets. That no bucket lies in itself is checked; that two buckets have pages in
 * common is what {@link StructureCheck} is for.
 */
public final class Bucket {
    static final int HEADER_SIZE = 16;
    static final int MAX_NESTING = 16;

    private final Database database;
    private final long rootPage;
    private final @Nullable LeafPage inline;
    private final @Nullable Bucket parent;
    private final int depth;

    private Bucket(Database database, long rootPage, @Nullable LeafPage inline, @Nullable Bucket parent) {
        this.database = database;
        this.rootPage = rootPage;
        this.inline = inline;
        this.parent = parent;
        this.depth = parent == null ? 0 : parent.depth + 1;
    }

    static Bucket root(Database database) {
        return new Bucket(database, database.meta().rootPage(), null, null);
    }

    /**
     * The bucket that an element of one of this bucket's leaves is.
     *
     * @throws BboltException if it is malformed, nested too deep, or one of those that it lies in
     */
    Bucket child(LeafPage leaf, int element) throws BboltException {
        String place = leaf.place() + ", element " + element;
        MemorySegment value = leaf.value(element);
        long root = value.get(PageHeader.LONG, 0);
        if (depth == MAX_NESTING) {
            throw new BboltException(place, "buckets nested deeper than " + MAX_NESTING);
        }
        for (Bucket above = this; above != null; above = above.parent) {
            if (above.rootPage == root && root != 0) {
                throw new BboltException(
                        place, "a bucket that lies in itself, with page %d at its top".formatted(root));
            }
        }
        LeafPage page = root == 0 ? inlinePage(place + ", inline page", value) : null;
        return new Bucket(database, root, page, this);
    }

    private static LeafPage inlinePage(String place, MemorySegment value) throws BboltException {
        MemorySegment body = value.asSlice(HEADER_SIZE);
        if (body.byteSize() < PageHeader.SIZE) {
            throw new BboltException(
                    place, "%d bytes, expected at least %d".formatted(body.byteSize(), PageHeader.SIZE));
        }
        PageHeader header = PageHeader.of(body);
        if (header.flags() != PageHeader.LEAF || header.id() != 0 || header.overflow() != 0) {
            throw new BboltException(
                    place,
                    "a %s page %s with %d overflow pages, expected a leaf page 0 without"
                            .formatted(header.kind(), Long.toUnsignedString(header.id()), header.overflow()));
        }
        LeafPage page = LeafPage.parseInline(place, header, body);
        for (int i = 0; i < page.count(); i++) {
            if (page.isBucket(i)) {
                throw new BboltException(place + ", element " + i, "a bucket within an inline bucket");
            }
        }
        return page;
    }

    /** The number of the page that the tree begins with; 0 if the bucket is inline. */
    public long rootPage() {
        return rootPage;
    }

    /** A cursor before the first key. */
    public Cursor cursor() {
        return new Cursor(this);
    }

    /** The value of {@code key}; empty if there is none or it is a bucket. */
    public Optional<MemorySegment> get(MemorySegment key) throws IOException {
        Cursor cursor = cursor();
        return cursor.find(key) && !cursor.isBucket() ? Optional.of(cursor.value()) : Optional.empty();
    }

    public Optional<MemorySegment> get(byte[] key) throws IOException {
        return get(MemorySegment.ofArray(key));
    }

    /** The bucket {@code name} within this one; empty if there is none or it is a value. */
    public Optional<Bucket> bucket(byte[] name) throws IOException {
        Cursor cursor = cursor();
        return cursor.find(MemorySegment.ofArray(name)) && cursor.isBucket()
                ? Optional.of(cursor.bucket())
                : Optional.empty();
    }

    /** The page that the tree begins with. */
    Page top() throws IOException {
        return inline == null ? database.page(rootPage) : inline;
    }

    /** How many buckets it lies in: 0 for the one that holds all others. */
    int depth() {
        return depth;
    }

    @Nullable LeafPage inline() {
        return inline;
    }

    Database database() {
        return database;
    }
}
