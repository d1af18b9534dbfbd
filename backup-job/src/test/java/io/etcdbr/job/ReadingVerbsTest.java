package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.format.BackupId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingVerbsTest {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    private Path temporary;

    private Path directory;
    private String store;

    @BeforeEach
    void makeStore() throws IOException {
        directory = Files.createDirectory(temporary.resolve("store"));
        store = "file://" + directory;
    }

    @Test
    void listShowsAllClustersUnlessOneIsNamed() {
        BackupId prod = StoredBackups.plain(directory, "prod", NOW);
        BackupId dev = StoredBackups.encrypted(directory, "dev", NOW.minusSeconds(60));

        assertThat(ProgramRun.of("list", "--store", store, "-o", "name").out()).isEqualTo(dev + "\n" + prod + "\n");
        assertThat(ProgramRun.of("list", "--store", store, "--cluster", "prod").out())
                .contains(prod.toString())
                .doesNotContain(dev.toString());
        assertThat(ProgramRun.with(Map.of("ETCDBR_STORES", store, "ETCDBR_CLUSTER", "prod"), "list", "-A", "-o", "name")
                        .out())
                .contains(prod.toString(), dev.toString());
        assertThat(ProgramRun.of("list", "--store", store, "--since", "30s", "-o", "name")
                        .out())
                .isEqualTo(prod + "\n");
        assertThat(ProgramRun.of("list", "--store", store, "--limit", "1", "-o", "name")
                        .out())
                .isEqualTo(prod + "\n");
    }

    @Test
    void listShowsTheStoresThatAnswerAndFailsForTheOneThatDoesNot() {
        BackupId id = StoredBackups.plain(directory, "prod", NOW);

        ProgramRun run = ProgramRun.of("list", "--store", "file:///nowhere/at/all", "--store", store, "-o", "name");

        assertThat(run.out()).isEqualTo(id + "\n");
        assertThat(run.code()).isEqualTo(21);
        assertThat(run.err())
                .contains("WARN  This store failed; the others are asked as well store=file:///nowhere/at/all")
                .contains("\netcdbr-job: ");
    }

    @Test
    void describeShowsOneBackupAsJson() {
        BackupId id = StoredBackups.plain(directory, "prod", NOW);

        ProgramRun run = ProgramRun.of("describe", "latest", "--store", store, "-o", "json");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("{").contains(id.toString(), "\"cp2\"");
    }

    @Test
    void anUnknownBackupIsNotFound() {
        StoredBackups.plain(directory, "prod", NOW);

        ProgramRun run = ProgramRun.of("describe", "20200101", "--store", store);

        assertThat(run.code()).isEqualTo(30);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void fetchWritesThePlainSnapshotToAFileThatIsTheOwnersOnly() throws IOException {
        StoredBackups.plain(directory, "prod", NOW);
        Path target = temporary.resolve("snapshot.db");

        ProgramRun run = ProgramRun.of("fetch", "latest", "--store", store, "--to", target.toString(), "-o", "name");

        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo(target + "\n");
        assertThat(run.err()).contains("INFO  Backup fetched, its digests fit backup=");
        assertThat(target).hasBinaryContent(StoredBackups.SNAPSHOT);
        assertThat(ProgramRun.of("fetch", "latest", "--store", store, "--to", target.toString())
                        .code())
                .isEqualTo(33);
    }

    @Test
    void fetchWritesToStandardOutputAndNothingElseThere() {
        StoredBackups.plain(directory, "prod", NOW);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int code = JobMain.run(
                new String[] {"fetch", "latest", "--store", store, "--to", "-"},
                Map.of(),
                InputStream.nullInputStream(),
                new PrintStream(out),
                new PrintStream(OutputStream.nullOutputStream()));

        assertThat(code).isZero();
        assertThat(out.toByteArray()).isEqualTo(StoredBackups.SNAPSHOT);
    }

    @Test
    void standardOutputThatBreaksIsAFailure() {
        StoredBackups.plain(directory, "prod", NOW);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        for (String[] args : new String[][] {
            {"fetch", "latest", "--store", store, "--to", "-"}, {"list", "--store", store},
        }) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int code = JobMain.run(
                    args, Map.of(), InputStream.nullInputStream(), new PrintStream(full), new PrintStream(err));
            assertThat(code).as(err.toString()).isEqualTo(33);
        }
    }

    @Test
    void anEncryptedBackupNeedsAnIdentityFromAFileOrStandardInput() throws IOException {
        StoredBackups.encrypted(directory, "prod", NOW);
        Path target = temporary.resolve("snapshot.db");
        Path key = Files.writeString(temporary.resolve("key.txt"), "# test\n" + StoredBackups.SECRET + "\n");

        ProgramRun without = ProgramRun.of("fetch", "latest", "--store", store, "--to", target.toString());
        assertThat(without.code()).isEqualTo(32);
        assertThat(target).doesNotExist();

        ProgramRun with = ProgramRun.of(
                "fetch", "latest", "--store", store, "--to", target.toString(), "--identity", key.toString());
        assertThat(with.code()).as(with.err()).isZero();
        assertThat(target).hasBinaryContent(StoredBackups.SNAPSHOT);
        assertThat(with.out() + with.err()).doesNotContain("AGE-SECRET-KEY");

        ProgramRun wrong = ProgramRun.of("verify", "latest", "--store", store, "--identity", target.toString());
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("etcdbr-job: --identity: ");
    }

    @Test
    void verifyRecordsWhatItFoundAndDamageHasItsExitCode() throws IOException {
        BackupId id = StoredBackups.plain(directory, "prod", NOW);
        assertThat(ProgramRun.of("verify", "latest", "--store", store).code()).isZero();
        assertThat(ProgramRun.of("list", "--store", store).out()).contains("verified");
        flipABit(id);

        ProgramRun run = ProgramRun.of("verify", "--all", "--store", store);

        assertThat(run.code()).isEqualTo(31);
        assertThat(run.err())
                .endsWith("etcdbr-job: 1 of 1 backups in " + store + " are damaged: " + id
                        + ". Make a new backup, and check the store's disks and network.\n");
        Path target = temporary.resolve("snapshot.db");
        assertThat(ProgramRun.of("fetch", "latest", "--store", store, "--to", target.toString())
                        .code())
                .isEqualTo(31);
        assertThat(target).doesNotExist();
    }

    @Test
    void theNewestOfSeveralStoresIsTakenEvenIfTheFirstLacksIt() throws IOException {
        Path other = Files.createDirectory(temporary.resolve("other"));
        StoredBackups.plain(directory, "prod", NOW.minusSeconds(3600));
        BackupId newest = StoredBackups.plain(other, "prod", NOW);

        ProgramRun run = ProgramRun.of(
                "describe",
                "latest",
                "--store",
                store,
                "--store",
                "file:///nowhere",
                "--store",
                "file://" + other,
                "-o",
                "name");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(newest + "\n");
    }

    @Test
    void aCopyThatIsKnownToBeDamagedIsLeftForOneThatIsNot() throws IOException {
        BackupId id = StoredBackups.plain(directory, "prod", NOW);
        Path other = temporary.resolve("other");
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Files.copy(file, other.resolve(directory.relativize(file)));
            }
        }
        flipABit(id);
        assertThat(ProgramRun.of("verify", "--all", "--store", store).code()).isEqualTo(31);
        Path target = temporary.resolve("snapshot.db");

        for (String which : new String[] {"latest", id.toString()}) {
            ProgramRun run = ProgramRun.of(
                    "fetch",
                    which,
                    "--store",
                    store,
                    "--store",
                    "file://" + other,
                    "--to",
                    target.toString(),
                    "--force");

            assertThat(run.code()).as(run.err()).isZero();
            assertThat(target).hasBinaryContent(StoredBackups.SNAPSHOT);
        }
    }

    @Test
    void latestPassesOverADamagedBackupAndSaysSo() throws IOException {
        BackupId sound = StoredBackups.plain(directory, "prod", NOW.minusSeconds(60));
        BackupId damaged = StoredBackups.plain(directory, "prod", NOW);
        flipABit(damaged);
        assertThat(ProgramRun.of("verify", "latest", "--store", store).code()).isEqualTo(31);

        ProgramRun run = ProgramRun.of("describe", "latest", "--store", store, "-o", "name");

        assertThat(run.out()).isEqualTo(sound + "\n");
        assertThat(run.err()).contains("A newer backup is passed over: it is known to be damaged", damaged.toString());
        assertThat(ProgramRun.of("verify", "latest", "--store", store, "-o", "name")
                        .code())
                .isEqualTo(31);
    }

    @Test
    void toVerifyAllOfNothingFailsAndWhereNothingWasDueThatIsSaid() throws IOException {
        Path message = temporary.resolve("termination-log");
        String[] verify = {
            "verify", "--all", "--not-verified-since", "27d", "--store", store, "--termination-log", message.toString()
        };

        assertThat(ProgramRun.of(verify).code()).isEqualTo(30);

        StoredBackups.plain(directory, "prod", NOW);
        assertThat(ProgramRun.of(verify).code()).isZero();
        assertThat(message).content().contains("Verified and found sound.");

        ProgramRun run = ProgramRun.of(verify);
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("0 looked at in " + store + ", 0 damaged; 1 not due.\n");
        assertThat(message).content().contains("Nothing was due").doesNotContain("found sound");
    }

    @Test
    void aSingleBackupIsNotVerifiedIfDue() throws IOException {
        BackupId id = StoredBackups.plain(directory, "prod", NOW);

        for (String one : List.of("latest", id.toString())) {
            ProgramRun run = ProgramRun.of("verify", one, "--not-verified-since", "7d", "--store", store);

            assertThat(run.code()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .contains("--not-verified-since: it chooses among all backups", "say --all instead of a backup");
        }
    }

    @Test
    void damageInOneStoreIsToldBeforeThatAnotherIsEmpty() throws IOException {
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        flipABit(StoredBackups.plain(directory, "prod", NOW));

        ProgramRun run = ProgramRun.of("verify", "--all", "--store", "file://" + empty, "--store", store);

        assertThat(run.code()).isEqualTo(31);
        assertThat(run.err()).contains("are damaged", "there is no complete backup in file://" + empty);
    }

    @Test
    void aDryRunOfPruneSaysWhatItWouldDeleteAndDeletesNothing() throws IOException {
        BackupId old = StoredBackups.plain(directory, "prod", NOW.minusSeconds(7200));
        BackupId newest = StoredBackups.plain(directory, "prod", NOW);
        String[] prune = {"prune", "--cluster", "prod", "--store", store, "--keep-last", "1", "-o", "name"};

        ProgramRun dry = ProgramRun.of(
                Stream.concat(Stream.of(prune), Stream.of("--dry-run")).toArray(String[]::new));
        assertThat(dry.out()).isEqualTo(old + "\n");
        assertThat(ProgramRun.of("list", "--store", store, "-o", "name").out()).contains(old.toString());

        ProgramRun real = ProgramRun.of(prune);
        assertThat(real.code()).isZero();
        assertThat(ProgramRun.of("list", "--store", store, "-o", "name").out()).isEqualTo(newest + "\n");
    }

    @Test
    void oneBackupMustBeNamedInOneWay() {
        assertThat(ProgramRun.of("fetch", "latest", "--before", "2026-11-20", "--store", store)
                        .err())
                .isEqualTo(
                        "etcdbr-job: command line: expected one backup, named by its id, 'latest', --before or --revision; found 2.\n");
        assertThat(ProgramRun.of("verify", "latest", "--all", "--store", store).err())
                .contains("command line: expected either one backup or --all, found both");
    }

    @Test
    void whatAVariableAddedIsToldByTheVariable() {
        assertThat(ProgramRun.with(Map.of("ETCDBR_REVISION", "5"), "fetch", "latest", "--store", store)
                        .err())
                .contains("ETCDBR_REVISION: expected one backup")
                .doesNotContain("command line");
        assertThat(ProgramRun.with(Map.of("ETCDBR_ALL", "true"), "verify", "latest", "--store", store)
                        .err())
                .contains("ETCDBR_ALL: expected either one backup or --all, found both");
        assertThat(ProgramRun.with(Map.of("ETCDBR_SELECTOR", "a=b"), "get", "latest", "pods", "web", "--store", store)
                        .err())
                .contains("ETCDBR_SELECTOR: expected either names or a selector, found both");
    }

    private void flipABit(BackupId id) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            Path data = files.filter(file -> file.getFileName().toString().startsWith(id + ".snapshot"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(data);
            bytes[bytes.length / 2] ^= 1;
            Files.write(data, bytes);
        }
    }
}
