package io.etcdbr.operation;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.etcddb.SnapshotReport;
import io.etcdbr.progress.Progress;
import io.etcdbr.snapshot.LocalFile;
import java.io.IOException;
import java.nio.file.Path;
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

    /**
     * @throws EtcdbrException {@link ExitCode#NOT_FOUND}, {@link ExitCode#USAGE} if it cannot be read, {@link ExitCode#REFUSED}
     *     if somebody writes to it meanwhile, or the work is cancelled
     */
    public VerifiedFile run(Path file) {
        try (LocalFile pages = LocalFile.open(file)) {
            try {
                SnapshotReport report = check.run(pages);
                pages.requireUnchanged();
                return new VerifiedFile(
                        file,
                        pages.size(),
                        report.digest(),
                        clock.instant(),
                        DatabaseFindings.of(String.valueOf(file.getFileName()), report),
                        DatabaseFindings.summary(report));
            } catch (IOException e) {
                cancellation.check();
                throw pages.failure(e);
            }
        }
    }
}
