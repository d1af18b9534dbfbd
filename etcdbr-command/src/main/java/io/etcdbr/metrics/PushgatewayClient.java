package io.etcdbr.metrics;

import io.etcdbr.config.ReportSettings.Credentials;
import io.etcdbr.config.ReportSettings.Pushgateway;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Pushes to a Pushgateway. By POST, which replaces the families that are sent and leaves the others of the group: PUT would
 * take the last success away with every failed run, and the last verification with every backup that is not verified.
 */
final class PushgatewayClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int MOST_OF_ANSWER = 200;

    private PushgatewayClient() {}

    static void push(Pushgateway gateway, RunMetrics metrics) throws IOException {
        String base = gateway.url().toString();
        URI target = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + "/metrics/job/etcdbr/cluster/" + metrics.cluster());
        byte[] body = Sample.exposition(metrics.samples()).getBytes(StandardCharsets.UTF_8);
        HttpURLConnection connection = open(target, gateway);
        try {
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "text/plain; version=0.0.4");
            connection.setConnectTimeout(Math.toIntExact(CONNECT.toMillis()));
            connection.setReadTimeout(Math.toIntExact(ANSWER.toMillis()));
            // A redirect would take credentials to another host.
            connection.setInstanceFollowRedirects(false);
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            gateway.credentials()
                    .ifPresent(
                            credentials -> connection.setRequestProperty("Authorization", authorization(credentials)));
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            int status = connection.getResponseCode();
            if (status / 100 != 2) {
                throw new IOException("the Pushgateway answered " + status + " to POST " + target + answer(connection));
            }
        } finally {
            connection.disconnect();
        }
    }

    private static HttpURLConnection open(URI target, Pushgateway gateway) throws IOException {
        URLConnection connection = target.toURL().openConnection();
        if (connection instanceof HttpsURLConnection https && gateway.cacert().isPresent()) {
            https.setSSLSocketFactory(trusting(gateway.cacert().get()).getSocketFactory());
        }
        return (HttpURLConnection) connection;
    }

    private static SSLContext trusting(Path cacert) throws IOException {
        try (InputStream in = Files.newInputStream(cacert)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            if (number == 0) {
                throw new IOException(cacert + " holds no certificate");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(cacert + " holds no certificates that can be read: " + e.getMessage(), e);
        }
    }

    private static String authorization(Credentials credentials) {
        return switch (credentials) {
            case Credentials.Bearer bearer -> "Bearer " + bearer.token().reveal();
            case Credentials.Basic basic ->
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (basic.user() + ":" + basic.password().reveal())
                                                .getBytes(StandardCharsets.UTF_8));
        };
    }

    private static String answer(HttpURLConnection connection) throws IOException {
        try (InputStream in = connection.getErrorStream()) {
            return in == null ? "" : ": " + new String(in.readNBytes(MOST_OF_ANSWER), StandardCharsets.UTF_8).strip();
        }
    }
}
