package io.etcdbr.kubectl.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.testing.TestAuthority;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessReaderTest {
    private static final String USUAL = """
            apiVersion: v1
            kind: Config
            current-context: prod
            contexts:
            - name: prod
              context: {cluster: one, user: me, namespace: etcdbr-system}
            - name: staging
              context: {cluster: two, user: me}
            clusters:
            - name: one
              cluster: {server: https://10.0.0.1:6443}
            - name: two
              cluster:
                server: https://10.0.0.2:6443/k8s/clusters/c-1
                tls-server-name: kubernetes
                insecure-skip-tls-verify: true
                proxy-url: socks5://proxy:1080
            users:
            - name: me
              user: {token: 12345}
            """;

    @TempDir
    private Path folder;

    @Test
    void theCurrentContextCountsUnlessAnotherIsNamed() throws IOException {
        Path file = write("config", USUAL);

        Access current = read(file, "");
        Access named = read(file, "staging");

        assertThat(current.context()).isEqualTo("prod");
        assertThat(current.server()).isEqualTo(URI.create("https://10.0.0.1:6443"));
        assertThat(current.namespace()).contains("etcdbr-system");
        assertThat(current.credential()).isEqualTo(new Credential.Token("12345"));
        assertThat(current.credential()).hasToString("Token[redacted]");
        assertThat(named.server()).hasPath("/k8s/clusters/c-1");
        assertThat(named.tlsServerName()).contains("kubernetes");
        assertThat(named.insecure()).isTrue();
        assertThat(named.proxy()).contains(URI.create("socks5://proxy:1080"));
    }

    @Test
    void ofSeveralFilesTheFirstThatHasANameHasItForAllAndMissingOnesArePassedOver() throws IOException {
        Path first = write("first", """
                current-context: staging
                users:
                - name: me
                  user: {token: first}
                """);
        Path second = write("second", USUAL);
        String variable = folder.resolve("missing") + ":" + first + ":" + second;

        Access access = AccessReader.read(Optional.empty(), Optional.empty(), Map.of("KUBECONFIG", variable));

        assertThat(access.context()).isEqualTo("staging");
        assertThat(access.credential()).isEqualTo(new Credential.Token("first"));
        assertThat(access.files()).containsExactly(first, second);
    }

    @Test
    void pathsAreRelativeToTheFileThatHasThem() throws IOException {
        TestAuthority authority = TestAuthority.create(folder, "ca");
        Files.copy(authority.cert(), folder.resolve("ca.crt"));
        Path file = write(
                "config",
                USUAL.replace("{token: 12345}", "{tokenFile: secret/token, token: old}")
                        .replace("server: https://10.0.0.1:6443", "server: https://h, certificate-authority: ca.crt"));

        Access access = read(file, "");

        assertThat(access.credential()).isEqualTo(new Credential.TokenFile(folder.resolve("secret/token")));
        assertThat(access.authority().orElseThrow().origin()).isEqualTo("the file " + folder.resolve("ca.crt"));
    }

    @Test
    void dataInTheFileBeatsTheNameOfAnother() throws IOException {
        TestAuthority authority = TestAuthority.create(folder, "ca");
        String data = Base64.getEncoder().encodeToString(Files.readAllBytes(authority.cert()));
        Path file = write(
                "config",
                USUAL.replace(
                        "server: https://10.0.0.1:6443",
                        "server: https://h, certificate-authority: nowhere, certificate-authority-data: " + data));

        assertThat(read(file, "").authority().orElseThrow().origin())
                .isEqualTo("certificate-authority-data of cluster 'one' in " + file);
    }

    @Test
    void aLoginProgramIsReadWithAllThatItAsksFor() throws IOException {
        Path file = write("config", USUAL.replace("user: {token: 12345}", """
                user:
                    exec:
                      apiVersion: client.authentication.k8s.io/v1
                      command: ./login
                      args: [get-token, --id, 7]
                      env: [{name: REGION, value: eu}]
                      interactiveMode: Never
                      provideClusterInfo: true
                      installHint: get it from the shop
                """));

        assertThat(read(file, "").credential())
                .isEqualTo(new Credential.Program(
                        "exec of user 'me' in " + file,
                        folder.resolve("./login").toString(),
                        List.of("get-token", "--id", "7"),
                        Map.of("REGION", "eu"),
                        "client.authentication.k8s.io/v1",
                        Credential.Interactive.NEVER,
                        true,
                        Optional.of("get it from the shop")));
    }

    @Test
    void whomToActAsBecomesHeaders() throws IOException {
        Path file = write("config", USUAL.replace("{token: 12345}", "{token: t, as: jane, as-groups: [a, b]}"));

        assertThat(read(file, "").impersonation())
                .isEqualTo(Map.of("Impersonate-User", List.of("jane"), "Impersonate-Group", List.of("a", "b")));
    }

    @Test
    void aMistypedContextIsRefusedWithTheNearestOne() throws IOException {
        Path file = write("config", USUAL);

        refused(
                () -> read(file, "stagging"),
                "there is no context 'stagging', which --context names, in " + file
                        + ". It has prod, staging; did you mean 'staging'?");
    }

    @Test
    void whatIsMissingIsNamedWithItsPlace() throws IOException {
        String nowhere = folder.resolve("nowhere").toString();
        refused(
                () -> AccessReader.read(Optional.empty(), Optional.empty(), Map.of("HOME", nowhere)),
                "there is no kubeconfig: KUBECONFIG is not set, and there is no " + nowhere
                        + "/.kube/config. Name one");
        refused(
                () -> AccessReader.read(Optional.empty(), Optional.empty(), Map.of("KUBECONFIG", nowhere)),
                "none of the files that KUBECONFIG names is there (" + nowhere + ")");
        refused(() -> read(Path.of(nowhere), ""), "there is no such file");
        refused(() -> read(write("none", USUAL.replace("current-context: prod", "")), ""), "has no current context");
        refused(
                () -> read(write("user", USUAL.replace("user: me", "user: you")), ""),
                "there is no user 'you', which context 'prod' in ");
        refused(() -> read(write("server", USUAL.replace("server: https://10.0.0.1:6443", "")), ""), "has no 'server'");
    }

    @Test
    void damagedFilesAreRefusedWithTheLine() throws IOException {
        refused(() -> read(write("yaml", "a: b\n c: [\n"), ""), "line 2 is not YAML");
        refused(() -> read(write("list", "- a\n"), ""), "it is no mapping");
        refused(() -> read(write("twice", USUAL + "users: []\n"), ""), "is not YAML");
        refused(
                () -> read(write("url", USUAL.replace("https://10.0.0.1:6443", "ftp://x")), ""),
                "expected one that begins with https or http, found 'ftp://x'");
        refused(
                () -> read(write("data", USUAL.replace("{token: 12345}", "{client-certificate-data: aGFsbG8K}")), ""),
                "client-certificate-data of user 'me' in ");
    }

    private Access read(Path file, String context) {
        return AccessReader.read(
                Optional.of(file), Optional.of(context).filter(name -> !name.isEmpty()), Map.of("KUBECONFIG", "/no"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private interface Work {
        Object run() throws IOException;
    }

    private static void refused(Work work, String part) {
        EtcdbrException refused = catchThrowableOfType(EtcdbrException.class, work::run);
        assertThat(refused).hasMessageContaining(part);
        assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
    }
}
