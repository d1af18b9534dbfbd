package io.etcdbr.tls;

import static io.etcdbr.testing.TestAuthority.openssl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsMaterialTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void needsOpenssl() {
        Programs.require("openssl", "openssl");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RSA -pkeyopt rsa_keygen_bits:2048",
                "EC -pkeyopt ec_paramgen_curve:P-256",
                "EC -pkeyopt ec_paramgen_curve:P-384",
                "ed25519"
            })
    void keysInPkcs8AreRead(String kind) throws IOException {
        Path key = folder.resolve("pkcs8.key");
        openssl(command("genpkey", kind, key));
        assertThat(Files.readString(key)).contains("BEGIN PRIVATE KEY");
        assertFits(key);
    }

    @Test
    void rsaKeysInPkcs1AreRead() throws IOException {
        Path key = folder.resolve("pkcs1.key");
        openssl("genrsa", "-traditional", "-out", key, "2048");
        assertThat(Files.readString(key)).contains("BEGIN RSA PRIVATE KEY");
        assertFits(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prime256v1", "secp384r1", "secp521r1"})
    void ecKeysInSec1AreRead(String curve) throws IOException {
        Path key = folder.resolve("sec1.key");
        openssl("ecparam", "-name", curve, "-genkey", "-noout", "-out", key);
        assertThat(Files.readString(key)).contains("BEGIN EC PRIVATE KEY").doesNotContain("EC PARAMETERS");
        assertFits(key);
    }

    @Test
    void ecKeysAfterTheirParametersAreRead() throws IOException {
        Path key = folder.resolve("parameters.key");
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-out", key);
        assertThat(Files.readString(key)).contains("BEGIN EC PARAMETERS");
        assertFits(key);
    }

    @Test
    void aFileMayHoldTextSeveralCertificatesAndAKeyWithWindowsLines() throws IOException {
        Path key = ecKey("one");
        Path cert = selfSigned(key, "one");
        Path other = selfSigned(ecKey("two"), "two");
        String all = "subject=CN=one\n" + Files.readString(cert) + "\nissuer\n" + Files.readString(other)
                + Files.readString(key);
        Path bundle = Files.writeString(folder.resolve("bundle.pem"), all.replace("\n", "\r\n"));
        assertThat(certificates(bundle)).extracting(Certificates::subject).containsExactly("CN=one", "CN=two");
        TlsMaterial material = load(Optional.of(bundle), Optional.of(bundle), Optional.of(bundle));
        assertThat(material.client().orElseThrow().description()).contains("CN=one", "valid until 20");
        assertThat(((ServerTrust) material.trust()).getAcceptedIssuers()).hasSize(2);
    }

    @Test
    void withoutFilesTheJdksAuthoritiesAreTrustedAndNoCertificateIsOffered() {
        TlsMaterial material = load(Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(material.client()).isEmpty();
        assertThat(((ServerTrust) material.trust()).getAcceptedIssuers()).hasSizeGreaterThan(10);
        assertThat(material.context().getSupportedSSLParameters().getProtocols())
                .contains("TLSv1.3");
    }

    @Test
    void aKeyOfTheSameOrAnotherKindThatDoesNotBelongToTheCertificateIsRefused() throws IOException {
        Path cert = selfSigned(ecKey("right"), "right");
        Path rsa = folder.resolve("rsa.key");
        openssl("genrsa", "-out", rsa, "2048");
        for (Path wrong : List.of(ecKey("wrong"), rsa)) {
            refused(
                    () -> load(Optional.empty(), Optional.of(cert), Optional.of(wrong)),
                    wrong + " cannot be used: its private key does not belong to the first certificate in the file "
                            + cert);
        }
    }

    @Test
    void whatAFileHoldsInsteadIsSaid() throws IOException {
        Path key = ecKey("k");
        Path cert = selfSigned(key, "c");
        refused(() -> key(cert), "it holds no private key but [CERTIFICATE at line 1]");
        refused(() -> certificates(key), "it holds no certificate but [EC PRIVATE KEY at line 1]");
        refused(() -> certificates(folder.resolve("nowhere")), "there is no such file");
        refused(() -> certificates(folder), folder + " cannot be used: it cannot be read");
        refused(() -> certificates(file("")), "it is empty");
        refused(() -> certificates(file("hello\n")), "it holds no PEM block");
        Path der = folder.resolve("cert.der");
        openssl("x509", "-in", cert, "-outform", "DER", "-out", der);
        refused(() -> certificates(der), "it is DER, not PEM");
    }

    @Test
    void damagedFilesAreRefusedWithTheLine() throws IOException {
        List<String> lines = Files.readAllLines(selfSigned(ecKey("k"), "c"));
        String first = lines.getFirst();
        String body = String.join("\n", lines.subList(1, lines.size() - 1));
        String last = lines.getLast();
        refused(
                () -> certificates(file("x\n" + first + "\n" + body)),
                "the block CERTIFICATE that line 2 begins never ends");
        refused(
                () -> certificates(file(first + "\n" + body + "\n" + first + "\n" + body + "\n" + last)),
                "the block CERTIFICATE that line 1 begins never ends");
        refused(
                () -> certificates(file(first + "\n" + lines.get(1) + "\n<html>\n" + last)),
                "line 3 in its block CERTIFICATE is not base64");
        refused(
                () -> certificates(file(first + "\n" + body + "A\n" + last)),
                "the base64 of its block CERTIFICATE at line 1 is cut");
        refused(
                () -> certificates(file(first + "\n" + lines.get(1) + "\n" + last)),
                "its certificate at line 1 is damaged");
        String junk = Base64.getEncoder().encodeToString(new byte[] {0x30, (byte) 0x84, 0x7f, -1, -1, -1, 2});
        for (String label : List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")) {
            refused(
                    () -> key(file("-----BEGIN " + label + "-----\n" + junk + "\n-----END " + label + "-----\n")),
                    "its private key at line 1 is");
        }
    }

    @Test
    void aKeyWithAPassphraseIsRefusedWithTheWayOut() throws IOException {
        Path key = folder.resolve("locked.key");
        openssl(
                "genpkey",
                "-algorithm",
                "EC",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-aes256",
                "-pass",
                "pass:x",
                "-out",
                key);
        refused(() -> key(key), "the private key at line 1 is protected by a passphrase. Give a key without one");
        Path old = folder.resolve("old.key");
        openssl("rsa", "-traditional", "-aes256", "-passout", "pass:x", "-in", rsaKey(), "-out", old);
        refused(() -> key(old), "is protected by a passphrase");
    }

    private Path rsaKey() throws IOException {
        Path key = folder.resolve("rsa-plain.key");
        openssl("genrsa", "-out", key, "2048");
        return key;
    }

    private Path ecKey(String name) throws IOException {
        Path key = folder.resolve(name + ".key");
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key);
        return key;
    }

    private Path selfSigned(Path key, String name) throws IOException {
        Path cert = folder.resolve(name + ".crt");
        openssl("req", "-x509", "-new", "-key", key, "-subj", "/CN=" + name, "-days", "2", "-out", cert);
        return cert;
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "file", ".pem"), text);
    }

    private void assertFits(Path key) throws IOException {
        PrivateKey read = key(key);
        Path cert = selfSigned(key, "subject");
        assertThat(KeyPairs.match(read, certificates(cert).getFirst().getPublicKey()))
                .isTrue();
        assertThat(load(Optional.of(cert), Optional.of(cert), Optional.of(key)).client())
                .isPresent();
    }

    private static Object[] command(String verb, String kind, Path out) {
        String[] words = kind.split(" ");
        Object[] line = new Object[words.length + 4];
        line[0] = verb;
        line[1] = "-algorithm";
        System.arraycopy(words, 0, line, 2, words.length);
        line[words.length + 2] = "-out";
        line[words.length + 3] = out;
        return line;
    }

    private static TlsMaterial load(Optional<Path> cacert, Optional<Path> cert, Optional<Path> key) {
        return TlsMaterial.of(
                cacert.map(PemFile::read),
                cert.map(PemFile::read),
                key.map(PemFile::read),
                new ServerTrust.Advice("", "", "", ""));
    }

    private static PrivateKey key(Path file) {
        return PemPrivateKey.read(PemFile.read(file));
    }

    private static List<X509Certificate> certificates(Path file) {
        return Certificates.read(PemFile.read(file));
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void refused(Work work, String part) {
        EtcdbrException refused = catchThrowableOfType(EtcdbrException.class, work::run);
        assertThat(refused).hasMessageContaining(part);
        assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
    }
}
