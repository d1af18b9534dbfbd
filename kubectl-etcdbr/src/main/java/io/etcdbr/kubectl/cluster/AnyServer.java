package io.etcdbr.kubectl.cluster;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/** Trusts whoever answers, where the kubeconfig says {@code insecure-skip-tls-verify}. */
final class AnyServer implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
