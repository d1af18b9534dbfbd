package io.etcdbr.node.coordination;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.tls.TlsMaterial;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * Asks a member at the port for its peers which cluster it is of: {@code GET /members}, whose answer has the id in a header. Etcd answers
 * there before it has a leader and without one.
 */
public final class PeerPort {
    private static final String CLUSTER_ID = "X-Etcd-Cluster-ID";
    private static final int HEX = 16;

    private final URI members;
    private final Supplier<TlsMaterial> tls;
    private final int timeout;
    private @Nullable TlsMaterial material;

    /** @param timeout to connect, and again for the answer */
    public PeerPort(String peerUrl, Supplier<TlsMaterial> tls, Duration timeout) {
        this.members = URI.create(peerUrl + "/members");
        this.tls = tls;
        this.timeout = (int) timeout.toMillis();
    }

    /** Empty if nobody answers, the answer is of something else than etcd, or the question cannot be asked for want of certificates. */
    public Optional<EtcdClusterId> cluster() {
        HttpURLConnection connection = null;
        try {
            connection = (HttpURLConnection) members.toURL().openConnection(Proxy.NO_PROXY);
            if (connection instanceof HttpsURLConnection secure) {
                secure.setSSLSocketFactory(material().context().getSocketFactory());
            }
            connection.setConnectTimeout(timeout);
            connection.setReadTimeout(timeout);
            connection.getResponseCode();
            return Optional.ofNullable(connection.getHeaderField(CLUSTER_ID))
                    .map(text -> new EtcdClusterId(Long.parseUnsignedLong(text, HEX)));
        } catch (IOException | RuntimeException e) {
            // Certificates that cannot be read are no answer either: who waits for this node's turn to start must not
            // wait for them.
            return Optional.empty();
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    private synchronized TlsMaterial material() {
        if (material == null) {
            material = tls.get();
        }
        return material;
    }
}
