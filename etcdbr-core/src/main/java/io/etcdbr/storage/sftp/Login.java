package io.etcdbr.storage.sftp;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import net.schmizz.sshj.userauth.method.PasswordResponseProvider;
import net.schmizz.sshj.userauth.password.PasswordUtils;

/** Logs in with the key and the password that a location names. */
record Login(Optional<Path> key, Optional<Path> keyPassphraseFile, Optional<Path> passwordFile) {
    /** How an OpenSSH key begins whose cipher is {@code none}. */
    private static final String NOT_ENCRYPTED = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU";

    void authenticate(SSHClient client, SshHost host) throws IOException {
        List<AuthMethod> methods = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        if (key.isPresent()) {
            KeyProvider loaded = load(client, key.get());
            methods.add(new AuthPublickey(loaded));
            shown.add("key " + key.get() + " (" + Fingerprint.of(loaded.getPublic()) + ")");
        }
        if (passwordFile.isPresent()) {
            char[] password = secret(passwordFile.get());
            methods.add(new AuthPassword(PasswordUtils.createOneOff(password.clone())));
            methods.add(new AuthKeyboardInteractive(
                    new PasswordResponseProvider(PasswordUtils.createOneOff(password.clone()))));
            PasswordUtils.blankOut(password);
            shown.add("the password in " + passwordFile.get());
        }
        try {
            client.auth(host.user(), methods);
        } catch (UserAuthException e) {
            if (BrokenConnection.explains(e, client)) {
                // Not a refusal: sshj wraps a transport that broke meanwhile in the same exception.
                throw new IOException(e.getMessage(), e);
            }
            throw new StoreException(
                    Reason.REFUSED,
                    "host " + host.address() + " does not let user " + host.user() + " in with "
                            + String.join(" or ", shown),
                    key.isPresent()
                            ? "Check that the key's public half is in that user's authorized_keys on the server"
                            : "Check user and password",
                    e);
        }
    }

    private KeyProvider load(SSHClient client, Path file) throws StoreException {
        try {
            KeyProvider provider = keyPassphraseFile.isPresent()
                    ? client.loadKeys(file.toString(), PasswordUtils.createOneOff(secret(keyPassphraseFile.get())))
                    : client.loadKeys(file.toString());
            provider.getPrivate();
            provider.getPublic();
            return provider;
        } catch (StoreException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Old PEM files are decrypted to random bytes by one wrong passphrase in 256, and sshj takes those for the
            // length
            // of an array.
            throw unusable(file, e);
        }
    }

    private StoreException unusable(Path file, Throwable e) {
        if (!isEncrypted(file)) {
            return new StoreException(
                    Reason.REFUSED,
                    "file " + file + " is no private key that can be used: " + e.getMessage(),
                    "Name an OpenSSH or PEM private key, such as 'ssh-keygen -t ed25519' makes",
                    e);
        }
        return keyPassphraseFile
                .map(passphrase -> new StoreException(
                        Reason.REFUSED,
                        "the passphrase in " + passphrase + " does not open the private key " + file,
                        "Put the right passphrase there",
                        e))
                .orElseGet(() -> new StoreException(
                        Reason.REFUSED,
                        "private key " + file + " is encrypted",
                        "Put its passphrase into a file and add ?key-passphrase-file=FILE",
                        e));
    }

    private static boolean isEncrypted(Path file) {
        try {
            String text = Files.readString(file);
            return text.contains("ENCRYPTED")
                    || text.contains("BEGIN OPENSSH PRIVATE KEY") && !text.contains(NOT_ENCRYPTED);
        } catch (IOException e) {
            return false;
        }
    }

    /** A line's end at the end is the editor's, not the secret's. */
    private static char[] secret(Path file) throws StoreException {
        try {
            return Files.readString(file).replaceFirst("\\R\\z", "").toCharArray();
        } catch (IOException e) {
            throw new StoreException(
                    Reason.REFUSED,
                    "file " + file + " cannot be read as text",
                    "Check the file and its permissions",
                    e);
        }
    }
}
