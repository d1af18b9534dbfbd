package io.etcdbr.storage.sftp;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.storage.StoreException;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import net.schmizz.sshj.SSHClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {

    @Test
    void noWrongPassphraseOfAnOldPemKeyIsMoreThanARefusal(@TempDir Path directory) throws IOException {
        Path key = directory.resolve("key");
        String keygen = Programs.require("ssh-keygen", "openssh-client");
        Programs.run(keygen, "-q", "-t", "rsa", "-m", "PEM", "-N", "correct horse", "-f", key.toString());
        Path passphrase = directory.resolve("passphrase");
        Login login = new Login(Optional.of(key), Optional.of(passphrase), Optional.empty());
        SSHClient client = new SSHClient(new SshConfig());
        // About six of these decrypt to something whose padding looks right.
        for (int i = 0; i < 1500; i++) {
            Files.writeString(passphrase, "wrong horse " + i);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> login.authenticate(client, SshHost.parse("user@host")))
                    .withMessageContaining("does not open the private key");
        }
    }
}
