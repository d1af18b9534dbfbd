package io.etcdbr.node.host;

import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The folder of a restore on its node, {@code docs/restore-design.md}, section 4.
 *
 * @param path in this process, without links on the way
 */
public record RestoreFolder(Path path) {
    /** On the node, above the folders of all restores. */
    public static final String ALL = "/etc/kubernetes/etcdbr";

    public static RestoreFolder of(HostRoot root, RestoreId id) throws IOException {
        return new RestoreFolder(root.resolve(ALL + "/" + id));
    }

    public Path plan() {
        return path.resolve("plan.json");
    }

    /** What was staged; saving makes it the journal's first line. */
    public Path staged() {
        return path.resolve("staged.jsonl");
    }

    public Path journal() {
        return path.resolve("journal.jsonl");
    }

    /** Copies of the manifests. */
    public Path saved() {
        return path.resolve("saved");
    }

    /** Manifests that are moved away. */
    public Path out() {
        return path.resolve("out");
    }

    /** The newest state, for people. */
    public Path status() {
        return path.resolve("status.json");
    }

    /** What a person asked a running executor for. */
    public Path request() {
        return path.resolve("request");
    }

    /** There while a person works with {@code RECOVER.sh}, and afterwards: nobody else acts on this restore then. */
    public Path recovering() {
        return path.resolve("recovering");
    }

    /** Held by whoever acts on this restore. */
    public Path lock() {
        return path.resolve("lock");
    }
}
