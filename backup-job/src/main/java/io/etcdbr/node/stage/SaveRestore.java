package io.etcdbr.node.stage;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.Sha256;
import io.etcdbr.node.host.DurableFile;
import io.etcdbr.node.host.FileLikeness;
import io.etcdbr.node.host.OwnFolder;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.plan.ManifestFile;
import io.etcdbr.restore.plan.PlanCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps on the node what brings the old cluster back, whatever happens to etcdbr. */
public final class SaveRestore {
    private SaveRestore() {}

    /**
     * Copies the manifests, writes {@code RECOVER.sh}, the program's wrapper and the journal's first line. Can be done again.
     *
     * @param image which the stager runs, as the executor's manifest will name it
     * @throws EtcdbrException {@link ExitCode#REFUSED} if nothing is staged, or a manifest is not the one of the plan
     */
    public static void run(PlanOnNode restore, String image) {
        RestoreFolder folder = restore.folder();
        try {
            Staged staged = StagedRecord.read(folder, PlanCodec.digest(restore.plan()))
                    .orElseThrow(() -> PlanOnNode.refused(
                            "nothing is staged for restore " + restore.plan().id() + " on this node",
                            "Stage it first with 'etcdbr-node stage "
                                    + restore.plan().id() + "'"));
            OwnFolder.make(folder.path(), String.valueOf(folder.out().getFileName()));
            Path saved =
                    OwnFolder.make(folder.path(), String.valueOf(folder.saved().getFileName()));
            for (ManifestFile manifest : restore.self().manifests().all()) {
                save(restore, manifest, saved);
            }
            DurableFile.write(
                    folder.path().resolve("RECOVER.sh"), bytes(RecoverScript.of(restore, staged)), "rwx------");
            DurableFile.write(folder.path().resolve("etcdbr-node"), bytes(NodeWrapper.of(restore, image)), "rwx------");
            if (restore.journal().isEmpty()) {
                DurableFile.write(folder.journal(), Files.readAllBytes(folder.staged()), "rw-------");
            }
        } catch (IOException e) {
            throw DiskTrouble.failure("what brings the old cluster back could not be saved", e);
        }
    }

    private static void save(PlanOnNode restore, ManifestFile manifest, Path saved) throws IOException {
        Path file = restore.root().resolve(manifest.path());
        byte[] found = Files.readAllBytes(file);
        Sha256 digest = Sha256.digestOf(found);
        if (!digest.equals(manifest.sha256())) {
            throw PlanOnNode.refused(
                    "the manifest " + manifest.path() + " has the SHA-256 " + digest
                            + ", not that of the plan: it was changed" + " since",
                    "Wait until whoever changes it is done, and make a new plan");
        }
        Path copy = saved.resolve(manifest.name());
        DurableFile.write(copy, found, "rw-------");
        FileLikeness.of(file).give(copy);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
