package io.etcdbr.bbolt;

/** What the structure check found wrong. */
public sealed interface Finding {

    /** What is wrong and where, without a full stop. */
    String sentence();

    /** Whether this alone proves no damage. */
    default boolean harmless() {
        return false;
    }

    /** One of {@link Database#metaProblems}. */
    record InvalidMeta(String sentence) implements Finding {
        @Override
        public boolean harmless() {
            return true;
        }
    }

    /** The file is shorter than its database. */
    record Truncated(long databaseSize, long fileSize) implements Finding {
        @Override
        public String sentence() {
            return "the file is cut off: it has %d bytes, the database %d".formatted(fileSize, databaseSize);
        }
    }

    /** A page that cannot be read; what it leads to was not checked. The sentence begins with the place. */
    record Malformed(String sentence) implements Finding {}

    /** A page's keys are not in their order. The sentence begins with the place. */
    record OutOfOrder(String sentence) implements Finding {}

    /**
     * A leaf has no keys, and is not the root bucket's. No version of bbolt is known to write one: it takes a leaf without keys
     * from below a branch, and puts an empty bucket inline. So keys may have been there.
     */
    record EmptyLeaf(long page) implements Finding {
        @Override
        public String sentence() {
            return "page %d: a leaf without keys, which bbolt would have removed".formatted(page);
        }

        @Override
        public boolean harmless() {
            return true;
        }
    }

    /** Two references lead to the same page. */
    record UsedTwice(long page, String from) implements Finding {
        @Override
        public String sentence() {
            return "page %d: used twice, the second time from %s".formatted(page, from);
        }
    }

    /** A page is in use and yet in the freelist: bbolt would overwrite it. */
    record UsedAndFree(long page, String from) implements Finding {
        @Override
        public String sentence() {
            return "page %d: in the freelist, but used from %s".formatted(page, from);
        }
    }

    /** A page is twice in the freelist: bbolt would hand it out twice. */
    record FreeTwice(long page) implements Finding {
        @Override
        public String sentence() {
            return "page %d: twice in the freelist".formatted(page);
        }
    }

    /** Something refers to a page that cannot be. */
    record NoSuchPage(long page, String from) implements Finding {
        @Override
        public String sentence() {
            return "page %s: no such page, referred to from %s".formatted(Long.toUnsignedString(page), from);
        }
    }

    /** Pages neither in use nor in the freelist: lost space, or what a damaged page led to. */
    record Lost(long first, long last) implements Finding {
        @Override
        public String sentence() {
            return first == last
                    ? "page %d: neither used nor free".formatted(first)
                    : "pages %d to %d: neither used nor free".formatted(first, last);
        }
    }
}
