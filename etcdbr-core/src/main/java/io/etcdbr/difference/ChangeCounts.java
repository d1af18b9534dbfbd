package io.etcdbr.difference;

/** How many objects differ, and how many do not. */
public record ChangeCounts(long added, long removed, long changed, long same) {
    public static final ChangeCounts NONE = new ChangeCounts(0, 0, 0, 0);

    public long differing() {
        return added + removed + changed;
    }

    ChangeCounts plus(ChangeKind kind) {
        return switch (kind) {
            case ADDED -> new ChangeCounts(added + 1, removed, changed, same);
            case REMOVED -> new ChangeCounts(added, removed + 1, changed, same);
            case CHANGED -> new ChangeCounts(added, removed, changed + 1, same);
        };
    }

    ChangeCounts plusSame() {
        return new ChangeCounts(added, removed, changed, same + 1);
    }
}
