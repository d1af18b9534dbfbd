package io.etcdbr.kubectl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.kubectl.kubeconfig.Overrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterOptionsTest {

    @ParameterizedTest
    @CsvSource({"30, PT30S", "0, PT0S", "0s, PT0S", "90s, PT1M30S", "2m, PT2M"})
    void theTimeoutOfARequestIsReadAsKubectlReadsIt(String text, Duration timeout) {
        assertThat(options(text).requestTimeout()).isEqualTo(timeout);
    }

    @Test
    void whatIsNoTimeIsRefused() {
        assertThatThrownBy(() -> options("soon"))
                .isInstanceOf(EtcdbrException.class)
                .hasMessageContaining("expected a duration such as 30s");
    }

    @Test
    void asWhomToActIsSaidAsToKubectl(@TempDir Path folder) throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("config"), """
                current-context: a
                contexts: [{name: a, context: {cluster: a, user: a}}]
                clusters: [{name: a, cluster: {server: 'https://127.0.0.1:1'}}]
                users: [{name: a, user: {token: x, as: somebody, as-groups: [more]}}]
                """);
        Map<Setting, List<String>> flags = Map.of(
                Setting.KUBECONFIG, List.of(kubeconfig.toString()),
                Setting.AS, List.of("alice"),
                Setting.AS_GROUPS, List.of("viewers", "testers"));

        assertThat(options(flags).access(Map.of()).impersonation())
                .isEqualTo(Map.of(
                        "Impersonate-User", List.of("alice"), "Impersonate-Group", List.of("viewers", "testers")));
    }

    @Test
    void aGroupAloneIsNobody() {
        assertThatThrownBy(() -> options(Map.of(Setting.AS_GROUPS, List.of("viewers"))))
                .hasMessageContaining("--as-group: a group goes with a user: name one with --as");
    }

    @Test
    void whatNamesTheServerAndTheUserIsSaidAsToKubectl() {
        Map<Setting, List<String>> flags = Map.of(
                Setting.USER, List.of("me"),
                Setting.SERVER, List.of("https://h:6443"),
                Setting.TLS_SERVER_NAME, List.of("kubernetes"),
                Setting.CERTIFICATE_AUTHORITY, List.of("/ca.crt"),
                Setting.CLIENT_CERTIFICATE, List.of("/me.crt"),
                Setting.CLIENT_KEY, List.of("/me.key"));

        assertThat(options(flags).overrides())
                .isEqualTo(new Overrides(
                        Optional.of("me"),
                        Optional.of("https://h:6443"),
                        Optional.of("kubernetes"),
                        false,
                        Optional.of(Path.of("/ca.crt")),
                        Optional.of(Path.of("/me.crt")),
                        Optional.of(Path.of("/me.key"))));
        assertThat(options(Map.of(Setting.INSECURE_SKIP_TLS_VERIFY, List.of("true")))
                        .overrides()
                        .insecure())
                .isTrue();
        assertThat(options(Map.of()).overrides()).isEqualTo(Overrides.NONE);
    }

    @Test
    void nobodySkipsAVerificationThatHeAsksFor() {
        assertThatThrownBy(() -> options(Map.of(
                        Setting.INSECURE_SKIP_TLS_VERIFY, List.of("true"),
                        Setting.CERTIFICATE_AUTHORITY, List.of("/ca.crt"))))
                .hasMessageContaining("--insecure-skip-tls-verify: with a certificate authority nothing is skipped");
    }

    private static ClusterOptions options(String timeout) {
        return options(Map.of(Setting.REQUEST_TIMEOUT, List.of(timeout)));
    }

    private static ClusterOptions options(Map<Setting, List<String>> flags) {
        return Settings.merge(flags, Map.of(), Map.of(), List.of()).read(ClusterOptions::from);
    }
}
