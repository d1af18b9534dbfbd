package io.etcdbr.bbolt;

import java.lang.foreign.MemorySegment;

/** A page of a bucket's tree that leads to others: at least one element, each with a child and that child's least key. */
public final class BranchPage implements Page {
    private final Elements elements;

    private BranchPage(Elements elements) {
        this.elements = elements;
    }

    static BranchPage parse(PageHeader header, MemorySegment body, int pageSize) throws BboltException {
        Elements elements = Elements.of(header, null, body, 0);
        if (elements.count() == 0) {
            throw new BboltException(header.place(), "a branch without children");
        }
        long end = elements.tableEnd();
        for (int i = 0; i < elements.count(); i++) {
            end = elements.checkKey(i, end);
        }
        elements.checkOverflow(end, pageSize);
        return new BranchPage(elements);
    }

    @Override
    public long id() {
        return elements.header().id();
    }

    @Override
    public long span() {
        return elements.header().overflow() + 1;
    }

    public int count() {
        return elements.count();
    }

    /** The number of the child's page; it may be any number. */
    public long child(int element) {
        return PageHeader.joined(elements.word(element, 2), elements.word(element, 3));
    }

    /** At most the least key below the child. */
    public MemorySegment key(int element) {
        return elements.key(element);
    }

    Elements elements() {
        return elements;
    }
}
