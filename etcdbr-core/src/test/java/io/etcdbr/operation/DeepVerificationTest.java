package io.etcdbr.operation;

import static io.etcdbr.operation.StoredBackups.IDENTITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.catalog.BackupCatalog;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.BackupSummary;
import io.etcdbr.catalog.Selector;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.etcddb.GoldenSnapshot;
import io.etcdbr.format.BackupId;
import io.etcdbr.format.Compression;
import io.etcdbr.format.DatabaseSummary;
import io.etcdbr.format.Finding;
import io.etcdbr.format.Health;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.Sha256;
import io.etcdbr.format.Tool;
import io.etcdbr.format.Verification;
import io.etcdbr.format.VerificationLevel;
import io.etcdbr.format.VerificationResult;
import io.etcdbr.progress.Progress;
import io.etcdbr.storage.StoreException;
import io.etcdbr.testing.MemoryStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeepVerificationTest {
    /** The revision is that of the databases whose name ends in {@code lived}. */
    private static final String ID = "20261120T100000Z-r170-00000b";

    private static final Compression ZSTD = Compression.zstd(1, 1 << 12);
    private static final GoldenSnapshot LIVED = GoldenSnapshot.of("3.6.14-lived");

    @TempDir
    private Path scratch;

    private final MemoryStore store = new MemoryStore();
    private final StoredBackups backups = new StoredBackups(store);
    private final Cancellation cancellation = new Cancellation();

    @Test
    void whatTheDatabaseSaysOfItselfIsWrittenBesideTheBackup() throws StoreException {
        backups.holding(ID, LIVED.file(), ZSTD, true);
        Verification verification = checked(verify(Progress.NONE));

        assertThat(verification.level()).isEqualTo(VerificationLevel.DEEP);
        assertThat(verification.result()).isEqualTo(VerificationResult.SOUND);
        DatabaseSummary database = verification.database().orElseThrow();
        assertThat(database.hash().toString() + ", " + database.revision() + ", " + database.keys())
                .isEqualTo(LIVED.said("3.6.14 line").replaceAll("(.*?, .*?, .*?),.*", "$1"));
        assertThat(database.storageVersion()).hasValue("3.6.0");
        assertThat(database.members())
                .singleElement()
                .satisfies(member -> assertThat(member.name()).isEqualTo("one"));
        assertThat(database.buckets()).extracting(DatabaseSummary.Bucket::name).contains("key", "meta");
        assertThat(new DescribeBackup(store).run(query()).verifications()).containsExactly(verification);
        assertThat(summary().health()).isEqualTo(Health.VERIFIED);
        assertThat(scratch).as("the scratch file has no name").isEmptyDirectory();
    }

    @Test
    void otherMembersThanTheManifestNamesAreAWarning() throws StoreException {
        backups.holding(ID, LIVED.file(), ZSTD, false);
        assertThat(checked(verify(Progress.NONE)).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
            assertThat(finding.message())
                    .startsWith(
                            "the members in the database are b5179d13d0285315, but those of the manifest 8e9e05c52164694d:");
        });
    }

    @Test
    void aDatabaseThatWasDamagedWhenItWasSentIsFoundThoughAllDigestsFit() throws StoreException {
        byte[] bytes = LIVED.file().clone();
        Arrays.fill(bytes, 8 * 4096, 9 * 4096, (byte) 0);
        backups.holding(ID, withDigest(bytes), ZSTD, true);

        VerifyOutcome.Checked outcome = outcome(verify(Progress.NONE));
        assertThat(outcome.verification().result()).isEqualTo(VerificationResult.DAMAGED);
        assertThat(outcome.verification().database()).isEmpty();
        assertThat(outcome.damagedAtSource()).isTrue();
        assertThat(summary().health()).isEqualTo(Health.DAMAGED);

        verify(VerifyDepth.PLAIN, Progress.NONE);
        assertThat(summary().health())
                .as("a look that goes less deep changes nothing")
                .isEqualTo(Health.DAMAGED);
    }

    @Test
    void bytesThatChangedInTheStoreAreNotTheSourcesFault() throws StoreException {
        Manifest manifest = backups.holding(ID, LIVED.file(), ZSTD, true);
        store.damage(StoredBackups.snapshotKey(manifest), bytes -> {
            bytes[bytes.length / 2] ^= 1;
            return bytes;
        });
        VerifyOutcome.Checked outcome = outcome(verify(Progress.NONE));
        assertThat(outcome.sound()).isFalse();
        assertThat(outcome.damagedAtSource()).isFalse();
        assertThat(outcome.verification().level()).isEqualTo(VerificationLevel.PLAIN);
    }

    @Test
    void aDatabaseOfAnotherRevisionIsNotTheOneOfTheManifest() throws StoreException {
        for (String id : new String[] {"20261120T100000Z-r171-00000b", "20261120T100000Z-r166-00000b"}) {
            store.keys().forEach(store::lose);
            backups.holding(id, LIVED.file(), ZSTD, false);
            long revision = BackupId.parse(id).orElseThrow().revision();
            assertThat(checked(verify(Progress.NONE)).findings())
                    .filteredOn(finding -> finding.severity() == Finding.Severity.ERROR)
                    .singleElement()
                    .satisfies(
                            finding -> assertThat(finding.message())
                                    .contains(
                                            revision > 170
                                                    ? "ends at revision 170, but its manifest says that all up to 171"
                                                    : "goes on to revision 170, but its manifest says that nothing beyond 169"));
        }
    }

    @Test
    void aNewEtcdWithoutChangesIsAtRevisionOne() throws StoreException {
        backups.holding(
                "20261120T100000Z-r1-00000b", GoldenSnapshot.of("3.5.16-empty").file(), ZSTD, false);
        assertThat(verify(Progress.NONE).exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aScratchDirectoryThatCannotBeUsedSaysNothingAboutTheBackup() throws StoreException {
        backups.holding(ID, LIVED.file(), ZSTD, true);
        VerifyResult result = verify(VerifyDepth.DEEP, Progress.NONE, scratch.resolve("missing"));
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.outcomes()).singleElement().isInstanceOf(VerifyOutcome.Unchecked.class);
        assertThat(summary().health()).isEqualTo(Health.UNVERIFIED);
    }

    @Test
    void aCancellationWhileTheDatabaseIsLookedAtIsNeverTakenForDamage() {
        backups.holding(ID, LIVED.file(), ZSTD, true);
        Failure why = new Failure(ExitCode.TERMINATED, "stopped by SIGTERM", "");
        AtomicInteger begun = new AtomicInteger();
        Progress cancelling = (what, total) -> {
            begun.addAndGet(what.contains("database") ? 1 : 0);
            if (what.contains("database")) {
                cancellation.cancel(why);
            }
            return Progress.Task.NONE;
        };
        assertThatThrownBy(() -> verify(cancelling))
                .isInstanceOfSatisfying(
                        EtcdbrException.class, e -> assertThat(e.failure()).isEqualTo(why));
        assertThat(begun).hasValue(1);
        assertThat(store.keys()).noneMatch(key -> key.contains("verification"));
    }

    @Test
    void aKeyIndexThatListsEverythingIsNotMentioned() throws StoreException {
        byte[] index = StoredBackups.keyIndex(LIVED.file(), 1 << 12);
        backups.holding(ID, LIVED.file(), Optional.of(index), ZSTD, true);
        assertThat(checked(verify(Progress.NONE)).findings())
                .extracting(Finding::object)
                .noneMatch(object -> object.contains("keys.idx"));
    }

    @Test
    void aKeyIndexThatLacksKeysIsAWarning() throws StoreException {
        byte[] withoutLeaves = LIVED.file().clone();
        for (int page = 2; page < withoutLeaves.length / 4096; page++) {
            withoutLeaves[page * 4096 + 8] = 0;
        }
        backups.holding(ID, LIVED.file(), Optional.of(StoredBackups.keyIndex(withoutLeaves, 1 << 12)), ZSTD, true);
        assertThat(checked(verify(Progress.NONE)).findings()).anySatisfy(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
            assertThat(finding.object()).isEqualTo(ID + ".keys.idx.zst.age");
            assertThat(finding.message())
                    .matches("it does not list \\d+ changes of keys, the first in page \\d+, element 0: .*");
        });
    }

    @Test
    void aKeyIndexThatIsNoneIsAWarning() throws StoreException {
        backups.holding(ID, LIVED.file(), Optional.of(new byte[100]), ZSTD, true);
        Verification verification = checked(verify(Progress.NONE));
        assertThat(verification.result()).isEqualTo(VerificationResult.SOUND);
        assertThat(verification.findings())
                .extracting(Finding::message)
                .contains("it cannot be used: it does not begin as one");
    }

    private VerifyResult verify(Progress progress) throws StoreException {
        return verify(VerifyDepth.DEEP, progress);
    }

    private VerifyResult verify(VerifyDepth depth, Progress progress) throws StoreException {
        return verify(depth, progress, scratch);
    }

    private VerifyResult verify(VerifyDepth depth, Progress progress, Path directory) throws StoreException {
        Clock clock = Clock.fixed(Instant.parse("2026-11-21T00:00:00Z").plusSeconds(depth.ordinal()), ZoneOffset.UTC);
        return new VerifyBackups(store, new Tool("etcdbr", "0"), clock, progress, cancellation)
                .run(new VerifyBackups.Options(
                        Optional.empty(),
                        Optional.empty(),
                        new VerifyBackups.Target.One(new Selector.Latest()),
                        depth,
                        IDENTITY,
                        directory,
                        true));
    }

    private static byte[] withDigest(byte[] bytes) {
        byte[] digest = Sha256.digestOf(Arrays.copyOf(bytes, bytes.length - 32)).bytes();
        System.arraycopy(digest, 0, bytes, bytes.length - 32, 32);
        return bytes;
    }

    private static BackupQuery query() {
        return new BackupQuery(Optional.empty(), Optional.empty(), new Selector.Latest());
    }

    private static VerifyOutcome.Checked outcome(VerifyResult result) {
        assertThat(result.outcomes()).singleElement().isInstanceOf(VerifyOutcome.Checked.class);
        return (VerifyOutcome.Checked) result.outcomes().getFirst();
    }

    private static Verification checked(VerifyResult result) {
        return outcome(result).verification();
    }

    private BackupSummary summary() throws StoreException {
        return new BackupCatalog(store).find(Optional.empty(), Optional.empty(), new Selector.Latest());
    }
}
