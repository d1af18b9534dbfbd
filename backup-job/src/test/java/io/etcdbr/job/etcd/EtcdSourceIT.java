package io.etcdbr.job.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcdbr.config.EtcdSettings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Alarm;
import io.etcdbr.pipeline.PlainDigest;
import io.etcdbr.pipeline.SnapshotDigest;
import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.FaultProxy;
import io.etcdbr.testing.FaultProxy.Direction;
import io.etcdbr.testing.FaultProxy.Ending;
import io.etcdbr.testing.TestAuthority;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(600)
class EtcdSourceIT {
    private static final String LOOPBACK = "IP:127.0.0.1,DNS:localhost";

    /** Where the answer comes, also from a machine that stands still for some seconds. */
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    static List<EtcdProgram> versions() {
        return EtcdProgram.all();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theSnapshotOverMutualTlsIsTheOneThatEtcdsOwnToolAccepts(EtcdProgram program) throws Exception {
        TestAuthority authority = TestAuthority.create(folder, "etcd-ca");
        EtcdCluster.Tls tls = tls(authority);
        try (EtcdCluster etcd = EtcdCluster.start(program, 1, Optional.of(tls))) {
            etcd.fill(2);
            try (EtcdSource source = EtcdSources.open(settings(tls, etcd.endpoint(0)))) {
                ClusterState cluster = source.look();
                MemberState.Reachable member = only(cluster);
                Path file = folder.resolve("snapshot.db");
                PlainDigest.Plain plain = save(source, member, file);
                assertThat(member.version()).isEqualTo(program.version());
                assertThat(member.leader()).isTrue();
                assertThat(member.storageVersion().isPresent()).isEqualTo(hasStorageVersion(program));
                assertThat(plain.size()).isGreaterThan(2 << 20);
                assertThat(member.revision()).isEqualTo(source.revision(member)).isEqualTo(4);
                assertThat(cluster.alarms()).isEmpty();
                assertThat(etcd.snapshotStatus(file)).contains("\"revision\":4,");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void jetcdsOwnStreamOfAQuietEtcdHasTheSameSizeAndRevision(EtcdProgram program) throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(program, 1, Optional.empty())) {
            etcd.fill(1);
            Path ours = folder.resolve("ours.db");
            Path jetcds = folder.resolve("jetcd.db");
            Path after = folder.resolve("after.db");
            // A new etcd writes versions of itself in its first seconds.
            for (int i = 0; i < 20; i++) {
                save(etcd, ours);
                try (io.etcd.jetcd.Client client = io.etcd.jetcd.Client.builder()
                                .endpoints(etcd.endpoint(0))
                                .build();
                        OutputStream out = Files.newOutputStream(jetcds)) {
                    client.getMaintenanceClient().snapshot(out).get(60, TimeUnit.SECONDS);
                }
                save(etcd, after);
                if (etcd.snapshotStatus(ours).equals(etcd.snapshotStatus(after))) {
                    break;
                }
            }
            assertThat(Files.size(ours)).isEqualTo(Files.size(jetcds));
            assertThat(etcd.snapshotStatus(ours)).isEqualTo(etcd.snapshotStatus(jetcds));
        }
    }

    private static void save(EtcdCluster etcd, Path file) throws IOException {
        try (EtcdSource source = EtcdSources.open(plain(etcd.endpoint(0)))) {
            save(source, only(source.look()), file);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aNospaceAlarmIsSeenAndDoesNotHinder(EtcdProgram program) throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(program, 1, Optional.empty(), "--quota-backend-bytes=" + (2 << 20))) {
            assertThat(catchThrowableOfType(IOException.class, () -> etcd.fill(6)))
                    .hasMessageContaining("database space exceeded");
            try (EtcdSource source = EtcdSources.open(plain(etcd.endpoint(0)))) {
                ClusterState cluster = source.look();
                MemberState.Reachable member = only(cluster);
                assertThat(cluster.alarms())
                        .containsExactly(new Alarm(member.member().id(), "NOSPACE"));
                save(source, member, folder.resolve("full.db"));
            }
        }
    }

    @Test
    void aFollowerIsChosenALearnerSkippedAndADeadMemberTold() throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 3, Optional.empty())) {
            etcd.addLearner();
            try (EtcdSource source = EtcdSources.open(plain(etcd.endpoint(0)))) {
                MemberChoice choice = choiceOnce(
                        source,
                        seen -> seen.refused().stream()
                                        .anyMatch(one -> one.why().equals("it is a learner"))
                                && seen.candidates().size() == 3
                                && seen.candidates().stream()
                                        .anyMatch(one -> one.member().leader()));
                assertThat(choice.candidates()).hasSize(3);
                assertThat(choice.candidates().getFirst().member().leader()).isFalse();
                assertThat(choice.candidates().getLast().member().leader()).isTrue();
                assertThat(choice.refused())
                        .extracting(MemberChoice.Refused::why)
                        .containsExactly("it is a learner");

                String follower = choice.candidates().stream()
                        .filter(one -> !one.member().leader()
                                && !one.member().endpoint().equals(etcd.endpoint(0)))
                        .findFirst()
                        .orElseThrow()
                        .member()
                        .member()
                        .name();
                etcd.kill(etcd.indexOf(follower));
                MemberChoice after = MemberChoice.of(source.look());
                assertThat(after.refused())
                        .filteredOn(one -> one.member().member().name().equals(follower))
                        .extracting(MemberChoice.Refused::why)
                        .singleElement()
                        .asString()
                        .contains("it does not answer")
                        .contains("connection refused");
            }
        }
    }

    @Test
    void theNextEndpointIsAskedAndMembersAreReadWhereTheAdministratorSaid() throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty());
                FaultProxy proxy = FaultProxy.to(etcd.port(0))) {
            URI dead = URI.create("http://127.0.0.1:1");
            URI way = URI.create("http://127.0.0.1:" + proxy.port());
            try (EtcdSource source = EtcdSources.open(plain(dead, way))) {
                MemberState.Reachable member = only(source.look());
                assertThat(member.endpoint()).isEqualTo(way);
                assertThat(member.member().clientUrls())
                        .containsExactly(etcd.endpoint(0).toString());
            }
        }
    }

    @Test
    void endpointsOfDifferentClustersAreRefused() throws Exception {
        try (EtcdCluster one = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty());
                EtcdCluster other = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty())) {
            Failure failure = lookFails(plain(one.endpoint(0), other.endpoint(0)));
            assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
            assertThat(failure.problem()).contains("belong to different etcd clusters");
        }
    }

    @Test
    void withoutAMajorityTheSurvivorIsStillSeenAndRead() throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 3, Optional.empty())) {
            etcd.kill(1);
            etcd.kill(2);
            try (EtcdSource source = EtcdSources.open(plain(etcd.endpoint(0)))) {
                MemberChoice choice = choiceOnce(
                        source,
                        seen -> seen.candidates().size() == 1
                                && seen.candidates()
                                        .getFirst()
                                        .member()
                                        .leaderId()
                                        .isEmpty());
                assertThat(choice.candidates()).hasSize(1);
                assertThat(choice.candidates().getFirst().doubt().orElseThrow()).startsWith("it knows no leader");
                save(source, choice.candidates().getFirst().member(), folder.resolve("survivor.db"));
            }
        }
    }

    @Test
    void whatIsWrongWithACertificateIsSaid() throws Exception {
        TestAuthority authority = TestAuthority.create(folder, "etcd-ca");
        TestAuthority namesake = TestAuthority.create(folder, "etcd-ca");
        TestAuthority stranger = TestAuthority.create(folder, "some-other-ca");
        EtcdCluster.Tls tls = tls(authority);
        TestAuthority.Pair expired = authority.issue("late", LOOPBACK, 0);
        TestAuthority.Pair foreign = stranger.issue("foreign", LOOPBACK, 1);
        try (EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 1, Optional.of(tls))) {
            URI url = etcd.endpoint(0);
            Optional<TestAuthority.Pair> client = Optional.of(tls.client());
            refused(
                    settings(stranger.cert(), client, url),
                    "is signed by 'CN=etcd-ca', which is not among",
                    "some-other-ca");
            refused(
                    settings(namesake.cert(), client, url),
                    "is signed by another 'CN=etcd-ca'",
                    namesake.cert().toString());
            refused(settings(authority.cert(), Optional.empty(), url), "it demands a client certificate");
            refused(
                    settings(authority.cert(), Optional.of(foreign), url),
                    "it refuses the client certificate",
                    "CN=foreign");
            refused(
                    settings(authority.cert(), Optional.of(expired), url),
                    "it refuses the client certificate",
                    "expired at");
            assertThat(lookFails(plain(URI.create("http://127.0.0.1:" + url.getPort())))
                            .remedy())
                    .contains("begin with https://");
        }
    }

    @Test
    void whatIsWrongWithTheServersCertificateIsSaid() throws Exception {
        TestAuthority authority = TestAuthority.create(folder, "etcd-ca");
        EtcdCluster.Tls good = tls(authority);
        TestAuthority.Pair late = authority.issue("late", LOOPBACK, 0);
        TestAuthority.Pair elsewhere = authority.issue("elsewhere", "IP:10.9.8.7,DNS:etcd.example", 1);
        Optional<TestAuthority.Pair> client = Optional.of(good.client());
        try (EtcdCluster etcd = EtcdCluster.launch(
                EtcdProgram.any(), Optional.of(new EtcdCluster.Tls(authority.cert(), late, good.client())))) {
            refused(settings(authority.cert(), client, etcd.endpoint(0)), "expired at 20", "kubeadm certs renew");
        }
        try (EtcdCluster etcd = EtcdCluster.launch(
                EtcdProgram.any(), Optional.of(new EtcdCluster.Tls(authority.cert(), elsewhere, good.client())))) {
            refused(
                    settings(authority.cert(), client, etcd.endpoint(0)),
                    "its certificate is not for '127.0.0.1' but for 10.9.8.7, etcd.example");
        }
    }

    @Test
    void tlsToAnEtcdWithoutIsTold() throws Exception {
        TestAuthority authority = TestAuthority.create(folder, "etcd-ca");
        try (EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty())) {
            Failure failure = lookFails(settings(
                    authority.cert(),
                    Optional.empty(),
                    URI.create("https://127.0.0.1:" + etcd.endpoint(0).getPort())));
            assertThat(failure.code()).isEqualTo(ExitCode.SOURCE_UNREACHABLE);
            assertThat(failure.remedy()).contains("begin with http://");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void anEtcdWithAuthenticationSaysWhoMayReadIt(EtcdProgram program) throws Exception {
        TestAuthority authority = TestAuthority.create(folder, "etcd-ca");
        TestAuthority.Pair root = authority.issue("root", LOOPBACK, 1);
        EtcdCluster.Tls tls = new EtcdCluster.Tls(authority.cert(), authority.issue("server", LOOPBACK, 1), root);
        try (EtcdCluster etcd = EtcdCluster.start(program, 1, Optional.of(tls))) {
            etcd.ctl("user", "add", "root:x");
            etcd.ctl("user", "grant-role", "root", "root");
            etcd.ctl("auth", "enable");
            try (EtcdSource source = EtcdSources.open(settings(tls, etcd.endpoint(0)))) {
                save(source, only(source.look()), folder.resolve("root.db"));
            }
            TestAuthority.Pair nobody = authority.issue("nobody", LOOPBACK, 1);
            try (EtcdSource source =
                    EtcdSources.open(settings(authority.cert(), Optional.of(nobody), etcd.endpoint(0)))) {
                Failure failure = failure(() -> save(source, only(source.look()), folder.resolve("nobody.db")));
                assertThat(failure.code()).isEqualTo(ExitCode.SOURCE_REFUSED);
                assertThat(failure.remedy()).contains("an etcd user with the role root");
            }
        }
    }

    @Test
    void aCutAtAnyByteIsNeverASnapshot() throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty());
                FaultProxy proxy = FaultProxy.to(etcd.port(0));
                EtcdSource source = EtcdSources.open(plain(URI.create("http://127.0.0.1:" + proxy.port())))) {
            etcd.fill(1);
            MemberState.Reachable member = only(source.look());
            Random random = new Random(7);
            for (int i = 0; i < 12; i++) {
                // The proxy may have counted a few bytes of the last connection's end more.
                proxy.cutEachAfter(
                        Direction.DOWN,
                        1 + random.nextInt((int) member.dbSize()),
                        i % 2 == 0 ? Ending.RESET : Ending.CLOSE);
                Failure failure = failure(() -> save(source, member, folder.resolve("cut.db")));
                assertThat(failure.code()).isEqualTo(ExitCode.SOURCE_UNREACHABLE);
                assertThat(failure.problem()).contains("etcd member m1 at http://127.0.0.1:" + proxy.port());
            }
        }
    }

    @Test
    void aFrozenMemberIsGivenUpAfterTheIdleTimeOut() throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty());
                EtcdSource source = EtcdSources.open(within(LONG, Duration.ofSeconds(4), etcd.endpoint(0)))) {
            etcd.fill(40);
            MemberState.Reachable member = only(source.look());
            try (SnapshotStream stream = source.open(member)) {
                stream.readNBytes(100_000);
                etcd.freeze(0);
                long begin = System.nanoTime();
                Failure failure = failure(() -> drain(stream));
                etcd.thaw(0);
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .isBetween(Duration.ofSeconds(3), Duration.ofMinutes(2));
                assertThat(failure.problem()).contains("broke off: it is connected but sent no byte of its answer for");
            }
        }
    }

    @Test
    void aStoreSlowerThanPingsDoesNotEndTheStream() throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty());
                EtcdSource source = EtcdSources.open(within(LONG, Duration.ofSeconds(11), etcd.endpoint(0)))) {
            etcd.fill(48);
            MemberState.Reachable member = only(source.look());
            SnapshotDigest digest = new SnapshotDigest();
            byte[] buffer = new byte[1 << 20];
            System.gc();
            long before = used();
            try (SnapshotStream stream = source.open(member)) {
                int count;
                for (int i = 0; (count = stream.read(buffer)) >= 0; i++) {
                    digest.update(buffer, 0, count);
                    if (i == 2) {
                        // Longer than any time-out of ours, and than etcd's shortest pause between pings.
                        Thread.sleep(12_000);
                        System.gc();
                        assertThat(used() - before).isLessThan(8 << 20);
                    }
                }
            }
            assertThat(digest.finish().size()).isGreaterThan(48 << 20);
        }
    }

    @Test
    void aMemberThatDoesNotAnswerCostsTheConnectTimeOut() throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(EtcdProgram.any(), 1, Optional.empty());
                FaultProxy proxy = FaultProxy.to(etcd.port(0)).stallAfter(Direction.DOWN, 0)) {
            long begin = System.nanoTime();
            Failure failure =
                    lookFails(within(Duration.ofSeconds(3), LONG, URI.create("http://127.0.0.1:" + proxy.port())));
            assertThat(failure.code()).isEqualTo(ExitCode.SOURCE_UNREACHABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONG);
        }
    }

    private static MemberChoice choiceOnce(EtcdSource source, Predicate<MemberChoice> settled)
            throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (true) {
            MemberChoice choice = MemberChoice.of(source.look());
            if (settled.test(choice) || System.nanoTime() - end > 0) {
                return choice;
            }
            Thread.sleep(100);
        }
    }

    private static boolean hasStorageVersion(EtcdProgram program) {
        return !program.version().matches("3\\.[0-5]\\..*");
    }

    private static MemberState.Reachable only(ClusterState cluster) {
        assertThat(cluster.members()).singleElement().isInstanceOf(MemberState.Reachable.class);
        return (MemberState.Reachable) cluster.members().getFirst();
    }

    private static PlainDigest.Plain save(EtcdSource source, MemberState.Reachable member, Path file)
            throws IOException {
        SnapshotDigest digest = new SnapshotDigest();
        try (SnapshotStream stream = source.open(member);
                OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[100_000];
            int count;
            while ((count = stream.read(buffer)) >= 0) {
                digest.update(buffer, 0, count);
                out.write(buffer, 0, count);
            }
            assertThat(stream.remaining()).isZero();
        }
        return digest.finish();
    }

    private static void drain(SnapshotStream stream) throws IOException {
        byte[] buffer = new byte[100_000];
        while (stream.read(buffer) >= 0) {
            // Only its end is of interest.
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Failure failure(Work work) {
        try {
            work.run();
        } catch (EtcdbrException e) {
            return e.failure();
        } catch (SourceException e) {
            return e.failure();
        } catch (Exception e) {
            throw new AssertionError("not in words: " + e, e);
        }
        throw new AssertionError("did not fail");
    }

    private static Failure lookFails(EtcdSettings settings) {
        return failure(() -> {
            try (EtcdSource source = EtcdSources.open(settings)) {
                source.look();
            }
        });
    }

    private static void refused(EtcdSettings settings, String... parts) {
        Failure failure = lookFails(settings);
        assertThat(failure.sentence()).contains(parts);
        assertThat(failure.code()).isEqualTo(ExitCode.SOURCE_REFUSED);
    }

    private static EtcdCluster.Tls tls(TestAuthority authority) throws IOException {
        return new EtcdCluster.Tls(
                authority.cert(), authority.issue("server", LOOPBACK, 1), authority.issue("client", LOOPBACK, 1));
    }

    private static EtcdSettings plain(URI... endpoints) {
        return within(LONG, LONG, endpoints);
    }

    private static EtcdSettings within(Duration connect, Duration idle, URI... endpoints) {
        return new EtcdSettings(
                List.of(endpoints), Optional.empty(), Optional.empty(), Optional.empty(), connect, idle);
    }

    private static EtcdSettings settings(EtcdCluster.Tls tls, URI... endpoints) {
        return settings(tls.cacert(), Optional.of(tls.client()), endpoints);
    }

    private static EtcdSettings settings(Path cacert, Optional<TestAuthority.Pair> client, URI... endpoints) {
        return new EtcdSettings(
                List.of(endpoints),
                Optional.of(cacert),
                client.map(TestAuthority.Pair::cert),
                client.map(TestAuthority.Pair::key),
                LONG,
                LONG);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
