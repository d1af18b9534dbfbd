package io.etcdbr.difference;

/** What it means that the stored bytes of an object differ. */
public enum Verdict {
    /** The object is another. */
    CHANGED,
    /** Only who managed which field, or the resource version. */
    BOOKKEEPING,
    /** The same object in other bytes: encrypted anew, or stored in another form. */
    REWRITTEN,
    /** It is encrypted and there is no key, so nobody knows. */
    SEALED
}
