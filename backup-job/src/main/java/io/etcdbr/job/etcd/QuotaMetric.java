package io.etcdbr.job.etcd;

import io.etcdbr.tls.TlsMaterial;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;

/**
 * The quota of a member's database, of which etcd's status says nothing before 3.6: it is among the metrics for Prometheus, which etcd
 * serves where it serves its clients.
 */
final class QuotaMetric {
    private static final String METRIC = "etcd_server_quota_backend_bytes ";
    private static final int TIMEOUT_MILLIS = 2_000;

    private QuotaMetric() {}

    /** Empty if it cannot be found out, or there is none. */
    static OptionalLong at(URI endpoint, Supplier<TlsMaterial> tls) {
        HttpURLConnection connection = null;
        try {
            connection =
                    (HttpURLConnection) endpoint.resolve("/metrics").toURL().openConnection(Proxy.NO_PROXY);
            if (connection instanceof HttpsURLConnection secure) {
                secure.setSSLSocketFactory(tls.get().context().getSocketFactory());
            }
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                return parse(lines);
            }
        } catch (IOException | RuntimeException e) {
            // Only a figure is missing then; whoever shows the members has said by now whether they can be reached.
            return OptionalLong.empty();
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    /** The metrics in Prometheus' form, a float such as {@code 2.147483648e+09}. */
    static OptionalLong parse(BufferedReader metrics) throws IOException {
        for (String line = metrics.readLine(); line != null; line = metrics.readLine()) {
            if (line.startsWith(METRIC)) {
                long quota = (long)
                        Double.parseDouble(line.substring(METRIC.length()).strip());
                return quota > 0 ? OptionalLong.of(quota) : OptionalLong.empty();
            }
        }
        return OptionalLong.empty();
    }
}
