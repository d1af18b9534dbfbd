package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.format.BackupId;
import io.etcdbr.job.backup.ScriptedEtcd;
import io.etcdbr.testing.EtcdFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectVerbTest {
    private static final String NODE =
            "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"status\":{\"nodeInfo\":{\"kubeletVersion\":\"v1.36.3\"}}}";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = database().write(folder.resolve("snapshot.db"));
    }

    private static EtcdFile database() {
        return new EtcdFile()
                .member(0x8e9e05c52164694dL, "cp1", "10.0.0.1")
                .alarm(0x8e9e05c52164694dL, 1)
                .raft(900, 4)
                .versions("3.6.0", "3.6.0")
                .lease(7, 60)
                .put("/registry/events/shop/started", new byte[2_000], 7)
                .put("/registry/minions/cp1", NODE)
                .put("/registry/secrets/shop/a", "k8s:enc:aescbc:v1:old:xxxx")
                .put("/registry/secrets/shop/b", "k8s:enc:aescbc:v1:new:xxxx")
                .put("/registry/secrets/test/c", "{\"apiVersion\":\"v1\",\"kind\":\"Secret\"}")
                .put("/registry/masterleases/10.0.0.1", "1")
                .put("/registry/masterleases/10.0.0.1", "2")
                .put("/registry/secrets/test/gone", "1")
                .delete("/registry/secrets/test/gone")
                .put("compact_rev_key", "3")
                .compacted(3);
    }

    @Test
    void theTextShowsTheClusterFirstAndThenWhatThereIs() {
        ProgramRun run = ProgramRun.of("inspect", file.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("""
                Snapshot:       file %s, revision 11
                etcd:           cluster version 3.6.0, storage version 3.6.0
                Database:       36.0 KiB, pages of 4.0 KiB, raft index 900, term 4
                Members:        8e9e05c52164694d cp1 https://10.0.0.1:2380
                Alarms:         NOSPACE on 8e9e05c52164694d
                Kubernetes:     unknown
                Versions:       kubelet v1.36.3 (1)
                Nodes:          1: cp1
                API servers:    10.0.0.1
                Encryption:     secrets by aescbc key new (1), aescbc key old (1), 1 not encrypted; not all by one key
                History:        compacted up to revision 3; changes kept: 10 (living 7, overwritten 2, deletions 1)
                Leases:         1; keys that end with one: 1
                Keys:           7, 2.3 KiB

                RESOURCE      OBJECTS     SIZE  LARGEST  NEWEST REVISION  STORED AS
                events              1  2.0 KiB  2.0 KiB                2
                secrets             3    159 B     59 B                6  v1
                nodes               1    105 B    105 B                3  v1
                masterleases        1     32 B     32 B                8

                NAMESPACE  OBJECTS     SIZE
                shop             3  2.1 KiB
                test             1     59 B

                OTHER PREFIX     OBJECTS  SIZE
                compact_rev_key        1  16 B

                LARGEST  RESOURCE         NAMESPACE  NAME
                2.0 KiB  events           shop       started
                  105 B  nodes                       cp1
                   59 B  secrets          test       c
                   50 B  secrets          shop       a
                   50 B  secrets          shop       b
                   32 B  masterleases                10.0.0.1
                   16 B  compact_rev_key
                """.formatted(file));
    }

    @Test
    void jsonHasEverythingUnderStableNames() throws IOException {
        ProgramRun run = ProgramRun.of("inspect", file.toString(), "-o", "json");

        assertThat(run.out()).isEqualTo(golden());
        assertThat(ProgramRun.of("inspect", file.toString(), "-o", "yaml").out())
                .startsWith("snapshot:\n  name: \"file " + file + "\"\n");
        assertThat(ProgramRun.of("inspect", file.toString(), "-o", "name").out())
                .isEqualTo("events\nsecrets\nnodes\nmasterleases\n");
    }

    @Test
    void aStoredBackupIsFoundAndOpened() throws IOException {
        Path store = Files.createDirectory(folder.resolve("store"));
        Path identity = Files.writeString(folder.resolve("key.txt"), StoredBackups.SECRET);
        BackupId id = StoredBackups.of(
                store, "prod", Instant.now(), new ScriptedEtcd(database().bytes()));
        String[] inspect = {"inspect", "latest", "--store", "file://" + store, "-o", "json"};

        ProgramRun without = ProgramRun.of(inspect);
        assertThat(without.code()).isEqualTo(32);
        assertThat(without.out()).isEmpty();

        ProgramRun run = ProgramRun.of(
                "inspect", "latest", "--store", "file://" + store, "-o", "json", "--identity", identity.toString());
        assertThat(run.err()).isEmpty();
        JsonObject json = JsonParser.parseString(run.out()).getAsJsonObject();
        JsonObject snapshot = json.getAsJsonObject("snapshot");
        assertThat(snapshot.get("backup").getAsString()).isEqualTo(id.toString());
        assertThat(snapshot.get("cluster").getAsString()).isEqualTo("prod");
        assertThat(snapshot.get("etcdVersion").getAsString()).isEqualTo("3.5.16");
        assertThat(json.getAsJsonObject("total").get("objects").getAsLong()).isEqualTo(7);
    }

    @Test
    void whatIsNoDatabaseIsDamaged() throws IOException {
        Path text = Files.writeString(folder.resolve("text.db"), "no database".repeat(2_000));

        ProgramRun run = ProgramRun.of("inspect", text.toString());

        assertThat(run.code()).isEqualTo(31);
        assertThat(run.err()).startsWith("etcdbr-job: file " + text + " does not hold a sound etcd database: ");
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void aFileThatIsMissingAndNoArgumentAreSaid() {
        assertThat(ProgramRun.of("inspect", "./nowhere.db").code()).isEqualTo(30);
        assertThat(ProgramRun.of("inspect").code()).isEqualTo(2);
    }

    private String golden() throws IOException {
        try (InputStream golden = Objects.requireNonNull(getClass().getResourceAsStream("/golden/inspect.json"))) {
            return new String(golden.readAllBytes(), StandardCharsets.UTF_8).formatted(file);
        }
    }
}
