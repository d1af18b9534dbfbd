package io.etcdbr.difference;

/** What became of an object from the first state to the second. */
public enum ChangeKind {
    /** Only the second has it. */
    ADDED,
    /** Only the first has it. */
    REMOVED,
    /** Both have it, and it is not the same. */
    CHANGED
}
