package io.etcdbr.restore;

import io.etcdbr.format.Sha256;
import io.etcdbr.restore.plan.PlannedBackup;
import java.util.Map;

/**
 * What the stager made on this node; the first line of the journal, never changed.
 *
 * @param plan the digest of the plan it was made for
 * @param hash of the new database, as {@code etcdutl snapshot status} prints it; the same on all nodes
 * @param oldMember the inode of {@code D/member}. Inodes alone: the number of a device may change with a reboot
 * @param newMember the inode of {@code D/.etcdbr/<id>/new/member}
 * @param newWal the new WAL files by name, with their inodes; empty unless there is a separate WAL directory. All other {@code
 *     *.wal} and {@code *.tmp} there are old
 */
public record Staged(Sha256 plan, String hash, long oldMember, long newMember, Map<String, Long> newWal) {
    /** @throws IllegalArgumentException if a part is not what it should be */
    public Staged {
        newWal = Map.copyOf(newWal);
        if (!PlannedBackup.isHash(hash)) {
            throw new IllegalArgumentException("the staged hash '" + hash + "' is not one to eight hexadecimal digits");
        }
        if (oldMember <= 0 || newMember <= 0 || oldMember == newMember) {
            throw new IllegalArgumentException(
                    "the inodes " + oldMember + " and " + newMember + " cannot be those of two folders");
        }
    }

    /** The value of {@code armed/<node>}, and of {@code go} if it means this restore: the plan's digest, a space, the hash. */
    public String armed() {
        return plan + " " + hash;
    }
}
