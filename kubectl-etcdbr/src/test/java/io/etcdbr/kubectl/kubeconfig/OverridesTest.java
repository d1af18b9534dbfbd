package io.etcdbr.kubectl.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.testing.TestAuthority;
import io.etcdbr.tls.PemFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flags in place of the kubeconfig, as clientcmd of Kubernetes takes them. */
class OverridesTest {
    private static final Optional<String> NOT_SAID = Optional.empty();
    private static final Optional<Path> NO_FILE = Optional.empty();

    @TempDir
    private Path folder;

    private Path kubeconfig() throws IOException {
        TestAuthority.Pair me = TestAuthority.create(folder, "mine").issue("me", "DNS:me", 2);
        return Files.writeString(folder.resolve("config"), """
                current-context: prod
                contexts:
                - {name: prod, context: {cluster: one, user: me, namespace: shop}}
                clusters:
                - name: one
                  cluster:
                    server: https://10.0.0.1:6443
                    tls-server-name: kubernetes
                    certificate-authority: %s
                    proxy-url: socks5://proxy:1080
                users:
                - {name: me, user: {token: 12345, client-certificate: %s, client-key: %s}}
                - {name: you, user: {token: 67890}}
                - {name: old, user: {auth-provider: {name: oidc}}}
                """.formatted(me.cert(), me.cert(), me.key()));
    }

    private Access with(Overrides overrides) throws IOException {
        return AccessReader.read(Optional.of(kubeconfig()), Optional.empty(), overrides, Map.of());
    }

    @Test
    void anotherUserOfTheKubeconfigLogsInToTheSameCluster() throws IOException {
        Access access = with(new Overrides(Optional.of("you"), NOT_SAID, NOT_SAID, false, NO_FILE, NO_FILE, NO_FILE));

        assertThat(access.credential()).isEqualTo(new Credential.Token("67890"));
        assertThat(access.certificate()).isEmpty();
        assertThat(access.server()).isEqualTo(URI.create("https://10.0.0.1:6443"));
        assertThat(access.namespace()).contains("shop");
    }

