package io.etcdbr.kubectl.restore;

import io.etcdbr.disk.DiskException;
import io.etcdbr.disk.FreeSpace;
import io.etcdbr.disk.ScratchFile;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Sha256;
import io.etcdbr.progress.Progress;
import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What a restore set aside on a node, on its way to all of them. It is fetched once, when the first one is to get it, into a file of this
 * machine that has no name: it holds every Secret of the cluster. A node may take long, and a connection that waits for it would break.
 */
final class KeptSnapshot implements Staging.Snapshot {
    private static final String OTHER_SCRATCH = "Name a directory with enough space with --scratch";

    private final NodeProgram from;
    private final RestoreId restore;
    private final KeptData.Snapshot expected;
    private final Path scratch;
    private final Activity activity;
    private Optional<ScratchFile> fetched = Optional.empty();

    /**
     * @param expected what is to come
     * @param scratch the folder for the file
     * @throws EtcdbrException {@link ExitCode#NO_SPACE} if it does not fit there
     */
    KeptSnapshot(NodeProgram from, RestoreId restore, KeptData.Snapshot expected, Path scratch, Activity activity) {
        this.from = from;
        this.restore = restore;
        this.expected = expected;
        this.scratch = scratch;
        this.activity = activity;
        FreeSpace.require(scratch, expected.size(), OTHER_SCRATCH);
    }

    @Override
    public void sendTo(Consumer<InputStream> receiver) {
        if (fetched.isEmpty()) {
            fetched = Optional.of(fetch());
        }
        try {
            // Closed with the file, which others are to get too.
            receiver.accept(fetched.get().read());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void close() {
        fetched.ifPresent(ScratchFile::close);
        fetched = Optional.empty();
    }

    private ScratchFile fetch() {
        ScratchFile file = new ScratchFile(scratch, "the scratch directory", OTHER_SCRATCH);
        try (OutputStream out = file.write();
                Progress.Task task = activity.progress()
                        .begin(
                                from.node() + ": fetching the data from before restore " + restore,
                                OptionalLong.of(expected.size()))) {
            Incoming incoming = new Incoming(out, task);
            try {
                from.send(restore, incoming);
            } catch (EtcdbrException e) {
                throw incoming.trouble.map(DiskException::asFailure).orElse(e);
            }
            requireWhole(incoming);
            return file;
        } catch (IOException e) {
            file.close();
            throw unreadable(e);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void requireWhole(Incoming incoming) {
        KeptData.Snapshot found = new KeptData.Snapshot(incoming.size, Sha256.of(incoming.digest.digest()));
        if (!found.equals(expected)) {
            throw new EtcdbrException(
                    ExitCode.DAMAGED,
                    "the data from before restore " + restore + " came from " + from.node() + " with " + found.size()
                            + " bytes and the SHA-256 " + found.sha256() + "; expected " + expected.size()
                            + " bytes and " + expected.sha256(),
                    "Try again; if it stays so, look at that node's disk");
        }
    }

    private EtcdbrException unreadable(IOException e) {
        return new EtcdbrException(
                new Failure(
                        ExitCode.USAGE,
                        "the scratch directory " + scratch + " cannot be used: " + DiskException.cause(e),
                        OTHER_SCRATCH),
                e);
    }

    private static final class Incoming extends OutputStream {
        private final OutputStream out;
        private final Progress.Task task;
        private final MessageDigest digest = Sha256.newDigest();
        private long size;

        /** What the connection, which breaks then, does not tell. */
        private Optional<DiskException> trouble = Optional.empty();

        Incoming(OutputStream out, Progress.Task task) {
            this.out = out;
            this.task = task;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (DiskException e) {
                trouble = Optional.of(e);
                throw e;
            }
            digest.update(bytes, offset, length);
            size += length;
            task.advance(length);
        }
    }
}
