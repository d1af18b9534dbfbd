package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.format.BackupId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store holds was cut, altered or put there by others: it is never fetched as a backup. */
class SpoiledObjectsTest {
    // The key of age's own tests: 32 bytes 'B'.
    private static final String STRANGER = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";

    @TempDir
    private Path temporary;

    private Path directory;
    private String store = "";
    private BackupId id;

    @BeforeEach
    void makeStore() throws IOException {
        directory = Files.createDirectory(temporary.resolve("store"));
        store = "--store=file://" + directory;
        id = StoredBackups.plain(directory, "prod", Instant.now());
    }

    @Test
    void dataThatWasCutAtAnyByteIsNeverFetched() throws IOException {
        Path data = object(".snapshot.");
        byte[] whole = Files.readAllBytes(data);
        Random random = new Random(1);
        for (int i = 0; i < 12; i++) {
            Files.write(data, Arrays.copyOf(whole, i == 0 ? 0 : random.nextInt(whole.length)));
            neverFetched(31);
        }
        ProgramRun verify = ProgramRun.of("verify", "latest", store);
        assertThat(verify.code()).as(verify.err()).isEqualTo(31);
    }

    @Test
    void dataWithAnAlteredBitIsNeverFetched() throws IOException {
        Path data = object(".snapshot.");
        byte[] whole = Files.readAllBytes(data);
        Random random = new Random(2);
        for (int i = 0; i < 12; i++) {
            byte[] altered = whole.clone();
            altered[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(data, altered);
            neverFetched(31);
        }
    }

    @Test
    void dataThatIsGoneIsToldByName() throws IOException {
        Path data = object(".snapshot.");
        Files.delete(data);
        assertThat(neverFetched(31)).contains(data.getFileName().toString());
        ProgramRun verify = ProgramRun.of("verify", "latest", store);
        assertThat(verify.code()).as(verify.err()).isEqualTo(31);
    }

    @Test
    void aManifestThatWasCutIsRefusedEverywhereAndHarmsNoOtherBackup() throws IOException {
        Path manifest = object(".manifest.");
        Files.write(manifest, Arrays.copyOf(Files.readAllBytes(manifest), 100));
        assertThat(neverFetched(31)).contains(manifest.getFileName().toString());
        assertThat(ProgramRun.of("describe", "latest", store).code()).isEqualTo(31);
        assertThat(ProgramRun.of("verify", "latest", store).code()).isEqualTo(31);
        BackupId next = StoredBackups.plain(directory, "prod", Instant.now().plusSeconds(5));
        assertThat(ProgramRun.of("list", store, "-o", "name").out()).contains(next.toString());
        assertThat(ProgramRun.of("fetch", next.toString(), store, "--to=" + temporary.resolve("good.db"))
                        .code())
                .isZero();
    }

    @Test
    void aManifestOfAnotherProgramIsRefused() throws IOException {
        Files.writeString(object(".manifest."), "{\"schemaVersion\":2,\"mediaType\":\"application/json\"}");
        neverFetched(31);
    }

    @Test
    void foreignObjectsAreNeitherListedNorPruned() throws IOException {
        Path foreign = Files.writeString(object(".snapshot.").resolveSibling("notes.txt"), "mine");
        Path outside = Files.writeString(directory.resolve("README"), "mine");
        assertThat(ProgramRun.of("list", store, "-o", "name").out()).isEqualTo(id + "\n");
        ProgramRun prune = ProgramRun.of("prune", "--cluster=prod", store, "--keep-last=1");
        assertThat(prune.code()).as(prune.err()).isZero();
        assertThat(foreign).exists();
        assertThat(outside).exists();
    }

    @Test
    void anIdentityThatDoesNotFitOpensNothing() throws IOException {
        Path secret = Files.createDirectory(temporary.resolve("secret"));
        StoredBackups.encrypted(secret, "prod", Instant.now());
        store = "--store=file://" + secret;
        assertThat(neverFetched(32)).contains("--identity");
        Path wrong = Files.writeString(temporary.resolve("wrong.txt"), STRANGER + "\n");
        ProgramRun fetch = ProgramRun.of("fetch", "latest", store, "--identity=" + wrong);
        assertThat(fetch.code()).as(fetch.err()).isEqualTo(32);
        assertThat(fetch.err()).doesNotContain("GFPYYSJ").doesNotContain("\tat ");
    }

    private String neverFetched(int code) {
        Path file = temporary.resolve("fetched.db");
        ProgramRun fetch = ProgramRun.of("fetch", "latest", store, "--to=" + file);
        assertThat(fetch.code()).as(fetch.err()).isEqualTo(code);
        assertThat(fetch.err()).startsWith("etcdbr-job: ").doesNotContain("\tat ");
        assertThat(fetch.err().lines()).hasSize(1);
        assertThat(file).doesNotExist();
        return fetch.err();
    }

    private Path object(String kind) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.getFileName().toString().contains(kind))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
