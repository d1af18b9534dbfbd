package io.etcdbr.job.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.etcdbr.job.check.NodeReport.EncryptionState;
import io.etcdbr.storage.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCheckTest {
    @TempDir
    private Path host;

    private Path store = Path.of("unset");

    @BeforeEach
    void makeNode() throws IOException {
        store = Files.createDirectories(host.resolve("store"));
        Files.createDirectories(host.resolve("var/lib/etcd"));
        Files.createDirectories(host.resolve("etc/kubernetes/manifests"));
    }

    @Test
    void aStoreIsWrittenToAndLeftAsItWas() throws IOException {
        NodeReport report = check("file://" + store);

        assertThat(report.stores()).singleElement().satisfies(state -> {
            assertThat(state.failure()).isEmpty();
            assertThat(state.ahead().orElseThrow().abs()).isLessThan(Duration.ofSeconds(5));
        });
        try (Stream<Path> left = Files.list(store)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void howFarTheClockOfAStoreIsAheadIsMeasured() {
        Clock slow = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
        StoreLocation location = StoreLocation.parse("file://" + store);

        NodeReport report =
                new NodeCheck(slow).run(new NodeCheck.Options(List.of(location), List.of(), List.of(), host));

        double ahead = JsonParser.parseString(NodeReportJson.of(report))
                .getAsJsonObject()
                .getAsJsonArray("stores")
                .get(0)
                .getAsJsonObject()
                .get("clockAheadSeconds")
                .getAsDouble();
        // Less by what the writing took.
        assertThat(ahead).isBetween(3000.0, 3601.0);
    }

    /** Or on a machine that stood still meanwhile. */
    @Test
    void aStoreThatTakesLongIsNotTakenForOneWithAnotherClock() {
        AtomicInteger looks = new AtomicInteger();
        InstantSource leaping = () -> Instant.now().plusSeconds(looks.getAndIncrement() == 0 ? -600 : 600);
        StoreLocation location = StoreLocation.parse("file://" + store);

        NodeReport report = new NodeCheck(leaping.withZone(ZoneOffset.UTC))
                .run(new NodeCheck.Options(List.of(location), List.of(), List.of(), host));

        assertThat(report.stores())
                .singleElement()
                .satisfies(state -> assertThat(state.ahead()).contains(Duration.ZERO));
    }

    @Test
    void aStoreThatIsNotThereIsToldWithItsRemedy() {
        assertThat(check("file:///no/such/directory").stores())
                .singleElement()
                .satisfies(state ->
                        assertThat(state.failure().orElseThrow().remedy()).isNotEmpty());
    }

    @Test
    void theKeysOfEncryptionMustGoWithTheBackups() throws IOException {
        assertThat(check().encryption()).isEmpty();

        manifest("    - --secure-port=6443");
        assertThat(check().encryption()).contains(new EncryptionState(Optional.empty(), true));

        manifest("    - --encryption-provider-config=/etc/kubernetes/enc/enc.yaml");
        assertThat(check().encryption())
                .contains(new EncryptionState(Optional.of("/etc/kubernetes/enc/enc.yaml"), false));
        assertThat(check(List.of(Path.of("/etc/kubernetes")))
                        .encryption()
                        .orElseThrow()
                        .saved())
                .isTrue();
        assertThat(check(List.of(Path.of("/etc/kube")))
                        .encryption()
                        .orElseThrow()
                        .saved())
                .isFalse();
    }

    @Test
    void theRoomIsThatOfTheDataDirectory() throws IOException {
        assertThat(check().disk()).hasValueSatisfying(disk -> {
            assertThat(disk.directory()).isEqualTo("/var/lib/etcd");
            assertThat(disk.free()).isPositive();
        });
        Files.delete(host.resolve("var/lib/etcd"));
        assertThat(check().disk()).isEmpty();
    }

    @Test
    void aCertificateThatIsNoneIsAProblemAndNoCrash() throws IOException {
        Path file = Files.writeString(host.resolve("ca.crt"), "nonsense");
        NodeReport report = new NodeCheck(Clock.systemUTC())
                .run(new NodeCheck.Options(List.of(), List.of(file, Path.of("/no/such.crt")), List.of(), host));

        assertThat(report.certificates())
                .hasSize(2)
                .allSatisfy(found -> assertThat(found.problem()).isPresent());
        assertThat(NodeReportJson.of(report)).contains("\"expires\":null", "\"encryption\":null");
    }

    private void manifest(String line) throws IOException {
        Files.writeString(
                host.resolve("etc/kubernetes/manifests/kube-apiserver.yaml"),
                "spec:\n  containers:\n  - command:\n    - kube-apiserver\n" + line + "\n");
    }

    private NodeReport check(String... stores) {
        return check(List.of(), stores);
    }

    private NodeReport check(List<Path> included, String... stores) {
        return new NodeCheck(Clock.systemUTC())
                .run(new NodeCheck.Options(
                        Stream.of(stores).map(StoreLocation::parse).toList(), List.of(), included, host));
    }
}
