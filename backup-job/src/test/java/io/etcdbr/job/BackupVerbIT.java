package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a whole, from a real etcd to a directory and back. */
@Timeout(120)
class BackupVerbIT {
    private static final Path ETCD = Path.of("/usr/bin/etcd");

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();
    private String endpoint = "";
    private String store = "";

    @BeforeEach
    void startEtcd() throws IOException {
        assumeTrue(Files.isExecutable(ETCD), "etcd is not installed as " + ETCD);
        store = "file://" + Files.createDirectory(directory.resolve("store"));
        int client = FreePort.take();
        endpoint = "http://127.0.0.1:" + client;
        String peer = "http://127.0.0.1:" + FreePort.take();
        started.add(new ProcessBuilder(
                        ETCD.toString(),
                        "--data-dir=" + directory.resolve("etcd"),
                        "--listen-client-urls=" + endpoint,
                        "--advertise-client-urls=" + endpoint,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("etcd.log").toFile())
                .start());
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), client)) {
                assertThat(socket.isConnected()).isTrue();
            }
        });
    }

    @AfterEach
    void stopEtcd() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
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
                        " default http://127.0.0.1:");
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
                            "--connect-timeout=30s",
                            "--store=" + store)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(errors.toFile())
                    .start();
            started.add(process);
            try (Socket connected = silent.accept()) {
                assertThat(connected.isConnected()).isTrue();
                long sent = System.nanoTime();
                process.destroy();

                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(143);
                assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(10));
                assertThat(errors).content().contains("etcdbr-job: stopped by SIGTERM");
            }
        }
        try (Stream<Path> left = Files.list(directory.resolve("store"))) {
            assertThat(left).isEmpty();
        }
    }
}
