package io.etcdbr.node.stage;

import io.etcdbr.node.datadir.MemberSwap;
import io.etcdbr.node.datadir.StuckException;
import io.etcdbr.node.datadir.WalOwner;
import io.etcdbr.node.host.FileId;
import io.etcdbr.restore.Staged;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What was staged, perhaps days ago, as it lies there now: after GO would be too late to find that it is gone. */
final class StagedData {
    private StagedData() {}

    /** @throws io.etcdbr.error.EtcdbrException {@link io.etcdbr.error.ExitCode#REFUSED} if it is not what was staged */
    static void require(PlanOnNode restore, Staged staged) throws IOException {
        try {
            StagingFolders data = restore.data();
            MemberSwap.Place place =
                    new MemberSwap(data.names(), staged.oldMember(), staged.newMember(), _ -> {}).place();
            if (place != MemberSwap.Place.NOT_BEGUN) {
                throw new StuckException("the data in " + data.directory() + " was exchanged already");
            }
            Optional<StagingFolders> wal = restore.wal();
            if (wal.isPresent()) {
                requireFiles(wal.get().newFolder(), staged.newWal());
            }
            requireOwner(
                    restore,
                    WalOwner.of(
                            wal.isPresent()
                                    ? wal.get().newFolder()
                                    : data.newFolder().resolve("member/wal")));
        } catch (StuckException e) {
            throw PlanOnNode.refused(
                    "what was staged for restore " + restore.plan().id() + " is not there as it was: " + e.getMessage(),
                    "Discard it with 'kubectl etcdbr restore rollback "
                            + restore.plan().id() + "' and make a new plan");
        }
    }

    private static void requireFiles(Path folder, Map<String, Long> files) throws IOException {
        for (Map.Entry<String, Long> file : files.entrySet()) {
            if (FileId.inodeOf(folder.resolve(file.getKey())).orElse(0) != file.getValue()) {
                throw new StuckException(
                        "the WAL file " + folder.resolve(file.getKey()) + " is not the one that was staged");
            }
        }
    }

    private static void requireOwner(PlanOnNode restore, WalOwner found) throws StuckException {
        WalOwner expected = new WalOwner(
                restore.plan().etcd().newClusterId(), restore.self().newMemberId());
        if (!found.equals(expected)) {
            throw new StuckException("the staged WAL is of member " + found.member() + " of cluster " + found.cluster()
                    + "; expected member " + expected.member() + " of cluster " + expected.cluster());
        }
    }
}
