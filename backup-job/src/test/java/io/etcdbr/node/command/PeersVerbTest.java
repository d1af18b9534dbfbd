package io.etcdbr.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.etcdbr.node.NodeMain;
import io.etcdbr.restore.plan.EtcdIds;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.PlannedEtcd;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersVerbTest {

    @Test
    void eachPeerOfThePlanIsAskedForItsClusterAndSilenceIsTold(@TempDir Path root) throws IOException {
        HttpServer etcd = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        etcd.createContext("/members", exchange -> {
            exchange.getResponseHeaders().add("X-Etcd-Cluster-ID", PlanFixture.OLD_CLUSTER.toString());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        etcd.start();
        try {
            RestorePlan plan = plan(List.of(
                    "http://127.0.0.1:" + etcd.getAddress().getPort(), "http://127.0.0.1:1", "http://127.0.0.1:2"));
            ByteArrayOutputStream out = new ByteArrayOutputStream();

            int code = NodeMain.run(
                    new String[] {"peers", "--node=cp2", "--host=" + root},
                    Map.of(),
                    new ByteArrayInputStream(PlanCodec.encode(plan)),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    System.err);

            assertThat(code).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8).strip())
                    .isEqualTo("{\"node\":\"cp2\",\"peers\":{\"cp1\":\"0123456789abcdef\",\"cp2\":null,\"cp3\":null}}");
        } finally {
            etcd.stop(0);
        }
    }

    private static RestorePlan plan(List<String> peers) {
        RestorePlan plan = PlanFixture.plan(peers.size());
        String token = plan.etcd().token();
        List<Participant> participants = plan.participants().stream()
                .map(like -> {
                    List<String> urls = List.of(peers.get(plan.participants().indexOf(like)));
                    return new Participant(
                            like.node(),
                            like.member(),
                            like.oldMemberId(),
                            EtcdIds.member(urls, token),
                            urls,
                            like.clientUrl(),
                            like.dataDir(),
                            like.walDir(),
                            like.staticPodPath(),
                            like.manifests(),
                            like.securePort(),
                            like.tls(),
                            like.kubernetesVersion());
                })
                .toList();
        return new RestorePlan(
                plan.id(),
                plan.cluster(),
                plan.backup(),
                new PlannedEtcd(
                        plan.etcd().version(),
                        plan.etcd().oldClusterId(),
                        EtcdIds.cluster(participants.stream()
                                .map(Participant::newMemberId)
                                .toList()),
                        token,
                        plan.etcd().bump(),
                        plan.etcd().liveRevision()),
                participants,
                plan.absent(),
                plan.samples(),
                plan.deadlines(),
                plan.keepOldDays());
    }
}
