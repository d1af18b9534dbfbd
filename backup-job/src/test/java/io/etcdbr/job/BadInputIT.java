package io.etcdbr.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.FaultProxy;
import io.etcdbr.testing.FaultProxy.Direction;
import io.etcdbr.testing.FaultProxy.Ending;
import io.etcdbr.testing.FreePort;
import io.etcdbr.testing.SmallDisk;
import io.etcdbr.testing.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people get wrong and machines do wrong, against real servers: one sentence, its exit code, and an untouched store. */
@Timeout(600)
class BadInputIT {
    /** It runs in the same process, so what it logs of connections that hang or are cut comes where the program's own lines do. */
    private static final String OF_THE_S3_SERVER = " WARN  handleException /";

    @TempDir
    private static Path shared;

    private static TestAuthority authority;
    private static TestAuthority.Pair client;
    private static EtcdCluster plain;
    private static EtcdCluster secure;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startEtcd() throws Exception {
        authority = TestAuthority.create(shared, "etcd-ca");
        client = authority.issue("client", "IP:127.0.0.1", 10);
        TestAuthority.Pair server = authority.issue("server", "IP:127.0.0.1", 10);
        secure = EtcdCluster.start(
                EtcdProgram.any(), 1, Optional.of(new EtcdCluster.Tls(authority.cert(), server, client)));
        plain = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty());
        plain.fill(7);
    }

    @AfterAll
    static void stopEtcd() throws IOException {
        if (plain != null) {
            plain.close();
        }
        if (secure != null) {
            secure.close();
        }
    }

    @Test
    void aWrongAuthorityIsTold() throws Exception {
        Path other = TestAuthority.create(shared, "other-ca").cert();
        String said = refused(11, overTls(other, client.cert(), client.key()));
        assertThat(said).contains("etcd at https://127.0.0.1:" + secure.port(0)).contains("--cacert");
    }

    @Test
    void anExpiredCertificateIsTold() throws Exception {
        TestAuthority.Pair expired = authority.issue("expired", "IP:127.0.0.1", 0);
        Thread.sleep(1_100);
        assertThat(refused(11, overTls(authority.cert(), expired.cert(), expired.key())))
                .contains("expired");
    }

    @Test
    void aKeyThatDoesNotFitItsCertificateIsTold() throws Exception {
        TestAuthority.Pair other = authority.issue("other", "IP:127.0.0.1", 10);
        assertThat(refused(2, overTls(authority.cert(), client.cert(), other.key())))
                .contains(other.key().toString(), client.cert().toString());
    }

    @Test
    void aRefusedPortIsTold() throws Exception {
        assertThat(refused(10, List.of("--endpoints=http://127.0.0.1:" + FreePort.take())))
                .contains("connection refused");
    }

    @Test
    void noHealthyMemberIsTold() throws Exception {
        try (FaultProxy silent = FaultProxy.to(plain.port(0)).stallAfter(Direction.DOWN, 0)) {
            assertThat(refused(
                            10,
                            List.of(
                                    "--endpoints=http://127.0.0.1:" + silent.port(),
                                    "--endpoints=http://127.0.0.1:" + FreePort.take(),
                                    "--connect-timeout=1s")))
                    .contains("127.0.0.1:" + silent.port(), "connection refused", "it is connected but sent no byte");
        }
    }

    @Test
    void whatABucketRefusesIsTold() throws Exception {
        try (RealStore store = RealStore.start("s3", folder)) {
            String missing = store.url().replaceFirst("s3://[^/]+/", "s3://no-such-bucket/");
            assertThat(refusedBy(21, missing)).contains("no-such-bucket");
            Path wrong = Files.writeString(folder.resolve("wrong"), "not/the+secret\n");
            String denied = store.url().replaceFirst("secret-key-file=[^&]*", "secret-key-file=" + wrong);
            assertThat(refusedBy(21, denied)).doesNotContain("not/the+secret");
            assertThat(store.objects()).isEmpty();
            assertThat(store.unfinished()).isEmpty();
        }
    }

    @Test
    void anotherHostKeyIsRefused() throws Exception {
        try (RealStore store = RealStore.start("sftp", folder)) {
            Path known = folder.resolve("sshd/known_hosts");
            String key = Files.readString(folder.resolve("sshd/client.pub")).strip();
            Files.writeString(known, "[127.0.0.1]:" + store.port() + " " + key + "\n");
            assertThat(refusedBy(21, store.url())).contains("[127.0.0.1]:" + store.port(), known.toString());
            Files.writeString(known, "");
            assertThat(refusedBy(21, store.url())).contains("[127.0.0.1]:" + store.port(), known.toString());
            assertThat(store.objects()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "sftp"})
    void aStoreThatHangsIsGivenUp(String kind) throws Exception {
        try (RealStore store = RealStore.start(kind, folder);
                FaultProxy proxy = FaultProxy.to(store.port()).stallAfter(Direction.UP, 1_000_000)) {
            String url = store.url(proxy) + "&idle-timeout=2s&connect-timeout=1m";
            assertThat(refusedBy(20, url)).containsPattern("\\[?127\\.0\\.0\\.1]?:" + proxy.port());
            assertThat(store.objects()).isEmpty();
        }
    }

    /** Either it recovers or it fails, and what is there is whole. */
    @ParameterizedTest
    @ValueSource(strings = {"s3", "sftp"})
    void aConnectionCutAtAnyByteNeverMakesHalfABackup(String kind) throws Exception {
        Random random = new Random(7);
        try (RealStore store = RealStore.start(kind, folder);
                FaultProxy proxy = FaultProxy.to(store.port())) {
            String url = store.url(proxy);
            for (int i = 0; i < 6; i++) {
                Direction direction = i % 2 == 0 ? Direction.UP : Direction.DOWN;
                int after = 100 + random.nextInt(direction == Direction.UP ? 7_000_000 : 8_000);
                Ending ending = i % 3 == 0 ? Ending.CLOSE : Ending.RESET;
                ProgramRun run = cut(store, url, proxy.cutAfter(direction, after, ending));
                assertThat(store.unfinished()).as(run.err()).isEmpty();
            }
            ProgramRun last = backup(url, plainEtcd());
            assertThat(last.code()).as(last.err()).isZero();
            ProgramRun verify = ProgramRun.of("verify", "--all", "--store=" + store.url());
            assertThat(verify.code()).as(verify.err() + verify.out()).isZero();
        }
    }

    private static ProgramRun cut(RealStore store, String url, FaultProxy proxy) throws IOException {
        int before = store.objects().size();
        ProgramRun run = backup(url, plainEtcd());
        proxy.heal();
        assertThat(run.code()).as(run.err()).isIn(0, 20);
        if (run.code() != 0) {
            oneSentence(run);
            assertThat(store.objects()).hasSize(before);
        }
        return run;
    }

    @Test
    void aFullStoreIsTold() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "size=3m")) {
            String said = refusedBy(22, "file://" + disk.path());
            assertThat(said).contains(disk.path().toString());
            try (Stream<Path> left = Files.walk(disk.path())) {
                assertThat(left.filter(Files::isRegularFile)).isEmpty();
            }
        }
    }

    @Test
    void aFullSpoolIsTold() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "size=3m")) {
            List<String> more = new ArrayList<>(plainEtcd());
            more.add("--spool=" + disk.path());
            assertThat(refused(22, more))
                    .isEqualTo("etcdbr-job: the spool " + disk.path()
                            + " is full. Name a directory with enough space with --spool, or leave it out.");
            try (Stream<Path> left = Files.list(disk.path())) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Test
    void oneStoreThatIsDeadAndOneThatDiesLeaveTheGoodOneComplete() throws Exception {
        Path good = Files.createDirectory(folder.resolve("good"));
        try (RealStore dying = RealStore.start("s3", folder);
                FaultProxy proxy = FaultProxy.to(dying.port()).cutEachAfter(Direction.UP, 300_000, Ending.RESET)) {
            List<String> more = new ArrayList<>(plainEtcd());
            more.add("--store=" + dying.url(proxy) + "&idle-timeout=1s");
            more.add("--store=file:///nowhere/at/all");
            ProgramRun run = backup("file://" + good, more);
            assertThat(run.code()).as(run.err()).isEqualTo(3);
            assertThat(lastLine(run))
                    .startsWith("etcdbr-job: backup ")
                    .contains("is in 1 of 3 stores: ", "/nowhere/at/all", "127.0.0.1:" + proxy.port());
            proxy.heal();
            assertThat(dying.objects()).isEmpty();
        }
        ProgramRun verify = ProgramRun.of("verify", "latest", "--store=file://" + good);
        assertThat(verify.code()).as(verify.err()).isZero();
    }

    private static List<String> plainEtcd() {
        return List.of("--endpoints=" + plain.endpoint(0));
    }

    private static List<String> overTls(Path cacert, Path cert, Path key) {
        return List.of("--endpoints=" + secure.endpoint(0), "--cacert=" + cacert, "--cert=" + cert, "--key=" + key);
    }

    /** The last line of a backup to an empty directory, which stays empty. */
    private String refused(int code, List<String> more) throws IOException {
        Path directory = Files.createTempDirectory(folder, "store");
        ProgramRun run = backup("file://" + directory, more);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        try (Stream<Path> left = Files.walk(directory)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
        return oneSentence(run);
    }

    private String refusedBy(int code, String store) {
        ProgramRun run = backup(store, plainEtcd());
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        return oneSentence(run);
    }

    private static ProgramRun backup(String store, List<String> more) {
        List<String> line = new ArrayList<>(List.of("backup", "--cluster=prod", "--store=" + store));
        line.addAll(more);
        if (more.stream().noneMatch(flag -> flag.startsWith("--connect-timeout"))) {
            line.add("--connect-timeout=1m");
        }
        if (more.stream().noneMatch(flag -> flag.startsWith("--recipient"))) {
            line.add("--compression=none");
        }
        return ProgramRun.of(line.toArray(String[]::new));
    }

    private static String oneSentence(ProgramRun run) {
        assertThat(run.err().lines().filter(line -> !line.contains(OF_THE_S3_SERVER)))
                .noneMatch(line -> line.contains("\tat ") || line.contains("Exception"));
        assertThat(run.err().lines().filter(line -> line.startsWith("etcdbr-job: ")))
                .as(run.err())
                .hasSize(1);
        return lastLine(run);
    }

    /** The last one that is no line of a log. */
    private static String lastLine(ProgramRun run) {
        return run.err()
                .lines()
                .filter(line -> line.startsWith("etcdbr-job: "))
                .reduce((_, later) -> later)
                .orElseThrow();
    }
}
