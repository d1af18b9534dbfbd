package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.EtcdProgram;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a whole, from a real etcd to a directory and back. */
@Timeout(600)
class BackupVerbIT {
    private static EtcdCluster etcd;
    private static String endpoint;

    @TempDir
    private Path directory;

    private String store = "";

    @BeforeAll
    static void startEtcd() throws Exception {
        etcd = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty());
        endpoint = etcd.endpoint(0).toString();
        await("etcd knows its version")
                .dontCatchUncaughtExceptions()
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(version()).contains("\"etcdcluster\":\"3"));
    }

    private static String version() throws IOException {
        try (InputStream answer = etcd.endpoint(0).resolve("/version").toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @AfterAll
    static void stopEtcd() throws IOException {
        if (etcd != null) {
            etcd.close();
        }
    }

    @BeforeEach
    void makeStore() throws IOException {
        store = "file://" + Files.createDirectory(directory.resolve("store"));
    }

    @Test
    void aBackupIsStoredVerifiedReportedAndFetchedAgain() throws IOException {
        Path metrics = directory.resolve("etcdbr.prom");
        Path message = directory.resolve("termination-log");
        Path key = Files.writeString(directory.resolve("key.txt"), StoredBackups.SECRET + "\n");

        ProgramRun backup = ProgramRun.of(
                "backup",
                "--cluster=prod",
                "--endpoints=" + endpoint,
                "--connect-timeout=1m",
                "--store=" + store,
                "--recipient=" + StoredBackups.PUBLIC,
                "--identity=" + key,
                "--verify",
                "--keep-last=1",
                "--metrics-textfile=" + metrics,
                "--termination-log=" + message,
                "-o",
                "name");

        assertThat(backup.code()).as(backup.err()).isZero();
        String id = backup.out().strip();
        assertThat(backup.err())
                .contains("INFO  Backup stored backup=" + id)
                .contains("INFO  Backup read back and found sound")
                .contains("INFO  Old backups pruned")
                .doesNotContain("AGE-SECRET");
        assertThat(metrics)
                .content()
                .contains("etcd_backup_last_success_timestamp_seconds{cluster=\"prod\"} ")
                .contains("etcd_backup_last_verified_timestamp_seconds{cluster=\"prod\"} ")
                .contains("etcd_backup_last_attempt_exit_code{cluster=\"prod\"} 0\n")
                .contains("etcd_backup_store_success{cluster=\"prod\",store=\"" + store + "\"} 1\n")
                .contains("phase=\"read\"");
        assertThat(message).content().contains("\"result\":\"OK\"", "\"backup\":\"" + id + "\"", "\"revision\":");
        Path fetched = directory.resolve("snapshot.db");
        ProgramRun fetch = ProgramRun.of("fetch", id, "--store=" + store, "--identity=" + key, "--to=" + fetched);
        assertThat(fetch.code()).as(fetch.err()).isZero();
        assertThat(Files.size(fetched) % 512).isEqualTo(32);
    }

    @Test
    void aBackupIsLookedIntoWhenItIsStoredAndTellsWhatItIs() throws IOException {
        Path scratch = Files.createDirectory(directory.resolve("scratch"));
        Path key = Files.writeString(directory.resolve("key.txt"), StoredBackups.SECRET + "\n");
        String[] deep = {"--store=" + store, "--identity=" + key, "--scratch=" + scratch};

        ProgramRun backup = ProgramRun.of(joined(
                deep,
                "backup",
                "--cluster=prod",
                "--endpoints=" + endpoint,
                "--connect-timeout=1m",
                "--recipient=" + StoredBackups.PUBLIC,
                "--verify=deep",
                "-o",
                "name"));

        assertThat(backup.code()).as(backup.err()).isZero();
        assertThat(backup.err()).contains("INFO  Backup read back and found sound");
        assertThat(ProgramRun.of("list", "--store=" + store, "-o", "json").out())
                .contains("\"deep\"");
        ProgramRun verify = ProgramRun.of(joined(deep, "verify", "latest", "--deep"));
        assertThat(verify.code()).as(verify.err()).isZero();
        assertThat(verify.out())
                .contains(
                        backup.out().strip() + "  sound (deep)",
                        "\n  etcdutl 3.6: ",
                        "\n  History:     never compacted",
                        "\n  Versions:    cluster ",
                        "\n  Members:     ",
                        " m1 http://127.0.0.1:");
        assertThat(scratch).as("what was decoded is gone").isEmptyDirectory();
    }

    private static String[] joined(String[] end, String... begin) {
        return Stream.concat(Stream.of(begin), Stream.of(end)).toArray(String[]::new);
    }

    @Test
    void sigtermDuringABackupEndsItWithinFiveSecondsAndLeavesNothingListed() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Path errors = directory.resolve("errors");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            JobMain.class.getName(),
                            "backup",
                            "--cluster=prod",
                            "--endpoints=http://127.0.0.1:" + silent.getLocalPort(),
                            "--connect-timeout=10m",
                            "--store=" + store)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(errors.toFile())
                    .start();
            try (Socket connected = silent.accept()) {
                assertThat(connected.isConnected()).isTrue();
                long sent = System.nanoTime();
                process.destroy();

                assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(143);
                assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofMinutes(1));
                assertThat(errors).content().contains("etcdbr-job: stopped by SIGTERM");
            } finally {
                process.destroyForcibly();
            }
        }
        try (Stream<Path> left = Files.list(directory.resolve("store"))) {
            assertThat(left).isEmpty();
        }
    }
}
