package io.etcdbr.node.datadir;

import io.etcdbr.restore.plan.RestoreId;
import java.nio.file.Path;

/**
 * The names inside etcd's data directory, or inside a separate WAL directory. Everything is below it, because it may be a mount
 * point: a rename out of it would not be one.
 *
 * @param directory without links on the way
 */
public record SwapFolders(Path directory, RestoreId id) {
    private static final String OURS = ".etcdbr";
    static final String MEMBER = "member";

    /** Above the folders of all restores. */
    public Path all() {
        return directory.resolve(OURS);
    }

    /** Of this restore. */
    public Path own() {
        return all().resolve(id.value());
    }

    /** The new data before the swap, and after the way back. */
    public Path newFolder() {
        return own().resolve("new");
    }

    /** The old data after the swap. */
    public Path oldFolder() {
        return own().resolve("old");
    }

    /** What etcd uses. */
    public Path member() {
        return directory.resolve(MEMBER);
    }

    Path newMember() {
        return newFolder().resolve(MEMBER);
    }

    /** The old data after the swap; where WAL files lie apart, they are in {@link #oldFolder}. */
    public Path oldMember() {
        return oldFolder().resolve(MEMBER);
    }
}
