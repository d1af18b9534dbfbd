package io.etcdbr.nodefiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class NodeFilesTest {
    @TempDir
    private Path root;

    private Path pki;

    @BeforeEach
    void aKubeadmNode() throws IOException {
        pki = Files.createDirectories(root.resolve("etc/kubernetes/pki"));
        Files.writeString(pki.resolve("ca.crt"), "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n");
        Path key = Files.writeString(
                pki.resolve("ca.key"), "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.setLastModifiedTime(key, FileTime.from(Instant.parse("2024-02-03T04:05:06.789Z")));
        Files.createLink(pki.resolve("same.crt"), pki.resolve("ca.crt"));
        Files.createSymbolicLink(pki.resolve("link.crt"), Path.of("ca.crt"));
        Files.createDirectory(pki.resolve("empty"));
        Files.writeString(pki.resolve("ä-" + "long".repeat(40)), "x");
    }

    @Test
    void theRealTarRestoresContentModeOwnerTimeAndLinks(@TempDir Path elsewhere) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tar")), "tar is not installed");
        Path archive = elsewhere.resolve("files.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            NodeFilesTar.write(NodeFiles.find(List.of(pki)), out);
        }
        run("tar", "-C", elsewhere.toString(), "-xpf", archive.toString());
        run("diff", "-r", "--no-dereference", pki.toString(), elsewhere + pki.toString());
        Path key = Path.of(elsewhere + pki.resolve("ca.key").toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(Files.getLastModifiedTime(key).toInstant()).isEqualTo(Instant.parse("2024-02-03T04:05:06.789Z"));
        assertThat(Files.getAttribute(key, "unix:uid"))
                .isEqualTo(Files.getAttribute(pki.resolve("ca.key"), "unix:uid"));
        assertThat(Files.getAttribute(Path.of(elsewhere + pki.resolve("ca.crt").toString()), "unix:ino"))
                .isEqualTo(Files.getAttribute(
                        Path.of(elsewhere + pki.resolve("same.crt").toString()), "unix:ino"));
        assertThat(Files.isSymbolicLink(
                        Path.of(elsewhere + pki.resolve("link.crt").toString())))
                .isTrue();
    }

    @Test
    void aDirectoryIncludedTwiceIsArchivedOnce() {
        List<NodeFile> once = NodeFiles.find(List.of(pki));
        assertThat(NodeFiles.find(List.of(pki, pki.resolve("ca.crt"), pki))).isEqualTo(once);
    }

    @Test
    void aMissingPathIsRefusedBeforeAnythingIsWritten() {
        assertThatThrownBy(() -> NodeFiles.find(List.of(pki.resolve("no-such"))))
                .isInstanceOfSatisfying(
                        EtcdbrException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("no-such' does not exist");
    }

    @Test
    void aRelativePathIsRefused() {
        assertThatThrownBy(() -> NodeFiles.find(List.of(Path.of("etc/kubernetes"))))
                .hasMessageContaining("'etc/kubernetes' is not absolute");
    }

    @Test
    void keysKubeconfigsAndEncryptionConfigurationsAreRecognised() throws IOException {
        Files.writeString(pki.resolve("admin.conf"), "users:\n- user:\n    client-key-data: LS0t\n");
        Files.writeString(
                pki.resolve("enc.yaml"), "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n");
        Files.write(pki.resolve("der.key"), new byte[] {0x30, 1});
        assertThat(PrivateKeys.among(NodeFiles.find(List.of(pki))))
                .extracting(file -> file.path().getFileName().toString())
                .containsExactlyInAnyOrder("ca.key", "admin.conf", "enc.yaml", "der.key");
    }

    @Test
    void aFileThatShrinksWhileItIsReadFailsTheArchive() throws IOException {
        List<NodeFile> files = NodeFiles.find(List.of(pki));
        Files.writeString(pki.resolve("ca.crt"), "-");
        assertThatThrownBy(() -> NodeFilesTar.write(files, OutputStream.nullOutputStream()))
                .hasMessageContaining("became shorter while it was archived");
    }

    @Test
    void aFileThatIsGoneOrALinkWhenItIsReadIsNamed() throws IOException {
        List<NodeFile> files = NodeFiles.find(List.of(pki));
        Files.delete(pki.resolve("ca.key"));
        assertThatThrownBy(() -> NodeFilesTar.write(files, OutputStream.nullOutputStream()))
                .isInstanceOf(NodeFileException.class)
                .hasMessage("the included file '" + pki.resolve("ca.key") + "' is not there any more");
        assertThatThrownBy(() -> PrivateKeys.among(files)).isInstanceOf(NodeFileException.class);
        Files.createSymbolicLink(pki.resolve("ca.key"), Path.of("ca.crt"));
        assertThatThrownBy(() -> NodeFilesTar.write(files, OutputStream.nullOutputStream()))
                .isInstanceOf(NodeFileException.class)
                .hasMessageContaining("ca.key' cannot be read: ");
    }

    @Test
    void whatComesAndGoesWhileFilesAreFoundIsNoFailure() throws Exception {
        Path folder = pki.resolve("tmp/kubeadm-upgrade");
        AtomicBoolean over = new AtomicBoolean();
        Thread upgrade = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                try {
                    Files.createDirectories(folder);
                    Files.writeString(folder.resolve("etcd.yaml"), "x");
                    Files.delete(folder.resolve("etcd.yaml"));
                    Files.delete(folder);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        try {
            for (int i = 0; i < 2_000; i++) {
                assertThat(NodeFiles.find(List.of(pki)))
                        .anyMatch(file -> file.path().equals(pki.resolve("ca.key")));
            }
            assertThat(upgrade.isAlive()).as("files came and went all the time").isTrue();
        } finally {
            over.set(true);
            upgrade.join();
        }
    }

    @Test
    void aSymbolicLinkIsNeverFollowed() throws IOException {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "s");
        Files.createSymbolicLink(pki.resolve("away"), outside);
        assertThat(NodeFiles.find(List.of(pki)))
                .noneMatch(file -> file.path().toString().contains("secret"))
                .anyMatch(file -> file.type() == NodeFile.Type.SYMLINK
                        && file.target().orElseThrow().equals(outside.toString()));
        assertThat(Files.exists(pki.resolve("away"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
    }
}
