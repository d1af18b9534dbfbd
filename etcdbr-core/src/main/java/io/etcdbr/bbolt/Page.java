package io.etcdbr.bbolt;

/** A page whose header and elements fit in it and in the file. Its keys may still be out of order. */
public sealed interface Page permits MetaPage, FreelistPage, BranchPage, LeafPage {

    /** Its number; 0 for the page inside an inline bucket. */
    long id();

    /** How many pages of the file it takes: itself and its overflow. */
    long span();

    /** Where it is, as errors name it: {@code page 4711}. */
    default String place() {
        return "page " + Long.toUnsignedString(id());
    }
}
