package io.etcdbr.operation;

import io.etcdbr.bbolt.BboltException;
import io.etcdbr.bbolt.Meta;
import io.etcdbr.bbolt.PageSource;
import io.etcdbr.bbolt.StructureVisitor;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.content.StoredStreams;
import io.etcdbr.etcddb.SnapshotCheck;
import io.etcdbr.etcddb.SnapshotReport;
import io.etcdbr.etcddb.Watch;
import io.etcdbr.format.DataObject;
import io.etcdbr.keyindex.KeyIndex;
import io.etcdbr.keyindex.KeyIndexCoverage;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.progress.Progress;
import io.etcdbr.snapshot.ScratchCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Checks databases so that progress sees every byte and a cancellation ends it with an {@link IOException}. */
final class DatabaseCheck {
    private final Path scratch;
    private final Progress progress;
    private final Cancellation cancellation;

    /** What is found in a stored one. */
    record Checked(SnapshotReport report, Optional<KeyIndexCoverage> coverage) {}

    /** @param scratch where stored databases are decoded */
    DatabaseCheck(Path scratch, Progress progress, Cancellation cancellation) {
        this.scratch = scratch;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /**
     * One that is stored, proven by its digests first; throws what {@link ScratchCopy} does.
     *
     * @param keyIndex to be compared with it
     */
    Checked run(
            StoredStreams streams,
            BackupSummary backup,
            DataObject data,
            Optional<KeyIndex> keyIndex,
            AgeIdentities identities)
            throws IOException {
        try (PageSource file =
                        ScratchCopy.of("verifying " + data.object(), streams, backup, data, identities, scratch);
                Progress.Task task = begin(file.size())) {
            Optional<KeyIndexCoverage> coverage = coverage(file, keyIndex);
            SnapshotReport report = SnapshotCheck.runWithoutDigest(
                    file,
                    watch(task),
                    coverage.<StructureVisitor>map(Function.identity()).orElse(StructureVisitor.NONE));
            return new Checked(report, coverage);
        }
    }

    private static Optional<KeyIndexCoverage> coverage(PageSource file, Optional<KeyIndex> keyIndex)
            throws IOException {
        try {
            int pageSize =
                    Meta.of(file.read(0, Math.min(Meta.BYTES, file.size()))).pageSize();
            return keyIndex.map(index -> new KeyIndexCoverage(index, pageSize));
        } catch (BboltException e) {
            // The check finds that too.
            return Optional.empty();
        }
    }

    /** A local one, with its digest if it has one. */
    SnapshotReport run(PageSource file) throws IOException {
        try (Progress.Task task = begin(2 * file.size())) {
            return SnapshotCheck.run(file, watch(task));
        }
    }

    private Progress.Task begin(long bytes) {
        return progress.begin("checking the database", OptionalLong.of(bytes));
    }

    private Watch watch(Progress.Task task) {
        return bytes -> {
            if (cancellation.reason().isPresent()) {
                throw new IOException("the check was stopped");
            }
            task.advance(bytes);
        };
    }
}
