package io.etcdbr.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.etcdbr.e2e.harness.FaultTable;
import io.etcdbr.e2e.harness.Node;
import io.etcdbr.e2e.harness.OnACluster;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node whose etcd has a mount point for its data, and a disk of its own for its WAL. */
@ExtendWith(OnACluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1200)
class SeparateDisksScenarios {
    private static final String WAL = "/var/lib/etcd-wal";
    private static final String ELSEWHERE = "/var/lib/e2e-etcd";
    private static final String ASIDE = "/root/e2e-etcd.yaml";
    private static final String MANIFEST = "/etc/kubernetes/manifests/etcd.yaml";

    private @Nullable RestoreGround ground;

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

    /** Fault 22. */
    @Test
    void aMountPointAndADiskForTheWalAreRestoredInPlace() throws Exception {
        Node node = ground().cluster().nodes().getLast();
        separate(node);
        try {
            String id = ground().backUp();
            ground().mark("e2e-before-separate-disks");

            JsonObject result = ground().restore(id);

            assertThat(ground().isMarked("e2e-before-separate-disks")).isFalse();
            String restore = result.get("restore").getAsString();
            assertThat(node.sh("mountpoint -q /var/lib/etcd && mountpoint -q " + WAL + " && ls /var/lib/etcd/member"))
                    .as("the same disks, and no WAL beside the database")
                    .doesNotContain("wal");
            assertThat(node.sh("ls " + WAL + "/.etcdbr/" + restore + "/old"))
                    .as("the WAL of before")
                    .contains(".wal");
            ground().restorer().run("restore", "clean", restore, "--yes");
            assertThat(node.sh("ls -A " + WAL)).doesNotContain("etcdbr");
            FaultTable.row(
                    "22",
                    "data directory a mount point, WAL on a disk of its own, on one node",
                    "restored in place, old WAL set aside on its disk",
                    result.get("downtimeSeconds").getAsString() + " s");
        } finally {
            unite(node);
        }
    }

    private void separate(Node node) throws IOException {
        stopEtcd(node);
        node.sh("""
                mkdir -p %1$s %2$s
                mv /var/lib/etcd/member %2$s/
                mount --bind %2$s /var/lib/etcd
                mount -t tmpfs -o mode=700,size=2g e2e-wal %1$s
                mv /var/lib/etcd/member/wal/* %1$s/
                rmdir /var/lib/etcd/member/wal
                sed -e 's|^    - --data-dir=.*|&\\n    - --wal-dir=%1$s|' \\
                    -e 's|^    volumeMounts:|&\\n    - mountPath: %1$s\\n      name: e2e-wal|' \\
                    -e 's|^  volumes:|&\\n  - hostPath:\\n      path: %1$s\\n      type: Directory\\n    name: e2e-wal|' \\
                    %3$s >/tmp/e2e-etcd.yaml
                chmod 600 /tmp/e2e-etcd.yaml
                mv /tmp/e2e-etcd.yaml %4$s
                """.formatted(WAL, ELSEWHERE, ASIDE, MANIFEST));
        awaitEtcd(node);
    }

    private void unite(Node node) throws IOException {
        node.sh("mv " + MANIFEST + " /tmp/e2e-etcd.yaml");
        awaitNoEtcd(node);
        node.sh("""
                mkdir -p %2$s/member/wal
                mv %1$s/*.wal %1$s/*.tmp %2$s/member/wal/ 2>/dev/null || true
                umount %1$s /var/lib/etcd
                mv %2$s/member /var/lib/etcd/
                rm -rf %2$s %1$s
                mv %3$s %4$s
                """.formatted(WAL, ELSEWHERE, ASIDE, MANIFEST));
        awaitEtcd(node);
        ground().cluster().awaitApiServer(node);
    }

    private void stopEtcd(Node node) throws IOException {
        node.sh("mv " + MANIFEST + " " + ASIDE);
        awaitNoEtcd(node);
    }

    private void awaitNoEtcd(Node node) {
        ground().await(
                        "etcd of " + node.name() + " is gone",
                        node.name(),
                        "! ls -l /proc/[0-9]*/exe 2>/dev/null | grep -q '/etcd$'");
    }

    /** That its API server is ready says that etcd is. */
    private void awaitEtcd(Node node) {
        ground().await(
                        "etcd of " + node.name() + " runs",
                        node.name(),
                        "ls -l /proc/[0-9]*/exe 2>/dev/null | grep -q '/etcd$'");
        ground().cluster().awaitApiServer(node);
        ground().cluster().awaitAllReady();
    }

    private RestoreGround ground() {
        return Objects.requireNonNull(ground);
    }
}
