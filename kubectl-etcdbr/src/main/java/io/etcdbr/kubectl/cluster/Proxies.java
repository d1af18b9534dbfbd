package io.etcdbr.kubectl.cluster;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;

/** The proxy on the way to the API: from the kubeconfig, else from the environment, as kubectl chooses it. */
final class Proxies {
    private Proxies() {}

    static void set(
            OkHttpClient.Builder client, Optional<URI> ofKubeconfig, URI server, Map<String, String> environment) {
        Optional<URI> proxy = ofKubeconfig.or(() -> ofEnvironment(server, environment));
        client.proxy(proxy.map(Proxies::proxy).orElse(Proxy.NO_PROXY));
        proxy.map(URI::getUserInfo).ifPresent(user -> {
            String[] parts = user.split(":", 2);
            String value = Credentials.basic(parts[0], parts.length > 1 ? parts[1] : "");
            client.proxyAuthenticator((_, response) -> response.request().header("Proxy-Authorization") != null
                    ? null
                    : response.request()
                            .newBuilder()
                            .header("Proxy-Authorization", value)
                            .build());
        });
    }

    private static Proxy proxy(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() != -1 ? uri.getPort() : scheme.startsWith("socks") ? 1080 : 80;
        return switch (scheme) {
            case "http" -> new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
            case "socks5", "socks5h" -> new Proxy(Proxy.Type.SOCKS, new InetSocketAddress(uri.getHost(), port));
            default ->
                throw new EtcdbrException(
                        ExitCode.USAGE,
                        "the proxy at " + uri.getHost() + " cannot be used: expected http or socks5, found " + scheme,
                        "Name a proxy that is spoken to by http or socks5");
        };
    }

    private static Optional<URI> ofEnvironment(URI server, Map<String, String> environment) {
        String name = "https".equals(server.getScheme()) ? "HTTPS_PROXY" : "HTTP_PROXY";
        return Stream.of(name, name.toLowerCase(Locale.ROOT))
                .map(variable -> environment.getOrDefault(variable, ""))
                .filter(value -> !value.isBlank())
                .findFirst()
                .filter(_ -> !isExempt(server, environment))
                .map(value -> URI.create(value.contains("://") ? value : "http://" + value))
                .filter(uri -> uri.getHost() != null);
    }

    /** By NO_PROXY: hosts, domains with all below them, addresses, networks, and {@code *}; this machine always. */
    static boolean isExempt(URI server, Map<String, String> environment) {
        String host = server.getHost();
        if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
            return true;
        }
        String list = environment.getOrDefault("NO_PROXY", environment.getOrDefault("no_proxy", ""));
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> exempts(entry, host, server.getPort()));
    }

    private static boolean exempts(String entry, String host, int port) {
        if (entry.equals("*") || entry.equals(host) || entry.equals(host + ":" + port)) {
            return true;
        }
        if (entry.contains("/")) {
            return isIn(entry, host);
        }
        String domain = entry.startsWith(".") ? entry : "." + entry;
        return host.endsWith(domain);
    }

    /** Whether an IPv4 address lies in a network such as {@code 10.0.0.0/8}. */
    private static boolean isIn(String network, String host) {
        String[] parts = network.split("/", 2);
        Optional<Integer> address = ipv4(host);
        Optional<Integer> base = ipv4(parts[0]);
        if (address.isEmpty() || base.isEmpty() || !parts[1].matches("\\d{1,2}")) {
            return false;
        }
        int bits = Math.min(32, Integer.parseInt(parts[1]));
        int mask = bits == 0 ? 0 : -1 << 32 - bits;
        return (address.get() & mask) == (base.get() & mask);
    }

    private static Optional<Integer> ipv4(String text) {
        if (!text.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(text.split("\\."))
                .map(Integer::parseInt)
                .reduce(0, (number, part) -> number << 8 | part & 0xff));
    }
}
