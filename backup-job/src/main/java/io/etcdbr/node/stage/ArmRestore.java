package io.etcdbr.node.stage;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.facts.RestoresOnNode;
import io.etcdbr.node.host.BootClock;
import io.etcdbr.node.host.DurableFile;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.Journal;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.plan.ManifestFile;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.RestoreId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** Puts the executor into kubelet's folder. That it then runs proves that it can: image, admission, mounts. */
public final class ArmRestore {
    private ArmRestore() {}

    /** Whether the executor is in kubelet's folder and waits for GO: then it holds the restore, and there is nothing to do. */
    public static boolean isDone(HostRoot root, String node, RestoreId id) {
        try {
            RestoreFolder folder = RestoreFolder.of(root, id);
            return Files.isRegularFile(folder.plan())
                    && RestoresOnNode.journal(folder).flatMap(Journal::state).stream()
                            .anyMatch(State.Armed.class::isInstance)
                    && Files.isRegularFile(ExecutorManifest.path(root, node, folder));
        } catch (IOException e) {
            throw DiskTrouble.failure("restore " + id + " could not be looked at", e);
        }
    }

    /**
     * May be done again, also after the executor disarmed: the time in which GO has to come begins anew.
     *
     * @param image which the stager runs
     * @throws EtcdbrException {@link ExitCode#REFUSED} if the node is not ready for it, or what was staged is not what lies there
     *     now; {@link ExitCode#IDENTITY} if its API server could not read what is encrypted at rest in it
     */
    public static void run(PlanOnNode restore, String image) {
        try {
            requireSaved(restore);
            Journal journal = restore.journal().orElseThrow();
            switch (journal.state().orElseGet(State.Armed::new)) {
                case State.Armed _, State.Disarmed _ -> {}
                case State other ->
                    throw PlanOnNode.refused(
                            "restore " + restore.plan().id() + " is in state " + other.name() + " on this node already",
                            "Make a new plan with 'kubectl etcdbr restore'");
            }
            StagedData.require(restore, journal.staged().orElseThrow());
            // Keys may have been taken out of the configuration since it was staged, hours ago perhaps.
            new EncryptionProof(restore, 1).run(restore.data().newFolder().resolve("member/snap/db"));
            if (journal.state().isPresent()) {
                armAnew(restore, journal);
            }
            // One that nobody took was for an executor that is gone.
            Files.deleteIfExists(restore.folder().request());
            DurableFile.write(
                    ExecutorManifest.path(restore),
                    ExecutorManifest.of(restore.plan().id(), restore.self().node(), image)
                            .getBytes(StandardCharsets.UTF_8),
                    "rw-------");
        } catch (IOException e) {
            throw DiskTrouble.failure("the executor could not be armed", e);
        }
    }

    private static void armAnew(PlanOnNode restore, Journal journal) throws IOException {
        BootClock boot = new BootClock(Path.of("/proc"));
        byte[] before = Files.readAllBytes(restore.folder().journal());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(before, 0, journal.soundBytes());
        bytes.writeBytes(JournalCodec.encode(journal.next(
                boot.bootId(),
                boot.millisSinceBoot(),
                Clock.systemUTC().instant(),
                new Entry.Reached(new State.Armed()))));
        DurableFile.write(restore.folder().journal(), bytes.toByteArray(), "rw-------");
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
