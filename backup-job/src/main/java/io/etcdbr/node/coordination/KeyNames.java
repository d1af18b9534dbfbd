package io.etcdbr.node.coordination;

import io.etcdbr.restore.plan.RestoreId;

/** The keys of a restore: {@code docs/restore-design.md}, section 6. */
public final class KeyNames {
    /** Above the keys of all restores. */
    public static final String ALL = "/etcdbr/";

    /** Names the restore that is under way. */
    public static final String ACTIVE = ALL + "active";

    static final String YES = "yes";

    private final String own;

    KeyNames(RestoreId id) {
        this.own = ALL + id + "/";
    }

    /** What all keys of this restore begin with. */
    String all() {
        return own;
    }

    String armed(String node) {
        return own + "armed/" + node;
    }

    String go() {
        return own + "go";
    }

    String stopped(String node) {
        return own + "stopped/" + node;
    }

    String gate() {
        return own + "gate";
    }

    String seen(String node) {
        return own + "seen/" + node;
    }

    String able(String node) {
        return own + "able/" + node;
    }

    String ready(String node) {
        return own + "ready/" + node;
    }

    String decision() {
        return own + "decision";
    }

    String api(String node) {
        return own + "api/" + node;
    }
}
