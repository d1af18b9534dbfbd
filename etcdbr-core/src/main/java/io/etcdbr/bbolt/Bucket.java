package io.etcdbr.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A sorted map of keys to values and further buckets. */
public final class Bucket {
    static final int HEADER_SIZE = 16;

    private final Database database;
    private final long rootPage;
    private final @Nullable LeafPage inline;

    private Bucket(Database database, long rootPage, @Nullable LeafPage inline) {
        this.database = database;
        this.rootPage = rootPage;
        this.inline = inline;
    }

    static Bucket root(Database database) {
        return new Bucket(database, database.meta().rootPage(), null);
    }

    /** The bucket that an element of a leaf is. */
    static Bucket of(Database database, LeafPage leaf, int element) throws BboltException {
        MemorySegment value = leaf.value(element);
        long rootPage = value.get(PageHeader.LONG, 0);
        if (rootPage != 0) {
            return new Bucket(database, rootPage, null);
        }
        String place = leaf.place() + ", element " + element + ", inline page";
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
        return new Bucket(database, 0, page);
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

    @Nullable LeafPage inline() {
        return inline;
    }

    Database database() {
        return database;
    }
}
