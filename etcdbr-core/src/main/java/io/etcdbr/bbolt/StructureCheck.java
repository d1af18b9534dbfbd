package io.etcdbr.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole file as bbolt's own check does ({@code tx_check.go}): every page is used once or free, every page is what it
 * must be, all keys are in order. Reads each page in use once. Takes two bits of memory a page, and findings are limited, so a
 * large or hopeless file needs no more.
 */
public final class StructureCheck {
    public static final int MOST_FINDINGS = 1000;

    private static final long META_PAGES = 2;

    private final Database database;
    private final StructureVisitor visitor;
    /** Pages that can be: below the high water mark and, of a truncated file, within what is left. */
    private final long pages;

    private final PageSet used;
    private final PageSet free;
    private final List<Finding> findings = new ArrayList<>();
    private long found;

    private StructureCheck(Database database, StructureVisitor visitor) {
        this.database = database;
        this.visitor = visitor;
        Meta meta = database.meta();
        pages = Math.min(meta.highWater(), database.fileSize() / meta.pageSize());
        used = new PageSet(pages);
        free = new PageSet(pages);
    }

    /**
     * @throws IOException if the source fails or {@code visitor} throws it; what is wrong with the file is a finding
     */
    public static StructureReport run(Database database, StructureVisitor visitor) throws IOException {
        return new StructureCheck(database, visitor).run();
    }

    private StructureReport run() throws IOException {
        Meta meta = database.meta();
        database.metaProblems().forEach(problem -> add(new Finding.InvalidMeta(String.valueOf(problem.getMessage()))));
        if (database.fileSize() < meta.databaseSize()) {
            add(new Finding.Truncated(meta.databaseSize(), database.fileSize()));
        }
        for (long page = 0; page < Math.min(META_PAGES, pages); page++) {
            used.add(page);
        }
        boolean freelistRead =
                meta.freelistPage().isPresent() && freelist(meta.freelistPage().getAsLong());
        tree(meta.rootPage(), null, null, null, 0, database.root());
        if (freelistRead) {
            lost();
        }
        return new StructureReport(
                List.copyOf(findings), found, used.size(), meta.freelistPage().isPresent());
    }

    private boolean freelist(long id) throws IOException {
        Page page = page(id, null);
        switch (page) {
            case null -> {
                return false;
            }
            case FreelistPage list -> {
                for (long i = 0; i < list.count(); i++) {
                    long number = list.free(i);
                    if (number < META_PAGES || number >= database.meta().highWater()) {
                        add(new Finding.NoSuchPage(number, "the freelist, " + list.place()));
                    } else if (number < pages) {
                        if (used.contains(number)) {
                            add(new Finding.UsedAndFree(number, name(null)));
                        } else if (!free.add(number)) {
                            add(new Finding.FreeTwice(number));
                        }
                    }
                }
                return true;
            }
            case MetaPage meta -> wrongType(meta, "a meta page where the freelist should be");
            case BranchPage branch -> wrongType(branch, "a branch page where the freelist should be");
            case LeafPage leaf -> wrongType(leaf, "a leaf page where the freelist should be");
        }
        return false;
    }

    /** A page of a bucket's tree and all below it; {@code least} and {@code limit} as in {@link KeyRange}. */
    private void tree(
            long id,
            @Nullable Page from,
            @Nullable MemorySegment least,
            @Nullable MemorySegment limit,
            int level,
            Bucket bucket)
            throws IOException {
        if (level == Cursor.MAX_DEPTH) {
            add(new Finding.Malformed("page %s: the tree is deeper than %d pages"
                    .formatted(Long.toUnsignedString(id), Cursor.MAX_DEPTH)));
            return;
        }
        switch (page(id, from)) {
            case null -> {}
            case BranchPage branch -> {
                order(branch.elements(), least, limit);
                MemorySegment key = branch.key(0);
                for (int i = 0; i < branch.count(); i++) {
                    MemorySegment next = i + 1 < branch.count() ? branch.key(i + 1) : limit;
                    tree(branch.child(i), branch, key, next, level + 1, bucket);
                    key = next;
                }
            }
            case LeafPage leaf -> {
                if (leaf.count() == 0 && (level > 0 || bucket.depth() > 0)) {
                    add(new Finding.EmptyLeaf(leaf.id()));
                }
                leaf(leaf, least, limit, bucket);
            }
            case MetaPage meta -> wrongType(meta, "a meta page in a bucket's tree");
            case FreelistPage list -> wrongType(list, "a freelist page in a bucket's tree");
        }
    }

    private void leaf(LeafPage leaf, @Nullable MemorySegment least, @Nullable MemorySegment limit, Bucket bucket)
            throws IOException {
        order(leaf.elements(), least, limit);
        visitor.leaf(bucket.depth(), leaf);
        for (int i = 0; i < leaf.count(); i++) {
            if (leaf.isBucket(i)) {
                child(bucket, leaf, i);
            }
        }
    }

    private void child(Bucket parent, LeafPage leaf, int element) throws IOException {
        Bucket bucket;
        try {
            bucket = parent.child(leaf, element);
        } catch (BboltException e) {
            add(new Finding.Malformed(String.valueOf(e.getMessage())));
            return;
        }
        visitor.bucket(bucket.depth(), leaf.key(element));
        if (bucket.inline() != null) {
            leaf(bucket.inline(), null, null, bucket);
        } else {
            tree(bucket.rootPage(), leaf, null, null, 0, bucket);
        }
    }

    /**
     * A page that something refers to, now in use; null if a part of it is in use already, or it cannot be read. So all pages given
     * together are no more than there are, whatever the file says of their sizes.
     */
    private @Nullable Page page(long id, @Nullable Page from) throws IOException {
        if (id < META_PAGES || id >= database.meta().highWater()) {
            add(new Finding.NoSuchPage(id, name(from)));
            return null;
        }
        if (id < pages && !claim(id, from)) {
            return null;
        }
        Page page;
        try {
            page = database.page(id);
        } catch (BboltException e) {
            add(new Finding.Malformed(String.valueOf(e.getMessage())));
            return null;
        }
        for (long i = 1; i < page.span(); i++) {
            if (!claim(id + i, page)) {
                return null;
            }
        }
        return page;
    }

    private boolean claim(long page, @Nullable Page from) {
        if (!used.add(page)) {
            add(new Finding.UsedTwice(page, name(from)));
            return false;
        }
        if (free.contains(page)) {
            add(new Finding.UsedAndFree(page, name(from)));
        }
        return true;
    }

    /** What refers to a page; null is the meta page. */
    private static String name(@Nullable Page from) {
        return from == null ? "the meta page" : from.place();
    }

    private void lost() {
        long first = -1;
        for (long page = META_PAGES; page <= pages; page++) {
            boolean lost = page < pages && !used.contains(page) && !free.contains(page);
            if (lost && first < 0) {
                first = page;
            } else if (!lost && first >= 0) {
                add(new Finding.Lost(first, page - 1));
                first = -1;
            }
        }
    }

    private void order(Elements elements, @Nullable MemorySegment least, @Nullable MemorySegment limit) {
        try {
            KeyRange.check(elements, least, limit);
        } catch (BboltException e) {
            add(new Finding.OutOfOrder(String.valueOf(e.getMessage())));
        }
    }

    private void wrongType(Page page, String problem) {
        add(new Finding.Malformed(page.place() + ": " + problem));
    }

    private void add(Finding finding) {
        found++;
        if (findings.size() < MOST_FINDINGS) {
            findings.add(finding);
        }
    }
}
