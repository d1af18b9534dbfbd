package io.etcdbr.node.stage;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.disk.DiskException;
import io.etcdbr.disk.FreeSpace;
import io.etcdbr.operation.NewFile;
import io.etcdbr.progress.Progress;
import io.etcdbr.restore.plan.PlannedBackup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Takes the snapshot from somebody who has it as a file. */
public final class ReceiveSnapshot {
    private static final int BUFFER = 256 * 1024;
    private static final long HEADROOM = 64L << 20;

    private ReceiveSnapshot() {}

    /** @throws io.etcdbr.error.EtcdbrException if it is not the one of the plan, or does not fit; then nothing is left of it */
    public static void run(PlanOnNode restore, InputStream in, Progress progress, Cancellation cancellation) {
        PlannedBackup backup = restore.plan().backup();
        try {
            StagingFolders data = restore.data();
            data.make();
            FreeSpace.require(
                    data.directory(), backup.plainSize() + HEADROOM, "Make room on the disk of etcd's data directory");
            try (EtcdWatch watch = EtcdWatch.of(restore.root(), restore.self());
                    IncomingSnapshot incoming = IncomingSnapshot.create(data, backup, watch::awaitWell);
                    Progress.Task task =
                            progress.begin("receiving the snapshot", OptionalLong.of(backup.plainSize()))) {
                copy(in, incoming, task, cancellation);
                incoming.publish();
            }
        } catch (IOException e) {
            throw DiskTrouble.failure("the snapshot could not be received", e);
        }
    }

    /** Takes any bytes into a file that must not exist, and that appears whole or not at all. */
    public static void intoFile(Path file, InputStream in, Progress progress, Cancellation cancellation) {
        try (NewFile incoming = NewFile.create(file, "snapshot.db", false, 0);
                Progress.Task task = progress.begin("receiving the snapshot", OptionalLong.empty())) {
            copy(in, incoming.stream(), task, cancellation);
            incoming.publish();
        } catch (DiskException e) {
            throw e.asFailure();
        } catch (IOException e) {
            throw DiskTrouble.failure("the snapshot could not be received", e);
        }
    }

    private static void copy(InputStream in, OutputStream out, Progress.Task task, Cancellation cancellation)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            cancellation.check();
            out.write(buffer, 0, n);
            task.advance(n);
        }
    }
}
