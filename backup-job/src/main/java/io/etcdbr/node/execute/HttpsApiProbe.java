package io.etcdbr.node.execute;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.tls.PemFile;
import io.etcdbr.tls.ServerTrust;
import io.etcdbr.tls.TlsMaterial;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server at the node's loopback address, as kubelet's own probe does: whose certificate it shows does not matter, since
 * nothing that is read is believed and no secret is sent. With the certificate by which an API server shows itself to kubelets, where
 * kubeadm made one, since anonymous requests may be forbidden.
 */
final class HttpsApiProbe implements ApiProbe {
    private static final String CERT = "/etc/kubernetes/pki/apiserver-kubelet-client.crt";
    private static final String KEY = "/etc/kubernetes/pki/apiserver-kubelet-client.key";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int MOST_TEXT = 1 << 14;
    private static final int MOST_CHECKS = 5;
    private static final Pattern FAILED = Pattern.compile("^\\[-]([\\w./-]{1,80}) failed", Pattern.MULTILINE);

    /** So long after its start an API server may forbid everything, because it has not read its roles yet. */
    private static final Duration WITHOUT_ROLES = Duration.ofSeconds(5);

    private static final ServerTrust.Advice NO_ADVICE = new ServerTrust.Advice("", "", "", "");

    private final Participant self;
    private final HostRoot root;
    private final InstantSource uptime;
    private final int timeout;
    private @Nullable SSLSocketFactory sockets;
    private @Nullable Instant forbiddenSince;

    HttpsApiProbe(Participant self, HostRoot root) {
        this(self, root, () -> Instant.EPOCH.plusNanos(System.nanoTime()), TIMEOUT);
    }

    /**
     * @param uptime never set back
     * @param timeout to connect, and again for the answer
     */
    HttpsApiProbe(Participant self, HostRoot root, InstantSource uptime, Duration timeout) {
        this.self = self;
        this.root = root;
        this.uptime = uptime;
        this.timeout = Math.toIntExact(timeout.toMillis());
    }

    /** A server that goes on forbidding the question is there as well. */
    @Override
    public Optional<String> notReady() {
        String why = "";
        for (String host :
                new String[] {"127.0.0.1", URI.create(self.clientUrl()).getHost()}) {
            try {
                Answer answer = get(host, "/readyz");
                return answer.code() == HttpURLConnection.HTTP_OK || answer.isForbidden() && isLasting()
                        ? Optional.empty()
                        : Optional.of("/readyz answers " + answer.code() + answer.failedChecks());
            } catch (IOException e) {
                why = "nobody answers at " + host + ":" + self.securePort() + " (" + e.getMessage() + ")";
            }
        }
        return Optional.of(why);
    }

    /**
     * Reads the node's own object. Nodes are what the certificate may read whichever kubeadm made it: by system:kubelet-api-admin today,
     * by a group of administrators before. Namespaces are not.
     */
    @Override
    public Optional<String> evidence() {
        try {
            String path = "/api/v1/nodes/" + self.node();
            int code = get("127.0.0.1", path).code();
            return Optional.of("The API server is ready; it answers " + code + " for " + path
                    + (code == HttpURLConnection.HTTP_NOT_FOUND
                            ? ": the node joined after the backup; 'systemctl restart kubelet' on it registers it again."
                            : "."));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean isLasting() {
        Instant now = uptime.instant();
        if (forbiddenSince == null) {
            forbiddenSince = now;
        }
        return Duration.between(forbiddenSince, now).compareTo(WITHOUT_ROLES) >= 0;
    }

    private Answer get(String host, String path) throws IOException {
        URI uri = URI.create("https://" + host + ":" + self.securePort() + path);
        HttpsURLConnection connection = (HttpsURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        try {
            connection.setSSLSocketFactory(sockets());
            connection.setHostnameVerifier((_, _) -> true);
            connection.setConnectTimeout(timeout);
            connection.setReadTimeout(timeout);
            int code = connection.getResponseCode();
            try (InputStream body = connection.getErrorStream()) {
                return new Answer(code, body == null ? "" : new String(body.readNBytes(MOST_TEXT), UTF_8));
            }
        } finally {
            connection.disconnect();
        }
    }

    private SSLSocketFactory sockets() throws IOException {
        if (sockets == null) {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(client(), new TrustManager[] {new TrustAnybody()}, null);
                sockets = context.getSocketFactory();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no TLS", e);
            }
        }
        return sockets;
    }

    private KeyManager[] client() throws IOException {
        Path cert = root.resolve(CERT);
        Path key = root.resolve(KEY);
        if (!Files.isReadable(cert) || !Files.isReadable(key)) {
            return new KeyManager[0];
        }
        try {
            return TlsMaterial.of(
                            Optional.empty(),
                            Optional.of(PemFile.read(cert)),
                            Optional.of(PemFile.read(key)),
                            NO_ADVICE)
                    .client()
                    .map(identity -> new KeyManager[] {identity})
                    .orElseGet(() -> new KeyManager[0]);
        } catch (EtcdbrException e) {
            return new KeyManager[0];
        }
    }

    /** @param text of an answer that is an error, cut off where it is long */
    private record Answer(int code, String text) {
        boolean isForbidden() {
            return code == HttpURLConnection.HTTP_UNAUTHORIZED || code == HttpURLConnection.HTTP_FORBIDDEN;
        }

        /** As {@code k8s.io/apiserver/pkg/server/healthz} tells them: a line for each, why is not said. */
        String failedChecks() {
            String names = FAILED.matcher(text)
                    .results()
                    .limit(MOST_CHECKS)
                    .map(line -> line.group(1))
                    .collect(Collectors.joining(", "));
            return names.isEmpty() ? "" : " (failing: " + names + ")";
        }
    }

    /** Extended, so that Java adds no check of the host's name. */
    private static final class TrustAnybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
