package io.etcdbr.operation;

import io.etcdbr.bbolt.PageSource;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.etcddb.SnapshotReport;
import io.etcdbr.progress.Progress;
import io.etcdbr.snapshot.SnapshotOpener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;

/** Looks into a local snapshot file, or a database of a member that does not run, and writes nothing down. */
public final class VerifyFile {
    private final DatabaseCheck check;
    private final Clock clock;
    private final Cancellation cancellation;

    public VerifyFile(Clock clock, Progress progress, Cancellation cancellation) {
        // A local file is looked into where it is.
        this.check = new DatabaseCheck(Path.of("."), progress, cancellation);
        this.clock = clock;
        this.cancellation = cancellation;
    }

    private record Stamp(long size, FileTime modified) {
        static Stamp of(Path file) throws IOException {
            return new Stamp(Files.size(file), Files.getLastModifiedTime(file));
        }
    }

    /**
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND}, {@link ExitCode#USAGE} if it cannot be read, {@link ExitCode#REFUSED}
     *     if somebody writes to it meanwhile, or the work is cancelled
     */
    public VerifiedFile run(Path file) {
        try (PageSource pages = SnapshotOpener.map(file)) {
            Stamp before = Stamp.of(file);
            SnapshotReport report = check.run(pages);
            if (!before.equals(Stamp.of(file))) {
                throw new EtcdbrException(
                        ExitCode.REFUSED,
                        "file " + file + " was written to while it was read",
                        "Verify a snapshot of etcd, or the database of a member that does not run");
            }
            return new VerifiedFile(
                    file,
                    pages.size(),
                    report.digest(),
                    clock.instant(),
                    DatabaseFindings.of(String.valueOf(file.getFileName()), report),
                    DatabaseFindings.summary(report));
        } catch (IOException e) {
            cancellation.check();
            throw SnapshotOpener.unreadable(file, e);
        }
    }
}
