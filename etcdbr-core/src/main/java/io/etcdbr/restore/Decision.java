package io.etcdbr.restore;

/** What the key {@code decision} of the new etcd says; once written it never changes. */
public enum Decision {
    COMMIT("commit"),
    ROLLBACK("rollback");

    private final String text;

    Decision(String text) {
        this.text = text;
    }

    /** The value of the key. */
    public String text() {
        return text;
    }
}
