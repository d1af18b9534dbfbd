package io.etcdbr.job.etcd.http2;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where an etcd listens.
 *
 * @param host a name or an address, an IPv6 one without brackets
 */
public record Address(URI url, boolean tls, String host, int port) {
    /** What etcd listens on if nothing else is said. */
    private static final int DEFAULT_PORT = 2379;

    /** Empty if it is no http or https URL with a host, such as the {@code unix:} URLs that etcd may advertise. */
    public static Optional<Address> of(String url) {
        try {
            return of(new URI(url));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    public static Optional<Address> of(URI url) {
        boolean tls = "https".equalsIgnoreCase(url.getScheme());
        if (url.getHost() == null || !tls && !"http".equalsIgnoreCase(url.getScheme())) {
            return Optional.empty();
        }
        String host = url.getHost().startsWith("[")
                ? url.getHost().substring(1, url.getHost().length() - 1)
                : url.getHost();
        return Optional.of(new Address(url, tls, host, url.getPort() < 0 ? DEFAULT_PORT : url.getPort()));
    }

    /** As HTTP/2 wants it. */
    public String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    public String scheme() {
        return tls ? "https" : "http";
    }
}
