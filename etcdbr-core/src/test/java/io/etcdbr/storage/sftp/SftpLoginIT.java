package io.etcdbr.storage.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.testing.FaultProxy;
import io.etcdbr.testing.FreePort;
import io.etcdbr.testing.Programs;
import io.etcdbr.testing.RunningTime;
import io.etcdbr.testing.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SftpLoginIT {
    @TempDir
    private static Path shared;

    private static SshServer server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startServer() throws IOException {
        server = SshServer.start(shared.resolve("sshd"));
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void anUnknownHostIsRefusedAndItsFingerprintShown() throws IOException {
        Path empty = Files.createFile(directory.resolve("known_hosts"));
        assertRefused(Map.of("known-hosts", empty.toString()))
                .withMessageContaining("is not in " + empty)
                .withMessageContaining(fingerprint("ed25519"))
                .satisfies(e -> assertThat(e.failure().remedy())
                        .contains("ssh-keyscan -p " + server.port() + " " + SshServer.HOST));
        assertThat(empty).isEmptyFile();
    }

    @Test
    void anotherKeyThanTheKnownOneIsRefusedAndBothAreShown() throws IOException {
        Path other = server.newKey("other-host", "");
        Path known = Files.writeString(
                directory.resolve("known_hosts"),
                "[" + SshServer.HOST + "]:" + server.port() + " " + Files.readString(Path.of(other + ".pub")));
        assertRefused(Map.of("known-hosts", known.toString()))
                .withMessageContaining("showed the key ssh-ed25519 " + fingerprint("ed25519"))
                .withMessageContaining("expects ssh-ed25519 SHA256:");
    }

    @Test
    void aRevokedKeyIsRefusedEvenIfAnotherLineKnowsIt() throws IOException {
        String line = server.knownHostsLines(server.port(), "ed25519").getFirst();
        for (List<String> lines : List.of(List.of(line, "@revoked " + line), List.of("@revoked " + line, line))) {
            Path known = Files.write(directory.resolve("known_hosts"), lines);
            assertRefused(Map.of("known-hosts", known.toString())).withMessageContaining("revokes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ecdsa", "ed25519"})
    void aHostIsKnownByAnyOneOfItsKeys(String type) throws IOException {
        Path known = Files.write(directory.resolve("known_hosts"), server.knownHostsLines(server.port(), type));
        open(Map.of("known-hosts", known.toString())).close();
    }

    @Test
    void hashedNamesAreUnderstood() throws IOException {
        Path known = Files.copy(server.knownHosts(), directory.resolve("known_hosts"));
        Programs.run(Programs.require("ssh-keygen", "openssh-client"), "-q", "-H", "-f", known.toString());
        assertThat(Files.readString(known)).startsWith("|1|");
        open(Map.of("known-hosts", known.toString())).close();
    }

    @Test
    void aKeyThatTheServerDoesNotKnowIsRefused() throws IOException {
        Path stranger = server.newKey("stranger" + System.nanoTime(), "");
        assertRefused(Map.of("key", stranger.toString()))
                .withMessageContaining("does not let user " + SshServer.user() + " in with key " + stranger)
                .satisfies(e -> assertThat(e.failure().remedy()).contains("authorized_keys"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t ed25519", "-t rsa", "-t ecdsa", "-t rsa -m PEM", "-t ecdsa -m PEM", "-t rsa -m PKCS8"})
    void keysOfEveryKindOpenWithTheirPassphraseAndOnlyWithIt(String options) throws IOException {
        String name = "encrypted" + System.nanoTime();
        Path key = server.newKey(name, "correct horse", options.split(" "));
        server.authorize(key);
        Path passphrase = Files.writeString(directory.resolve("passphrase"), "correct horse\n");
        open(Map.of("key", key.toString(), "key-passphrase-file", passphrase.toString()))
                .close();
        assertRefused(Map.of("key", key.toString())).withMessageContaining("is encrypted");
        Files.writeString(passphrase, "wrong horse\n");
        assertRefused(Map.of("key", key.toString(), "key-passphrase-file", passphrase.toString()))
                .withMessageContaining("does not open the private key");

        Path plain = server.newKey(name + "-plain", "", options.split(" "));
        server.authorize(plain);
        open(Map.of("key", plain.toString())).close();
    }

    @Test
    void aPasswordOpensAndAWrongOneIsRefused() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
        try (SshServer other = SshServer.start(directory.resolve("password-server"))) {
            other.stop();
            other.allowPassword("correct horse");
            other.start();
            StoreLocation location = location("sftp://" + SshServer.user() + "@" + SshServer.HOST + ":" + other.port()
                    + directory + "?known-hosts=" + other.knownHosts() + "&password-file=" + password);
            new SftpStoreProvider().open(location).close();
            Files.writeString(password, "wrong horse\n");
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> new SftpStoreProvider().open(location))
                    .returns(Reason.REFUSED, StoreException::reason)
                    .withMessageContaining("with the password in " + password)
                    .satisfies(e -> assertThat(e.failure().sentence()).doesNotContain("horse"));
        }
    }

    @Test
    void aFileThatIsNoKeyIsNamed() throws IOException {
        Path noKey = Files.writeString(directory.resolve("key"), "not a key\n");
        assertRefused(Map.of("key", noKey.toString())).withMessageContaining("is no private key");
        assertRefused(Map.of("key", directory.resolve("missing").toString())).withMessageContaining("does not exist");
        assertRefused(Map.of("known-hosts", directory.resolve("missing").toString()))
                .withMessageContaining("does not exist");
    }

    @Test
    void whatALocationMustSayIsAskedForBeforeAnythingIsTried() {
        for (String location : List.of(
                "sftp://host/directory?password-file=/dev/null&known-hosts=/dev/null",
                "sftp://user@host?key=/dev/null&known-hosts=/dev/null",
                "sftp://user@host/directory?known-hosts=/dev/null",
                "sftp://user@host/directory?known-hosts=/dev/null&key=/dev/null&jump=bastion",
                "sftp://user@host/directory?known-hosts=/dev/null&key=/dev/null&idle-timeout=soon",
                "sftp://user@host/directory?known-hosts=/dev/null&key=/dev/null&create=perhaps")) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> new SftpStoreProvider().open(StoreLocation.parse(location)))
                    .returns(Reason.REFUSED, StoreException::reason);
        }
    }

    @Test
    void aPortWithoutAServerIsUnavailable() throws IOException {
        int free = FreePort.take();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> new SftpStoreProvider()
                        .open(location(server.location(directory).replace(":" + server.port(), ":" + free))))
                .returns(Reason.UNAVAILABLE, StoreException::reason)
                .withMessageContaining("refuses connections");
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() throws IOException {
        try (FaultProxy proxy = FaultProxy.to(server.port())) {
            proxy.stallAfter(FaultProxy.Direction.DOWN, 0);
            StoreLocation location = location(server.location(proxy, directory))
                    // Six times of that, and another limit would hold.
                    .withOptions(Map.of("connect-timeout", "4s"));
            try (RunningTime time = RunningTime.start()) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> new SftpStoreProvider().open(location))
                        .returns(Reason.UNAVAILABLE, StoreException::reason)
                        .withMessageContaining("4.0 seconds");
                assertThat(time.passed()).isLessThan(Duration.ofMinutes(1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 40, 500, 1500, 2500, 3200, 3500})
    void aConnectionCutWhileLoggingInIsUnavailableAndNeverAMatterOfTrust(int bytes) throws IOException {
        for (FaultProxy.Ending ending : FaultProxy.Ending.values()) {
            try (FaultProxy proxy = FaultProxy.to(server.port())) {
                proxy.cutEachAfter(FaultProxy.Direction.DOWN, bytes, ending);
                StoreLocation location = location(server.location(proxy, directory));
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> new SftpStoreProvider().open(location))
                        .returns(Reason.UNAVAILABLE, StoreException::reason);
            }
        }
    }

    @Test
    void aServerWithoutSftpSaysSo() throws IOException {
        try (SshServer without = SshServer.start(directory.resolve("without"), "#Subsystem none")) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> new SftpStoreProvider().open(location(without.location(directory))))
                    .returns(Reason.REFUSED, StoreException::reason)
                    .withMessageContaining("not use SFTP");
        }
    }

    @Test
    void aLoginScriptThatPrintsIsNamed() throws IOException {
        try (SshServer talking = SshServer.start(
                directory.resolve("talking"),
                "Subsystem sftp internal-sftp",
                "ForceCommand echo Welcome to this machine")) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> new SftpStoreProvider().open(location(talking.location(directory))))
                    .returns(Reason.REFUSED, StoreException::reason)
                    .withMessageContaining("answers with text");
        }
    }

    @Test
    void aJumpHostLeadsToServersBehindIt() throws IOException {
        try (SshServer bastion = SshServer.start(directory.resolve("bastion"))) {
            Path known = directory.resolve("known_hosts");
            Files.write(known, server.knownHostsLines(server.port(), "ed25519"));
            String jump = SshServer.user() + "@" + SshServer.HOST + ":" + bastion.port();
            Map<String, String> options = Map.of(
                    "jump", jump,
                    "jump-key", bastion.clientKey().toString(),
                    "known-hosts", known.toString());

            assertRefused(options).withMessageContaining("[127.0.0.1]:" + bastion.port() + " is not in");

            Files.write(known, bastion.knownHostsLines(bastion.port(), "ed25519"));
            assertRefused(options).withMessageContaining("[127.0.0.1]:" + server.port() + " is not in");

            List<String> both = new java.util.ArrayList<>(server.knownHostsLines(server.port(), "ed25519"));
            both.addAll(bastion.knownHostsLines(bastion.port(), "ed25519"));
            Files.write(known, both);
            try (Store store = open(options)) {
                assertThat(store.stat(new ObjectKey("a/x"))).isEmpty();
            }
            assertThat(Files.readString(bastion.log())).contains("Accepted publickey");

            bastion.stop();
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> open(options))
                    .returns(Reason.UNAVAILABLE, StoreException::reason)
                    .withMessageContaining("[127.0.0.1]:" + bastion.port() + " refuses connections");
        }
    }

    private ThrowableAssertAlternative<StoreException> assertRefused(Map<String, String> options) {
        return assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> open(options))
                .returns(Reason.REFUSED, StoreException::reason);
    }

    private Store open(Map<String, String> options) throws StoreException {
        return new SftpStoreProvider().open(location(server.location(directory)).withOptions(options));
    }

    private static StoreLocation location(String url) {
        return StoreLocation.parse(url).withOptions(SshServer.PATIENT);
    }

    private String fingerprint(String type) throws IOException {
        Path key = Files.writeString(
                directory.resolve("host.pub"),
                server.knownHostsLines(server.port(), type).getFirst().replaceFirst("\\S+ ", ""));
        String line = Programs.run(Programs.require("ssh-keygen", "openssh-client"), "-l", "-f", key.toString());
        return line.split(" ")[1];
    }
}
