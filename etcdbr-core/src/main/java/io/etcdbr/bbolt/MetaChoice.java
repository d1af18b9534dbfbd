package io.etcdbr.bbolt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest valid meta page of a file.
 *
 * @param problems of the other one, or of a header, which bbolt does not look at
 */
record MetaChoice(Meta meta, List<BboltException> problems) {

    static MetaChoice of(PageSource source) throws IOException {
        List<BboltException> problems = new ArrayList<>();
        Meta first = null;
        Meta second = null;
        try {
            first = read(source, 0, 0, problems);
        } catch (BboltException e) {
            problems.add(e);
        }
        try {
            second = first == null ? searchSecond(source, problems) : read(source, 1, first.pageSize(), problems);
            if (first != null && first.pageSize() != second.pageSize()) {
                throw new BboltException(
                        "meta page 1",
                        "page size %d, but meta page 0 says %d".formatted(second.pageSize(), first.pageSize()));
            }
        } catch (BboltException e) {
            second = null;
            problems.add(e);
        }
        Meta newest = newer(first, second);
        if (newest == null) {
            throw new BboltException(
                    "not a bbolt file",
                    problems.getFirst().getMessage() + "; " + problems.getLast().getMessage());
        }
        return new MetaChoice(newest, List.copyOf(problems));
    }

    private static Meta read(PageSource source, long id, long offset, List<BboltException> problems)
            throws IOException {
        if (source.size() - offset < MetaPage.SIZE) {
            throw new BboltException("meta page " + id, "the file ends before it, at byte " + source.size());
        }
        MemorySegment page = source.read(offset, MetaPage.SIZE);
        Meta meta = MetaPage.parse(id, page).meta();
        PageHeader header = PageHeader.of(page);
        if (header.id() != id || header.flags() != PageHeader.META) {
            problems.add(new BboltException(
                    "meta page " + id,
                    "its header says %s page %s".formatted(header.kind(), Long.toUnsignedString(header.id()))));
        }
        return meta;
    }

    /** Meta page 1 where meta page 0 does not say the page size. */
    private static Meta searchSecond(PageSource source, List<BboltException> problems) throws IOException {
        for (int size = MetaPage.MIN_PAGE_SIZE; size <= MetaPage.MAX_PAGE_SIZE; size *= 2) {
            try {
                Meta meta = read(source, 1, size, problems);
                if (meta.pageSize() == size) {
                    return meta;
                }
            } catch (BboltException e) {
                // Not at this page size.
            }
        }
        throw new BboltException("meta page 1", "not found at any page size");
    }

    private static @Nullable Meta newer(@Nullable Meta first, @Nullable Meta second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return Long.compareUnsigned(second.transaction(), first.transaction()) > 0 ? second : first;
    }
}
