package io.etcdbr.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import io.etcdbr.e2e.harness.ClusterIds;
import io.etcdbr.e2e.harness.ClusterUnderTest;
import io.etcdbr.e2e.harness.FaultTable;
import io.etcdbr.e2e.harness.Node;
import io.etcdbr.e2e.harness.OnACluster;
import io.etcdbr.e2e.harness.Said;
import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A restore while one machine is off, and what becomes of that machine. */
@ExtendWith(OnACluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1200)
class AbsentMemberScenarios {
    private static final Pattern INITIAL_CLUSTER = Pattern.compile("ETCD_INITIAL_CLUSTER=\"([^\"]+)\"");
    private static final Pattern MEMBER = Pattern.compile("Member ([0-9a-f]+) added");

    private @Nullable RestoreGround ground;
    private boolean off;

    @BeforeAll
    void install() throws Exception {
        if (OnACluster.find().isPresent()) {
            ground = RestoreGround.prepare(OnACluster.find().get());
        }
    }

    @AfterAll
    void remove() throws Exception {
        if (off) {
            ground().cluster().nodes().getLast().powerOn();
        }
        if (ground != null) {
            ground.close();
        }
    }

    /** Fault 26, and the way back in of {@code docs/restore.md}, section 1. */
    @Test
    void aMachineThatWasOffComesBackWithoutServingAndJoinsAgain() throws Exception {
        ClusterUnderTest cluster = ground().cluster();
        assumeTrue(cluster.nodes().size() == 3, "two of three");
        Node absent = cluster.nodes().getLast();
        absent.needPowerSwitch();
        String old = ground().plane().etcdClusterId();
        String backup = ground().backUp();
        ground().mark("e2e-before-the-absence");
        absent.powerOff();
        off = true;

        // A load balancer in front of the API servers may take a moment to notice.
        Said refused = Awaitility.await("the API answers without " + absent.name())
                .atMost(Duration.ofMinutes(2))
                .until(
                        () -> ground().restorer().ask("restore", backup, "--yes"),
                        said -> said.code() != ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(refused.code()).as(refused.out() + refused.err()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(refused.out()).contains("--fenced '" + absent.name() + "=");

        JsonObject result = ground().restore(backup, "--fenced", absent.name() + "=powered off");

        try (ClusterIds ids = ground().plane().watchClusterIds()) {
            absent.powerOn();
            off = false;
            Awaitility.await("its etcd runs with its old data")
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> ids.running().contains(old));
            Thread.sleep(Duration.ofSeconds(20));
            assertThat(ids.together())
                    .as("clusters that served at the same time")
                    .isEmpty();
        }
        assertThat(cluster.isApiServerReady(absent))
                .as("its API server is ready")
                .isFalse();
        assertThat(ground().isMarked("e2e-before-the-absence")).isFalse();

        join(cluster.nodes().getFirst(), absent);

        cluster.awaitApiServer(absent);
        cluster.awaitAllReady();
        // Besides it warns of its own environment.
        assertThat(ground().plane().etcdctl("endpoint health --cluster 2>&1").lines())
                .filteredOn(line -> line.startsWith("https://"))
                .hasSize(3)
                .allMatch(line -> line.contains("is healthy"));
        FaultTable.row(
                "26",
                "one machine off, two of three restored, then the machine on again with its old data",
                "refused without a statement; restored on two; the third served nothing and was joined again by hand",
                result.get("downtimeSeconds").getAsString() + " s");
    }

    private void join(Node sound, Node absent) throws IOException {
        // Kubelet has not seen its API server since the machine was on again: it would let them run, and start them
        // again.
        absent.sh("""
                systemctl stop kubelet
                mkdir -p /root/manifests
                mv /etc/kubernetes/manifests/etcd.yaml /etc/kubernetes/manifests/kube-apiserver.yaml /root/manifests/
                pkill -x 'etcd|kube-apiserver' || true
                """);
        ground().await(
                        "etcd of " + absent.name() + " is gone",
                        absent.name(),
                        "! ls -l /proc/[0-9]*/exe 2>/dev/null | grep -q '/etcd$'");
        absent.sh("mv /var/lib/etcd/member /var/lib/etcd.broken && systemctl start kubelet");
        String added = sound.etcdctl(
                "member add " + absent.name() + " --learner --peer-urls=https://" + absent.address() + ":2380");
        absent.sh("""
                cd /root/manifests
                sed -i -e '/--initial-cluster-state=/d' \\
                    -e 's|--initial-cluster=.*|--initial-cluster=%s\\n    - --initial-cluster-state=existing|' etcd.yaml
                mv etcd.yaml /etc/kubernetes/manifests/
                """.formatted(found(INITIAL_CLUSTER, added)));
        Awaitility.await("the learner has caught up")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(2))
                .ignoreExceptions()
                .until(() ->
                        sound.etcdctl("member promote " + found(MEMBER, added)).contains("promoted"));
        absent.sh("mv /root/manifests/kube-apiserver.yaml /etc/kubernetes/manifests/; rm -rf /var/lib/etcd.broken");
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    private RestoreGround ground() {
        return Objects.requireNonNull(ground);
    }
}
