package io.etcdbr.output;

import static io.etcdbr.operation.StoredBackups.EPOCH;
import static io.etcdbr.operation.StoredBackups.IDENTITY;
import static io.etcdbr.operation.StoredBackups.PROD;
import static io.etcdbr.operation.StoredBackups.id;
import static io.etcdbr.testing.OutputFields.assertDocumented;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.difference.Differences;
import io.etcdbr.difference.ObjectDifference;
import io.etcdbr.difference.StatePair;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.BackupId;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ObjectName;
import io.etcdbr.format.Sha256;
import io.etcdbr.format.Tool;
import io.etcdbr.inspection.Inspection;
import io.etcdbr.members.MembersReport;
import io.etcdbr.operation.BackupDescription;
import io.etcdbr.operation.BackupList;
import io.etcdbr.operation.FetchedBackup;
import io.etcdbr.operation.ListBackups;
import io.etcdbr.operation.PruneResult;
import io.etcdbr.operation.StoredBackups;
import io.etcdbr.operation.VerifiedFile;
import io.etcdbr.operation.VerifyBackups;
import io.etcdbr.operation.VerifyDepth;
import io.etcdbr.operation.VerifyOutcome;
import io.etcdbr.operation.VerifyResult;
import io.etcdbr.progress.Progress;
import io.etcdbr.snapshot.Origin;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.testing.Example;
import io.etcdbr.testing.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/reference/output.md names exactly the fields that results have. */
class OutputReferenceTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final BackupId ID = id("20261120T090000Z-r200-00000b");

    private final Example example = new Example();

    /** What a store holds is taken from one: records of it are valid only together. */
    @BeforeEach
    void store() throws StoreException {
        MemoryStore store = new MemoryStore(CLOCK);
        StoredBackups backups = new StoredBackups(store);
        Manifest manifest = backups.encrypted(EPOCH, ID);
        backups.put(EPOCH, new ObjectName.Lock(ID, NOW.plusSeconds(5)), new byte[0], NOW);
        new VerifyBackups(store, new Tool("etcdbr", "0"), CLOCK, Progress.NONE, new Cancellation())
                .run(new VerifyBackups.Options(
                        Optional.of(PROD),
                        Optional.empty(),
                        new VerifyBackups.Target.All(Optional.empty()),
                        VerifyDepth.BEST,
                        IDENTITY,
                        Path.of("/tmp"),
                        true));
        BackupList list = new ListBackups(store)
                .run(new ListBackups.Options(
                        Optional.of(PROD), Optional.empty(), Optional.empty(), OptionalInt.empty()));
        example.with(Manifest.class, manifest)
                .with(DataObject.class, manifest.snapshot())
                .with(Sha256.class, manifest.snapshot().storedSha256())
                .with(BackupSummary.class, list.backups().getFirst())
                .with(BackupId.class, ID)
                .with(ClusterName.class, PROD)
                .with(StoreLocation.class, StoreLocation.parse("s3://bucket/etcd"))
                .with(JsonObject.class, object())
                .with(Failure.class, new Failure(ExitCode.NO_SPACE, "problem", "remedy"));
    }

    @Test
    void list() throws IOException {
        assertDocumented("list", Trees.list(List.of(example.of(BackupList.class))));
    }

    @Test
    void describe() throws IOException {
        assertDocumented("describe", Trees.describe(example.of(BackupDescription.class)));
    }

    @Test
    void verify() throws IOException {
        VerifyOutcome.Checked checked = example.of(VerifyOutcome.Checked.class);

        assertDocumented(
                "verify",
                Trees.verify(
                        List.of(new VerifyResult(StoreLocation.parse("s3://bucket/etcd"), List.of(checked), 0, 0))));
    }

    @Test
    void whatCouldNotBeVerifiedHasTheSameFields() {
        VerifyResult checked = new VerifyResult(
                StoreLocation.parse("file:///"), List.of(example.of(VerifyOutcome.Checked.class)), 0, 0);
        VerifyResult unchecked = new VerifyResult(
                StoreLocation.parse("file:///"), List.of(example.of(VerifyOutcome.Unchecked.class)), 0, 0);

        assertThat(outcome(unchecked)).isEqualTo(outcome(checked));
    }

    private static Set<String> outcome(VerifyResult result) {
        return Trees.verify(List.of(result))
                .getAsJsonArray("stores")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("verifications")
                .get(0)
                .getAsJsonObject()
                .keySet();
    }

    @Test
    void verifyOfAFile() throws IOException {
        assertDocumented("verify FILE", Trees.verifyFile(example.of(VerifiedFile.class)));
    }

    @Test
    void pruneAndDelete() throws IOException {
        assertDocumented("prune, delete", Trees.prune(List.of(example.of(PruneResult.class))));
    }

    @Test
    void downloadAndFetch() throws IOException {
        assertDocumented("download, fetch", Trees.fetch(example.of(FetchedBackup.class)));
    }

    @Test
    void members() throws IOException {
        assertDocumented("members", Trees.members(example.of(MembersReport.class)));
    }

    @Test
    void inspect() throws IOException {
        assertDocumented("inspect", InspectTree.of(example.of(Origin.class), example.of(Inspection.class)));
    }

    @Test
    void diff() throws IOException {
        assertDocumented("diff", DiffTree.of(example.of(StatePair.class), example.of(Differences.class)));
    }

    @Test
    void diffOfNamedObjects() throws IOException {
        assertDocumented(
                "diff of named objects",
                DiffTree.of(example.of(StatePair.class), List.of(example.of(ObjectDifference.class))));
    }

    private static JsonObject object() {
        JsonObject object = new JsonObject();
        object.addProperty("kind", "ConfigMap");
        return object;
    }
}
