package io.etcdbr.kubectl.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
    private static final URI SERVER = URI.create("https://api.example.com:6443");

    @ParameterizedTest
    @CsvSource({
        "'',                  https://api.example.com:6443, false",
        "example.com,         https://api.example.com:6443, true",
        ".example.com,        https://api.example.com:6443, true",
        "ample.com,           https://api.example.com:6443, false",
        "'a.b, *',            https://api.example.com:6443, true",
        "api.example.com:1,   https://api.example.com:6443, false",
        "10.0.0.0/8,          https://10.1.2.3,             true",
        "10.0.0.0/24,         https://10.0.1.3,             false",
        "10.0.0.3,            https://10.0.0.3,             true",
        "10.0.0.0/x,          https://10.0.0.3,             false",
        "'',                  https://127.0.0.1:6443,       true",
        "'',                  https://localhost,            true"
    })
    void whatNoProxyExempts(String list, URI server, boolean exempt) {
        assertThat(Proxies.isExempt(server, Map.of("NO_PROXY", list))).isEqualTo(exempt);
    }

    @Test
    void theKubeconfigsProxyBeatsTheEnvironments() {
        assertThat(proxy(Optional.of(URI.create("socks5://127.0.0.1:1080")), Map.of("HTTPS_PROXY", "http://p:3128")))
                .isEqualTo(new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", 1080)));
        assertThat(proxy(Optional.empty(), Map.of("https_proxy", "p:3128")))
                .isEqualTo(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("p", 3128)));
        assertThat(proxy(Optional.empty(), Map.of("HTTPS_PROXY", "http://p", "NO_PROXY", "example.com")))
                .isEqualTo(Proxy.NO_PROXY);
    }

    @Test
    void aProxyThatWantsTlsItselfIsRefused() {
        assertThatThrownBy(() -> proxy(Optional.of(URI.create("https://p:443")), Map.of()))
                .hasMessageContaining("expected http or socks5, found https");
    }

    private static Proxy proxy(Optional<URI> ofKubeconfig, Map<String, String> environment) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder();
        Proxies.set(builder, ofKubeconfig, SERVER, environment);
        return Objects.requireNonNull(builder.build().proxy());
    }
}
