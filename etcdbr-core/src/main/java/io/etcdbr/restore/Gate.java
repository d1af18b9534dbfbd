package io.etcdbr.restore;

/** What the key {@code gate} of the old etcd says; once written it never changes. */
public enum Gate {
    PROCEED("proceed"),
    ABORT("abort");

    private final String text;

    Gate(String text) {
        this.text = text;
    }

    /** The value of the key. */
    public String text() {
        return text;
    }
}
