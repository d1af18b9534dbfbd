package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.etcddb.GoldenSnapshot;
import io.etcdbr.format.BackupId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeepVerificationTest {
    private static final GoldenSnapshot LIVED = GoldenSnapshot.of("3.6.14-lived");

    @TempDir
    private Path folder;

    @Test
    void aLocalFileIsVerifiedDeepAndItsStatusIsThatOfTheOfficialTools() throws IOException {
        Path file = Files.write(folder.resolve("snapshot.db"), LIVED.file());

        ProgramRun run = ProgramRun.of("verify", file.toString());

        assertThat(run.code()).isZero();
        assertThat(run.out().lines())
                .startsWith(
                        file + "  sound (deep)",
                        "  Trailer:     a SHA-256, compared",
                        "  etcdutl 3.6: " + LIVED.said("3.6.14 line"),
                        "  etcdutl 3.5: " + LIVED.said("3.5.16 line"))
                .contains("  Versions:    cluster 3.6.0, storage 3.6.0")
                .contains("  Members:     b5179d13d0285315 one http://127.0.0.1:24380");
        assertThat(run.err()).isEmpty();
        assertThat(folder).as("nothing is written down").isDirectoryContaining(file::equals);
    }

    @Test
    void theJsonOfALocalFileHasStableNames() throws IOException {
        Path file = Files.write(
                folder.resolve("alarm.db"), GoldenSnapshot.of("3.5.16-alarm").file());

        ProgramRun run = ProgramRun.of("verify", "--deep", file.toString(), "-o", "json");

        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(json.keySet())
                .containsExactly("file", "size", "trailer", "level", "result", "verifiedAt", "findings", "database");
        assertThat(json.getAsJsonObject("database").keySet())
                .containsExactly(
                        "hash",
                        "revision",
                        "compactedRevision",
                        "compactingRevision",
                        "keys",
                        "entries",
                        "size",
                        "clusterVersion",
                        "storageVersion",
                        "downgradeTarget",
                        "members",
                        "alarms",
                        "buckets");
        assertThat(json.get("result").getAsString()).isEqualTo("sound");
        assertThat(json.getAsJsonArray("findings")).hasSize(1);
        assertThat(run.code()).as("a warning is no failure").isZero();
    }

    @Test
    void damageInALocalFileHasItsExitCode() throws IOException {
        byte[] bytes = LIVED.file().clone();
        bytes[bytes.length / 2] ^= 1;
        Path file = Files.write(folder.resolve("snapshot.db"), bytes);

        ProgramRun run = ProgramRun.of("verify", file.toString(), "--store", "file:///nowhere");

        assertThat(run.code()).isEqualTo(31);
        assertThat(run.out()).contains("damaged (deep)", "  error: snapshot.db: the file's SHA-256 is ");
        assertThat(run.err()).startsWith("etcdbr-job: file " + file + " is damaged: ");
    }

    @Test
    void aLocalFileIsNotVerifiedLessDeepNorWithAllNorIfDue() throws IOException {
        Path file = Files.write(folder.resolve("snapshot.db"), LIVED.file());

        ProgramRun run = ProgramRun.of("verify", file.toString(), "--depth", "plain", "--all");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("a local file is verified deep", "either a file or --all");
        ProgramRun since = ProgramRun.of("verify", file.toString(), "--not-verified-since", "7d");
        assertThat(since.code()).isEqualTo(2);
        assertThat(since.out()).isEmpty();
        assertThat(since.err()).contains("--not-verified-since: nobody writes down when a local file was verified");
        assertThat(ProgramRun.of("verify", "none.db").code()).isEqualTo(30);
    }

    @Test
    void aStoredBackupWhoseDatabaseIsNoneIsDamagedThoughItsDigestsFit() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("store"));
        BackupId id = StoredBackups.encrypted(directory, "prod", Instant.now());
        Path identity = Files.writeString(folder.resolve("key.txt"), StoredBackups.SECRET);
        String store = "file://" + directory;

        assertThat(ProgramRun.of("verify", "latest", "--store", store, "--identity", identity.toString())
                        .code())
                .isZero();
        ProgramRun run = ProgramRun.of(
                "verify",
                "latest",
                "--deep",
                "--store",
                store,
                "--identity",
                identity.toString(),
                "--scratch",
                folder.toString());

        assertThat(run.code()).isEqualTo(31);
        assertThat(run.out()).contains(id + "  damaged (deep)", "not a bbolt file");
        assertThat(run.err()).contains("make a new backup from another member");
        assertThat(ProgramRun.of("list", "--store", store).out()).contains("damaged");
    }
}