    @Test
    void aMistypedUserIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() ->
                        with(new Overrides(Optional.of("yuo"), NOT_SAID, NOT_SAID, false, NO_FILE, NO_FILE, NO_FILE)))
                .hasMessageContaining("there is no user 'yuo', which --user names, in " + folder.resolve("config"))
                .hasMessageContaining("It has me, you, old");
    }

    @Test
    void anotherServerHasTheSameAuthorityAndNotTheOtherOnesName() throws IOException {
        Access access =
                with(new Overrides(NOT_SAID, Optional.of("10.0.0.9:6443"), NOT_SAID, false, NO_FILE, NO_FILE, NO_FILE));

        assertThat(access.server()).isEqualTo(URI.create("https://10.0.0.9:6443"));
        assertThat(access.tlsServerName()).isEmpty();
        assertThat(access.authority()).isPresent();
        assertThat(access.proxy()).isPresent();
        assertThat(access.credential()).isEqualTo(new Credential.Token("12345"));
    }

    @Test
    void aServerAndItsNameGoTogether() throws IOException {
        Access access = with(new Overrides(
                NOT_SAID, Optional.of("https://h"), Optional.of("api"), false, NO_FILE, NO_FILE, NO_FILE));

        assertThat(access.tlsServerName()).contains("api");
    }

    @Test
    void aUrlThatIsNoneIsRefusedByTheFlagThatHasIt() {
        assertThatThrownBy(() -> with(
                        new Overrides(NOT_SAID, Optional.of("ftp://x"), NOT_SAID, false, NO_FILE, NO_FILE, NO_FILE)))
                .hasMessage("--server has a URL that is not usable: expected one that begins with https or http, found"
                        + " 'ftp://x'. Name one such as https://10.0.0.1:6443.");
    }

    @Test
    void whoTrustsAnyServerNeedsNoAuthority() throws IOException {
        Access access = with(new Overrides(NOT_SAID, NOT_SAID, NOT_SAID, true, NO_FILE, NO_FILE, NO_FILE));

        assertThat(access.insecure()).isTrue();
        assertThat(access.authority()).isEmpty();
    }

    @Test
    void anAuthorityIsTheOnlyOneThatIsTrustedWhateverTheKubeconfigSays() throws IOException {
        Path other = TestAuthority.create(folder, "other").cert();
        Files.writeString(
                kubeconfig(),
                Files.readString(folder.resolve("config"))
                        .replace("certificate-authority: ", "insecure-skip-tls-verify: true # "));

        Access access = AccessReader.read(
                Optional.of(folder.resolve("config")),
                Optional.empty(),
                new Overrides(NOT_SAID, NOT_SAID, NOT_SAID, false, Optional.of(other), NO_FILE, NO_FILE),
                Map.of());

        assertThat(access.insecure()).isFalse();
        assertThat(access.authority()).map(PemFile::origin).contains("the file " + other);
    }

    @Test
    void aClientCertificateComesBesideTheTokenAsWithKubectl() throws IOException {
        TestAuthority.Pair other = TestAuthority.create(folder, "other").issue("other", "DNS:other", 2);
        Access access = with(new Overrides(
                NOT_SAID, NOT_SAID, NOT_SAID, false, NO_FILE, Optional.of(other.cert()), Optional.of(other.key())));

        assertThat(access.certificate()).map(PemFile::origin).contains("the file " + other.cert());
        assertThat(access.key()).map(PemFile::origin).contains("the file " + other.key());
        assertThat(access.credential()).isEqualTo(new Credential.Token("12345"));
    }

    @Test
    void aRenewedCertificateGoesWithTheKubeconfigsKey() throws IOException {
        TestAuthority.Pair renewed = TestAuthority.create(folder, "other").issue("other", "DNS:other", 2);
        Access access =
                with(new Overrides(NOT_SAID, NOT_SAID, NOT_SAID, false, NO_FILE, Optional.of(renewed.cert()), NO_FILE));

        assertThat(access.certificate()).map(PemFile::origin).contains("the file " + renewed.cert());
        assertThat(access.key()).map(PemFile::origin).isPresent();
    }

    @Test
    void aCertificateWithoutAKeyAndAKeyWithoutACertificateAreRefused() throws IOException {
        TestAuthority.Pair mine = TestAuthority.create(folder, "other").issue("other", "DNS:other", 2);
        Optional<String> you = Optional.of("you");

        assertThatThrownBy(() ->
                        with(new Overrides(you, NOT_SAID, NOT_SAID, false, NO_FILE, Optional.of(mine.cert()), NO_FILE)))
                .hasMessage("the file " + mine.cert() + " is a client certificate without its key. Give both, in the"
                        + " kubeconfig or with --client-certificate and --client-key.");
        assertThatThrownBy(() ->
                        with(new Overrides(you, NOT_SAID, NOT_SAID, false, NO_FILE, NO_FILE, Optional.of(mine.key()))))
                .hasMessageContaining("the file " + mine.key() + " is a key without its client certificate");
    }

    @Test
    void whoNamesAServerNeedsNoKubeconfig() throws IOException {
        Access access = AccessReader.read(
                Optional.empty(),
                Optional.empty(),
                new Overrides(NOT_SAID, Optional.of("https://h"), NOT_SAID, false, NO_FILE, NO_FILE, NO_FILE),
                Map.of("HOME", folder.resolve("nobody").toString()));

        assertThat(access.server()).isEqualTo(URI.create("https://h"));
        assertThat(access.context()).isEmpty();
        assertThat(access.credential()).isEqualTo(new Credential.None());
        assertThat(access.authority()).isEmpty();
        assertThat(access.insecure()).isFalse();
    }

    @Test
    void whatOnlyAKubeconfigHasIsNotToBeNamedWithoutOne() {
        Map<String, String> nobody = Map.of("HOME", folder.resolve("nobody").toString());
        Optional<String> server = Optional.of("https://h");

        assertThatThrownBy(() -> AccessReader.read(
                        NO_FILE,
                        Optional.of("prod"),
                        new Overrides(NOT_SAID, server, NOT_SAID, false, NO_FILE, NO_FILE, NO_FILE),
                        nobody))
                .hasMessage("there is no kubeconfig that could have the context 'prod', which --context names."
                        + " Leave out --context, or name a kubeconfig with --kubeconfig.");
        assertThatThrownBy(() -> AccessReader.read(
                        NO_FILE,
                        NOT_SAID,
                        new Overrides(Optional.of("me"), server, NOT_SAID, false, NO_FILE, NO_FILE, NO_FILE),
                        nobody))
                .hasMessage("there is no kubeconfig that could have the user 'me', which --user names."
                        + " Leave out --user, or name a kubeconfig with --kubeconfig.");
    }

    /** The client for Java that logs in then reads the kubeconfig itself. */
    @Test
    void whatAnAuthProviderWouldNotHeedIsRefused() {
        assertThatThrownBy(() ->
                        with(new Overrides(Optional.of("old"), NOT_SAID, NOT_SAID, false, NO_FILE, NO_FILE, NO_FILE)))
                .hasMessageContaining("logs in by an auth-provider, which takes all from the kubeconfig");
    }
}
