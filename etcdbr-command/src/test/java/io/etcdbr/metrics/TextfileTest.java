package io.etcdbr.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextfileTest {
    private static final Instant FIRST = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant SECOND = FIRST.plusSeconds(3600);

    @TempDir
    Path directory;

    @Test
    void aBackupIsWrittenInTheTextFormat() throws IOException {
        Path file = directory.resolve("etcdbr.prom");

        Textfile.update(file, success("prod"));

        assertThat(file).hasContent("""
                # HELP etcd_backup_last_attempt_timestamp_seconds When the last run ended, whatever came of it.
                # TYPE etcd_backup_last_attempt_timestamp_seconds gauge
                etcd_backup_last_attempt_timestamp_seconds{cluster="prod"} 1795176000
                # HELP etcd_backup_last_attempt_exit_code What the last run ended with; 0 is success.
                # TYPE etcd_backup_last_attempt_exit_code gauge
                etcd_backup_last_attempt_exit_code{cluster="prod"} 0
                # HELP etcd_backup_last_success_timestamp_seconds When the snapshot of the last backup that at least one \
                store has was finished.
                # TYPE etcd_backup_last_success_timestamp_seconds gauge
                etcd_backup_last_success_timestamp_seconds{cluster="prod"} 1795176000
                # HELP etcd_backup_revision etcd revision of the last backup.
                # TYPE etcd_backup_revision gauge
                etcd_backup_revision{cluster="prod"} 48211907
                # HELP etcd_backup_plain_size_bytes Size of the last backup's snapshot as etcd sent it.
                # TYPE etcd_backup_plain_size_bytes gauge
                etcd_backup_plain_size_bytes{cluster="prod"} 8589934592
                # HELP etcd_backup_stored_size_bytes Size of all objects of the last backup as stored, in one store.
                # TYPE etcd_backup_stored_size_bytes gauge
                etcd_backup_stored_size_bytes{cluster="prod"} 1000
                # HELP etcd_backup_phase_duration_seconds How long each phase of the last backup took.
                # TYPE etcd_backup_phase_duration_seconds gauge
                etcd_backup_phase_duration_seconds{cluster="prod",phase="snapshot"} 1.25
                # HELP etcd_backup_store_success Whether the last run put its backup into this store: 1 or 0.
                # TYPE etcd_backup_store_success gauge
                etcd_backup_store_success{cluster="prod",store="s3://b/p"} 1
                """);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        assertThat(directory).isDirectoryContaining(path -> path.equals(file)).satisfies(it -> {
            try (java.util.stream.Stream<Path> files = Files.list(it)) {
                assertThat(files).containsExactly(file);
            }
        });
    }

    @Test
    void aFailedRunKeepsTheLastSuccess() throws IOException {
        Path file = directory.resolve("etcdbr.prom");
        Textfile.update(file, success("prod"));

        Textfile.update(file, new RunMetrics("prod").attempt(SECOND, ExitCode.STORE_UNAVAILABLE));

        assertThat(Files.readString(file))
                .contains("etcd_backup_last_success_timestamp_seconds{cluster=\"prod\"} 1795176000\n")
                .contains("etcd_backup_last_attempt_timestamp_seconds{cluster=\"prod\"} 1795179600\n")
                .contains("etcd_backup_last_attempt_exit_code{cluster=\"prod\"} 20\n")
                .doesNotContain("etcd_backup_last_attempt_exit_code{cluster=\"prod\"} 0\n");
    }

    @Test
    void anotherClustersMetricsStay() throws IOException {
        Path file = directory.resolve("etcdbr.prom");
        Textfile.update(file, success("prod"));

        Textfile.update(file, success("dev"));

        assertThat(Files.readString(file))
                .contains("etcd_backup_revision{cluster=\"prod\"} 48211907\n")
                .contains("etcd_backup_revision{cluster=\"dev\"} 48211907\n")
                .containsOnlyOnce("# TYPE etcd_backup_revision gauge");
    }

    @Test
    void rubbishInTheFormerFileIsDropped() throws IOException {
        Path file = Files.write(directory.resolve("etcdbr.prom"), new byte[] {(byte) 0xff, 0, 10});

        Textfile.update(file, success("prod"));

        assertThat(Files.readString(file)).startsWith("# HELP ");
    }

    @Test
    void aMissingDirectoryIsAFailureAndNotMade() {
        assertThatThrownBy(() -> Textfile.update(directory.resolve("gone/etcdbr.prom"), success("prod")))
                .isInstanceOf(IOException.class);
    }

    static RunMetrics success(String cluster) {
        return new RunMetrics(cluster)
                .attempt(FIRST, ExitCode.OK)
                .backup(FIRST, 48_211_907, 8L << 30, 1000)
                .phase("snapshot", Duration.ofMillis(1250))
                .store("s3://b/p", true);
    }
}
