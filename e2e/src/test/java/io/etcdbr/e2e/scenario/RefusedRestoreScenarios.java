package io.etcdbr.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.etcdbr.e2e.harness.FaultTable;
import io.etcdbr.e2e.harness.Node;
import io.etcdbr.e2e.harness.OnACluster;
import io.etcdbr.e2e.harness.Said;
import io.etcdbr.error.ExitCode;
import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.KubePrograms;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Restores that must not begin: what they say, and that nothing on a node is different afterwards. */
@ExtendWith(OnACluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(900)
class RefusedRestoreScenarios {
    private static final String ENCRYPTION = "/etc/kubernetes/pki/e2e-encryption.yaml";
    private static final String API_SERVER = "/etc/kubernetes/manifests/kube-apiserver.yaml";

    @TempDir
    Path folder;

    private @Nullable RestoreGround ground;

    /** How a stored backup may be damaged. */
    enum Damage {
        TRUNCATED("truncated", "truncate -s -100 \"$file\""),
        OVERWRITTEN(
                "with other bytes in the middle",
                "printf 0123456789abcdef | dd of=\"$file\" bs=1 seek=$(($(stat -c %s \"$file\") / 2)) conv=notrunc 2>/dev/null");

        private final String what;
        private final String script;

        Damage(String what, String script) {
            this.what = what;
            this.script = script;
        }
    }

    @BeforeAll
    void install() throws Exception {
        if (OnACluster.find().isPresent()) {
            ground = RestoreGround.prepare(OnACluster.find().get());
        }
    }

    @AfterAll
    void remove() throws Exception {
        if (ground != null) {
            ground.close();
        }
    }

    /** Fault 1. */
    @ParameterizedTest
    @EnumSource
    void aBackupThatWasDamagedInItsStoreIsRefused(Damage damage) throws Exception {
        String id = ground().backUp();
        String file = ground().place().database(id);
        first().sh("file=" + file + "\n" + damage.script);
        RestoreGround.Before before = ground().look();

        Said said = ground().restorer().ask("restore", id, "--yes");

        assertThat(said.code()).as(said.out() + said.err()).isNotZero();
        assertThat(said.err()).contains(id);
        ground().assertUntouched(before);
        first().sh("rm " + file);
        FaultTable.row("1", "stored backup " + damage.what, "refused while it is fetched, cluster untouched", "");
    }

    /** Fault 1, the last part: what etcdctl writes ends with a digest, and one without it proves nothing. */
    @Test
    void aSnapshotWithoutItsDigestIsRefused() throws Exception {
        Path snapshot = snapshotOfThisCluster();
        try (FileChannel file = FileChannel.open(snapshot, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 32);
        }

        JsonObject plan = ground().plan("--file", snapshot.toString());

        assertThat(RestoreGround.refusals(plan)).containsOnlyKeys("digest");
        FaultTable.row(
                "1", "snapshot file without its digest", "refused in the plan (`digest`), cluster untouched", "");
    }

    /** Fault 2. */
    @Test
    void aSnapshotOfAnotherClusterIsRefused() throws Exception {
        Path snapshot = folder.resolve("other.db");
        try (EtcdCluster other = EtcdCluster.start(KubePrograms.etcd(), 1, Optional.empty())) {
            other.ctl(
                    "put",
                    "/registry/namespaces/kube-system",
                    "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"kube-system\","
                            + "\"uid\":\"11111111-2222-3333-4444-555555555555\"}}");
            other.ctl("snapshot", "save", snapshot.toString());
        }

        Said said = ground().fails(ExitCode.REFUSED, "--file", snapshot.toString());

        assertThat(said.out() + said.err()).contains("11111111-2222-3333-4444-555555555555");
        assertThat(RestoreGround.refusals(ground().plan("--file", snapshot.toString())))
                .containsKey("cluster");
        FaultTable.row("2", "snapshot of another cluster", "refused in the plan (`cluster`), cluster untouched", "");
    }

    /** Fault 5. The last one: that manifests changed just now refuses a restore, too. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aKeyOfEncryptionAtRestThatOneNodeLacksIsNamedWithTheNode() throws Exception {
        Node lacking = ground().cluster().nodes().getLast();
        encrypt(true);
        try {
            ground().installation().kubectl().run("create", "secret", "generic", "e2e-encrypted", "--from-literal=a=b");
            String id = ground().backUp();
            lacking.sh("sed -i 's/name: key-of-e2e/name: another-key/' " + ENCRYPTION);

            JsonObject plan = ground().plan(id);

            assertThat(RestoreGround.refusals(plan).get("encryption"))
                    .as(plan.toString())
                    .contains("key-of-e2e")
                    .contains(lacking.name());
            FaultTable.row(
                    "5",
                    "key of encryption at rest missing on one node",
                    "refused in the plan, naming node and key",
                    "");
        } finally {
            ground().installation().kubectl().run("delete", "secret", "e2e-encrypted", "--ignore-not-found");
            encrypt(false);
        }
    }

    @Test
    void aDryRunAsJsonTellsWhatWouldBeLostAndDoesNothing() throws Exception {
        String id = ground().backUp();
        ground().mark("made-after-" + id.substring(0, 8).toLowerCase());

        JsonObject plan = ground().plan(id);

        assertThat(plan.get("result").getAsString()).isEqualTo("planned");
        assertThat(RestoreGround.refusals(plan)).isEmpty();
        assertThat(plan.get("possible").getAsBoolean()).isTrue();
        assertThat(plan.getAsJsonObject("loss").get("resources").toString()).contains("configmaps");
        assertThat(plan.getAsJsonObject("plan").getAsJsonObject("backup").toString())
                .contains(id);
        assertThat(plan.get("expectedDowntimeSeconds").getAsInt()).isPositive();
    }

    @Test
    void theNewestBackupBeforeATimeIsTaken() throws Exception {
        String older = ground().backUp();
        Thread.sleep(Duration.ofSeconds(2));
        Instant between = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Thread.sleep(Duration.ofSeconds(2));
        String newer = ground().backUp();

        String chosen = ground().plan("--before", between.toString())
                .getAsJsonObject("plan")
                .getAsJsonObject("backup")
                .toString();

        assertThat(chosen).contains(older).doesNotContain(newer);
    }

    private Path snapshotOfThisCluster() throws IOException {
        Path snapshot = folder.resolve("own.db");
        Files.deleteIfExists(snapshot);
        ground().installation().operator().run("download", ground().backUp(), "--to", snapshot.toString());
        return snapshot;
    }

    /** Turns encryption at rest on or off by a flag of all API servers, and waits for them. */
    private void encrypt(boolean on) throws IOException {
        String edit = on
                ? """
                        cat >%s <<'END'
                        apiVersion: apiserver.config.k8s.io/v1
                        kind: EncryptionConfiguration
                        resources:
                          - resources: [secrets]
                            providers:
                              - aescbc:
                                  keys:
                                    - name: key-of-e2e
                                      secret: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
                              - identity: {}
                        END
                        chmod 600 %1$s
                        sed '/- kube-apiserver$/a\\    - --encryption-provider-config=%1$s' %2$s >/tmp/e2e-manifest
                        """.formatted(ENCRYPTION, API_SERVER)
                : "sed '/--encryption-provider-config/d' %s >/tmp/e2e-manifest\n".formatted(API_SERVER);
        for (Node node : ground().cluster().nodes()) {
            node.sh(edit + "cat /tmp/e2e-manifest >" + API_SERVER + "; rm /tmp/e2e-manifest");
        }
        for (Node node : ground().cluster().nodes()) {
            String is = on ? "" : "! ";
            ground().await(
                            "the API server of " + node.name() + " has started anew",
                            node.name(),
                            (on ? "" : "! ") + "grep -qs encryption-provider-config $(for p in /proc/[0-9]*; do"
                                    + " case $(readlink $p/exe) in */kube-apiserver) echo $p/cmdline;; esac; done)"
                                    + " /dev/null");
            ground().cluster().awaitApiServer(node);
        }
        if (!on) {
            for (Node node : ground().cluster().nodes()) {
                node.sh("rm -f " + ENCRYPTION);
            }
        }
        ground().cluster().awaitAllReady();
    }

    private Node first() {
        return ground().cluster().nodes().getFirst();
    }

    private RestoreGround ground() {
        return Objects.requireNonNull(ground);
    }
}
