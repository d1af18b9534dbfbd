package io.etcdbr.etcddb;

import io.etcdbr.bbolt.BboltException;
import io.etcdbr.bbolt.Database;
import io.etcdbr.bbolt.MappedFile;
import io.etcdbr.bbolt.PageSource;
import io.etcdbr.bbolt.StructureCheck;
import io.etcdbr.bbolt.StructureReport;
import io.etcdbr.bbolt.StructureVisitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Proves a whole snapshot: its digest if it has one, the bbolt structure, every entry of the bucket {@code key}, and what etcd's
 * own tool says of it. Reads the file once for the digest, on a thread of its own, and once for all the rest. Works on
 * snapshots with and without a digest and on a copied {@code member/snap/db}.
 */
public final class SnapshotCheck {
    static final int MOST_BUCKETS = 100;

    private SnapshotCheck() {}

    /**
     * Passes over all bytes twice if the file has a digest, otherwise once.
     *
     * @throws IOException if the file cannot be read, or {@code watch} ends it; what is wrong with what it holds is a finding
     */
    public static SnapshotReport run(PageSource file, Watch watch) throws IOException {
        return run(file, FileDigest.present(file.size()), watch, StructureVisitor.NONE);
    }

    /** As {@link #run} for a file whose digest was compared just now, when it was written or fetched. */
    public static SnapshotReport runWithoutDigest(PageSource file, Watch watch) throws IOException {
        return runWithoutDigest(file, watch, StructureVisitor.NONE);
    }

    /** @param beside is shown the database as well */
    public static SnapshotReport runWithoutDigest(PageSource file, Watch watch, StructureVisitor beside)
            throws IOException {
        return run(file, false, watch, beside);
    }

    private static SnapshotReport run(PageSource file, boolean checkDigest, Watch watch, StructureVisitor beside)
            throws IOException {
        FutureTask<List<SnapshotFinding>> digest =
                new FutureTask<>(() -> checkDigest ? FileDigest.check(file, watch) : List.of());
        Thread thread = Thread.ofPlatform().name("digest").start(digest);
        try {
            return MappedFile.reading(() -> database(file, watch, beside, digest));
        } finally {
            // Whoever waits for an interrupted or failed check waits for this thread as well.
            digest.cancel(true);
            joined(thread);
        }
    }

    private static SnapshotReport database(
            PageSource file, Watch watch, StructureVisitor beside, FutureTask<List<SnapshotFinding>> digest)
            throws IOException {
        boolean hasDigest = FileDigest.present(file.size());
        List<SnapshotFinding> findings = new ArrayList<>();
        if (!FileDigest.plausible(file.size())) {
            findings.add(new SnapshotFinding.OddSize(file.size()));
        }
        Database database;
        try {
            database = Database.open(file);
        } catch (BboltException e) {
            findings.add(new SnapshotFinding.Unreadable(String.valueOf(e.getMessage())));
            findings.addAll(result(digest));
            return new SnapshotReport(Optional.empty(), Optional.empty(), hasDigest, false, List.copyOf(findings));
        }
        try (StatusVisitor visitor = new StatusVisitor(watch, database.meta().pageSize())) {
            StructureReport structure = StructureCheck.run(database, visitor.and(beside));
            visitor.end();
            structure.findings().forEach(finding -> findings.add(new SnapshotFinding.Structure(finding)));
            findings.addAll(visitor.findings());
            long more = structure.found()
                    - structure.findings().size()
                    + visitor.found()
                    - visitor.findings().size();
            if (more > 0) {
                findings.add(new SnapshotFinding.More(more));
            }
            Optional<SnapshotStatus> status = Optional.empty();
            Optional<EtcdState> state = Optional.empty();
            if (structure.sound()) {
                visitor.missing().forEach(bucket -> findings.add(new SnapshotFinding.MissingBucket(bucket)));
                if (visitor.buckets() > MOST_BUCKETS) {
                    findings.add(new SnapshotFinding.ManyBuckets(visitor.buckets()));
                }
                EtcdStateReader reader = new EtcdStateReader(new EtcdDatabase(database));
                Optional<String> version = reader.storageVersion();
                status = Optional.of(visitor.status(database.meta().databaseSize(), version));
                state = Optional.of(reader.read(visitor.sizes(), version.isPresent()));
                findings.addAll(reader.findings());
            }
            findings.addAll(result(digest));
            return new SnapshotReport(status, state, hasDigest, structure.freelist(), List.copyOf(findings));
        }
    }

    private static List<SnapshotFinding> result(FutureTask<List<SnapshotFinding>> digest) throws IOException {
        try {
            return digest.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Nobody may unmap the file before the thread has let go of it. */
    private static void joined(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
