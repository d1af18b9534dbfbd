package io.etcdbr.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.etcdbr.node.NodeMain;
import io.etcdbr.node.coordination.StandInMember;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersVerbTest {

    @Test
    void eachPeerOfThePlanIsAskedForItsClusterAndSilenceAndStrangersAreTold(@TempDir Path root) throws IOException {
        HttpServer etcd = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        etcd.createContext("/members", exchange -> {
            exchange.getResponseHeaders().add("X-Etcd-Cluster-ID", PlanFixture.OLD_CLUSTER.toString());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        etcd.start();
        try (StandInMember first = new StandInMember(Duration.ofMinutes(1));
                StandInMember stranger = new StandInMember(Duration.ofMinutes(1))) {
            first.answersStatus = true;
            first.member =
                    PlanFixture.plan(3).participants().getFirst().oldMemberId().value();
            stranger.answersStatus = true;
            stranger.member = 4711;
            RestorePlan plan = PlanFixture.at(
                    List.of(
                            "http://127.0.0.1:" + etcd.getAddress().getPort(),
                            "http://127.0.0.1:1",
                            "http://127.0.0.1:2"),
                    List.of(first.url(), stranger.url(), "http://127.0.0.1:1"));
            ByteArrayOutputStream out = new ByteArrayOutputStream();

            int code = NodeMain.run(
                    new String[] {"peers", "--node=cp2", "--host=" + root},
                    Map.of(),
                    new ByteArrayInputStream(PlanCodec.encode(plan)),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    System.err);

            assertThat(code).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8).strip())
                    .isEqualTo("{\"node\":\"cp2\",\"peers\":{\"cp1\":\"0123456789abcdef\",\"cp2\":null,\"cp3\":null},"
                            + "\"clients\":{\"cp1\":\"0123456789abcdef\",\"cp2\":null,\"cp3\":null}}");
        } finally {
            etcd.stop(0);
        }
    }
}
