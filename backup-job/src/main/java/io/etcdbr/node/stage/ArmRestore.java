package io.etcdbr.node.stage;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.host.DurableFile;
import io.etcdbr.restore.State;
import io.etcdbr.restore.plan.ManifestFile;
import io.etcdbr.restore.plan.PlanCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** Puts the executor into kubelet's folder. That it then runs proves that it can: image, admission, mounts. */
public final class ArmRestore {
    private ArmRestore() {}

    /**
     * Done if it is there already.
     *
     * @param image which the stager runs
     * @throws EtcdbrException {@link ExitCode#REFUSED} if the node is not ready for it
     */
    public static void run(PlanOnNode restore, String image) {
        try {
            requireSaved(restore);
            if (restore.state().filter(state -> !(state instanceof State.Armed)).isPresent()) {
                throw PlanOnNode.refused(
                        "restore " + restore.plan().id() + " is in state "
                                + restore.state().get().name() + " on this node already",
                        "Make a new plan with 'kubectl etcdbr restore'");
            }
            DurableFile.write(
                    ExecutorManifest.path(restore),
                    ExecutorManifest.of(restore.plan().id(), restore.self().node(), image)
                            .getBytes(StandardCharsets.UTF_8),
                    "rw-------");
        } catch (IOException e) {
            throw DiskTrouble.failure("the executor could not be armed", e);
        }
    }

    private static void requireSaved(PlanOnNode restore) throws IOException {
        String id = restore.plan().id().value();
        boolean staged = StagedRecord.read(restore.folder(), PlanCodec.digest(restore.plan()))
                .isPresent();
        boolean saved = restore.journal().isPresent()
                && Files.isExecutable(restore.folder().path().resolve("RECOVER.sh"));
        for (ManifestFile manifest : restore.self().manifests().all()) {
            saved &= Files.exists(restore.folder().saved().resolve(manifest.name()));
        }
        if (!staged || !saved) {
            throw PlanOnNode.refused(
                    "restore " + id + " is not " + (staged ? "saved" : "staged") + " on this node",
                    "Run 'etcdbr-node " + (staged ? "save " : "stage ") + id + "' first");
        }
    }
}
