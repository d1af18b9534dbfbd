package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.format.BackupId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeleteVerbTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path temporary;

    private Path directory = Path.of("unset");
    private String store = "";
    private String old = "";
    private String newest = "";

    @BeforeEach
    void twoBackups() throws IOException {
        directory = Files.createDirectory(temporary.resolve("store"));
        store = "--store=file://" + directory;
        BackupId first = StoredBackups.plain(directory, "prod", NOW.minusSeconds(3600));
        old = first.toString();
        newest = StoredBackups.plain(directory, "prod", NOW).toString();
    }

    @Test
    void aNamedBackupGoesAndNoOther() {
        ProgramRun run = ProgramRun.of("delete", old, "--yes", store);

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains(old, "1 deleted");
        assertThat(ids()).isEqualTo(newest + "\n");
    }

    @Test
    void withoutATerminalNothingIsDeletedUnlessToldSo() {
        ProgramRun run = ProgramRun.of("delete", old, store);

        assertThat(run.code()).isEqualTo(33);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo("etcdbr-job: 'delete' deletes backups, and there is no terminal to ask whether it may."
                        + " Look at what it would do with --dry-run, then say --yes.\n");
        assertThat(ids()).contains(old, newest);
    }

    @Test
    void aDryRunDeletesNothing() {
        ProgramRun run = ProgramRun.of("delete", old, "--dry-run", store, "-o", "name");

        assertThat(run).isEqualTo(new ProgramRun(0, old + "\n", ""));
        assertThat(ids()).contains(old, newest);
    }

    @Test
    void theNewestGoesOnlyIfThatIsSaid() {
        ProgramRun refused = ProgramRun.of("delete", old, newest, "--yes", store);

        assertThat(refused.code()).isEqualTo(33);
        assertThat(refused.err()).contains(newest + " is the newest whole one", "--even-newest");
        assertThat(ids()).contains(old, newest);

        assertThat(ProgramRun.of("delete", newest, "--even-newest", "--yes", store)
                        .code())
                .isZero();
        assertThat(ids()).isEqualTo(old + "\n");
    }

    @Test
    void ofSeveralNothingGoesIfOneIsNotThere() {
        ProgramRun run = ProgramRun.of("delete", old, "20200101T000000Z-1", "--yes", store);

        assertThat(run.code()).isEqualTo(30);
        assertThat(run.err()).contains("there is no backup '20200101T000000Z-1'");
        assertThat(ids()).contains(old, newest);
    }

    @Test
    void latestIsNoId() {
        assertThat(ProgramRun.of("delete", "latest", "--yes", store).err())
                .contains("expected ids, found 'latest', which soon means another backup");
        assertThat(ids()).contains(newest);
    }

    @Test
    void whatHasAManifestThatNobodyCanReadStaysAndIsNotToldToBeLocked() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            Path manifest = files.filter(file -> file.endsWith(old + ".manifest.json"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(manifest, "{}");
        }

        ProgramRun run = ProgramRun.of("delete", old, "--yes", store);

        assertThat(run.code()).isEqualTo(31);
        assertThat(run.err())
                .contains("was not deleted: unreadable", "remove from the store what begins with " + old)
                .doesNotContain("lock");
        assertThat(ids()).contains(old);
    }

    @Test
    void ofSeveralStoresEachLosesItsCopy() throws IOException {
        Path second = temporary.resolve("second");
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Files.copy(file, second.resolve(directory.relativize(file)));
            }
        }

        ProgramRun run = ProgramRun.of("delete", old, "--yes", store, "--store=file://" + second);

        assertThat(run.code()).isZero();
        assertThat(ids()).isEqualTo(newest + "\n");
        assertThat(ProgramRun.of("list", "--store=file://" + second, "-o", "name")
                        .out())
                .isEqualTo(newest + "\n");
    }

    private String ids() {
        return ProgramRun.of("list", store, "-o", "name").out();
    }
}
