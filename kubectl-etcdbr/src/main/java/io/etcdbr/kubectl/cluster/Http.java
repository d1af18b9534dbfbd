package io.etcdbr.kubectl.cluster;

import io.etcdbr.kubectl.kubeconfig.Access;
import io.etcdbr.kubectl.kubeconfig.Credential;
import io.etcdbr.tls.ClientIdentity;
import io.etcdbr.tls.PemFile;
import io.etcdbr.tls.ServerTrust;
import io.etcdbr.tls.TlsMaterial;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.internal.tls.OkHostnameVerifier;

/**
 * How to speak to one API server. Made by hand and not by the Kubernetes client, whose way costs a CLI half a second at every
 * start; that way is taken only for what it alone can do.
 */
record Http(OkHttpClient client, HttpUrl base, Optional<ClientIdentity> identity) {
    private static final ServerTrust.Advice ADVICE = new ServerTrust.Advice(
            "Use one of these names as server in the kubeconfig or with --server, or give it as tls-server-name",
            "Check the certificate-authority of the kubeconfig, and that it belongs to this cluster",
            "Have the API server's certificate made anew",
            "Renew it ('kubeadm certs renew apiserver' where kubeadm made it) and restart the API server");

    /** @param timeout for connecting, and for each wait for bytes */
    static Http to(Access access, Duration timeout, Map<String, String> environment) {
        HttpUrl base = Objects.requireNonNull(HttpUrl.get(access.server()), "the kubeconfig's reader checked it");
        if (access.credential() instanceof Credential.Provider provider) {
            OkHttpClient.Builder client = ClientLibrary.client(access, provider)
                    .newBuilder()
                    .addInterceptor(new Login(provider, access.impersonation(), Optional.empty(), Optional.empty()));
            return new Http(timed(client, timeout).build(), base, Optional.empty());
        }
        Optional<LoginProgram> program = access.credential() instanceof Credential.Program found
                ? Optional.of(new LoginProgram(found, access))
                : Optional.empty();
        Optional<LoginProgram.Answer> answer = program.map(LoginProgram::ask);
        // As in kubectl one that is named counts before one that a program gives.
        boolean named = access.certificate().isPresent();
        TlsMaterial tls = TlsMaterial.of(
                access.authority(),
                named
                        ? access.certificate()
                        : answer.flatMap(LoginProgram.Answer::certificate)
                                .map(text -> pem("the certificate that the login program gave", text)),
                named
                        ? access.key()
                        : answer.flatMap(LoginProgram.Answer::key)
                                .map(text -> pem("the key that the login program gave", text)),
                ADVICE);
        OkHttpClient.Builder builder = timed(new OkHttpClient.Builder(), timeout)
                .addInterceptor(new Login(access.credential(), access.impersonation(), program, answer));
        Proxies.set(builder, access.proxy(), access.server(), environment);
        secure(builder, access, tls);
        return new Http(builder.build(), base, tls.client());
    }

    private static PemFile pem(String origin, String text) {
        return PemFile.parse(origin, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static OkHttpClient.Builder timed(OkHttpClient.Builder builder, Duration timeout) {
        long millis = timeout.toMillis();
        return builder
                // HTTP/2 would save nothing for so few calls, and WebSockets want HTTP/1.1.
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(millis, TimeUnit.MILLISECONDS)
                .readTimeout(millis, TimeUnit.MILLISECONDS)
                .writeTimeout(millis, TimeUnit.MILLISECONDS);
    }

    private static void secure(OkHttpClient.Builder builder, Access access, TlsMaterial tls) {
        X509TrustManager trust = access.insecure() ? new AnyServer() : tls.trust();
        SSLSocketFactory sockets = sockets(tls.client(), trust);
        builder.sslSocketFactory(
                access.tlsServerName()
                        .<SSLSocketFactory>map(name -> new NamedTls(sockets, name))
                        .orElse(sockets),
                trust);
        if (access.insecure()) {
            builder.hostnameVerifier((_, _) -> true);
        } else {
            access.tlsServerName()
                    .ifPresent(name -> builder.hostnameVerifier(
                            (_, session) -> OkHostnameVerifier.INSTANCE.verify(name, session)));
        }
    }

    private static SSLSocketFactory sockets(Optional<ClientIdentity> identity, X509TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] keys = identity.map(own -> new KeyManager[] {own}).orElseGet(() -> new KeyManager[0]);
            context.init(keys, new TrustManager[] {trust}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}
