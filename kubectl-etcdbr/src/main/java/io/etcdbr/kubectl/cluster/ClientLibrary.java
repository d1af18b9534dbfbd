package io.etcdbr.kubectl.cluster;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.kubeconfig.Access;
import io.etcdbr.kubectl.kubeconfig.Credential;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.auth.ApiKeyAuth;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import okhttp3.OkHttpClient;

/** The Kubernetes client for Java, for the ways to log in that it knows and we do not: auth providers such as OIDC. */
final class ClientLibrary {
    private ClientLibrary() {}

    static OkHttpClient client(Access access, Credential.Provider provider) {
        try {
            for (Path file : access.files()) {
                try (Reader reader = Files.newBufferedReader(file)) {
                    KubeConfig config = KubeConfig.loadKubeConfig(reader);
                    config.setFile(file.toFile());
                    if (config.setContext(access.context())) {
                        return signing(ClientBuilder.kubeconfig(config).build());
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new EtcdbrException(
                    ExitCode.KUBERNETES_REFUSED,
                    "the auth-provider '" + provider.name() + "' of context '" + access.context()
                            + "' does not log in: " + e.getMessage(),
                    "Log in again, or use a login program (exec) as kubectl since 1.26 demands");
        }
        throw new EtcdbrException(
                ExitCode.KUBERNETES_REFUSED,
                "the auth-provider '" + provider.name() + "' stands in another file than context '" + access.context()
                        + "'",
                "Put both into one kubeconfig");
    }

    /** The client adds what it learned only to calls that it makes itself. */
    private static OkHttpClient signing(ApiClient client) {
        if (!(client.getAuthentication("BearerToken") instanceof ApiKeyAuth auth) || auth.getApiKey() == null) {
            return client.getHttpClient();
        }
        String prefix = auth.getApiKeyPrefix() == null ? "Bearer" : auth.getApiKeyPrefix();
        String value = prefix + " " + auth.getApiKey();
        return client.getHttpClient()
                .newBuilder()
                .addInterceptor(chain -> chain.proceed(chain.request()
                        .newBuilder()
                        .header("Authorization", value)
                        .build()))
                .build();
    }
}
