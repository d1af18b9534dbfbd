package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backups that cannot succeed. */
@Timeout(300)
class BackupVerbTest {

    @TempDir
    private Path directory;

    private Path store;
    private int freePort;

    @BeforeEach
    void prepare() throws IOException {
        store = Files.createDirectory(directory.resolve("store"));
        freePort = FreePort.take();
    }

    @Test
    void withoutAnythingSetEveryMissingDefaultIsNamed() {
        ProgramRun run =
                ProgramRun.of("backup", "--cacert=/nowhere/ca.crt", "--cert=/nowhere/tls.crt", "--key=/nowhere/k");

        assertThat(run).isEqualTo(new ProgramRun(2, "", """
                etcdbr-job: 4 settings are wrong:
                  - --cert: no file /nowhere/tls.crt can be seen by this user
                  - --key: no file /nowhere/k can be seen by this user
                  - --cacert: no file /nowhere/ca.crt can be seen by this user
                  - --store: no store is named; give one with --store URL, ETCDBR_STORES or the key 'stores'.
                """));
    }

    @Test
    void anEtcdThatIsNotThereHasItsExitCodeAndTheMetricsKeepTheLastSuccess() throws IOException {
        Path metrics = Files.writeString(
                directory.resolve("etcdbr.prom"),
                "etcd_backup_last_success_timestamp_seconds{cluster=\"prod\"} 1700000000\n");
        Path message = directory.resolve("termination-log");

        ProgramRun run = backup("--metrics-textfile=" + metrics, "--termination-log=" + message);

        assertThat(run.code()).as(run.err()).isEqualTo(10);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("WARN  The backup will not be encrypted")
                .contains("\netcdbr-job: ")
                .contains("127.0.0.1:" + freePort)
                .doesNotContain("\tat ");
        assertThat(metrics)
                .content()
                .contains("etcd_backup_last_success_timestamp_seconds{cluster=\"prod\"} 1700000000\n")
                .contains("etcd_backup_last_attempt_exit_code{cluster=\"prod\"} 10\n");
        assertThat(message)
                .content()
                .startsWith("{\"command\":\"backup\",\"result\":\"SOURCE_UNREACHABLE\",\"exitCode\":10,\"message\":\"");
        try (Stream<Path> left = Files.list(store)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void quietSaysNothingButWarningsAndTheFailure() {
        ProgramRun run = backup("--quiet", "--log-format=json");

        assertThat(run.err().lines()).hasSizeGreaterThanOrEqualTo(2).allMatch(line -> line.startsWith("{"));
        assertThat(run.err())
                .contains("\"level\":\"warn\"", "{\"error\":{\"kind\":\"environment\"")
                .doesNotContain("\"info\"");
    }

    @Test
    void aPlainOrDeepVerificationOfAnEncryptedBackupNeedsAnIdentityBeforeAnythingIsDone() {
        for (String depth : new String[] {"plain", "deep"}) {
            ProgramRun run = backup("--recipient=" + StoredBackups.PUBLIC, "--verify=" + depth);

            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err())
                    .isEqualTo("etcdbr-job: --verify: an encrypted backup can be verified as plain or deep only with an"
                            + " --identity.\n");
        }
    }

    private ProgramRun backup(String... more) {
        Stream<String> always = Stream.of(
                "backup",
                "--cluster=prod",
                "--endpoints=http://127.0.0.1:" + freePort,
                "--connect-timeout=2s",
                "--store=file://" + store);
        return ProgramRun.of(Stream.concat(always, Stream.of(more)).toArray(String[]::new));
    }
}
