package io.etcdbr.node.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.tls.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeerPortTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @Test
    void theIdIsInTheHeader() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/members", exchange -> {
            exchange.getResponseHeaders().add("X-Etcd-Cluster-ID", "cdf818194e3a8c32");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(new PeerPort(url, PeerPortTest::unreadable, TIMEOUT).cluster())
                    .contains(new EtcdClusterId(Long.parseUnsignedLong("cdf818194e3a8c32", 16)));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void withoutCertificatesThereIsNoAnswerAndTheyAreLookedForAgain() {
        AtomicInteger looks = new AtomicInteger();
        PeerPort port = new PeerPort(
                "https://127.0.0.1:1",
                () -> {
                    looks.incrementAndGet();
                    return unreadable();
                },
                TIMEOUT);

        assertThat(port.cluster()).isEmpty();
        assertThat(port.cluster()).isEmpty();
        assertThat(looks).hasValue(2);
    }

    private static TlsMaterial unreadable() {
        throw new UncheckedIOException(new IOException("the key cannot be read"));
    }
}
