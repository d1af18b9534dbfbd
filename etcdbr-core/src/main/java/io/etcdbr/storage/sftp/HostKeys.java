package io.etcdbr.storage.sftp;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts.KnownHostEntry;
import org.jspecify.annotations.Nullable;

/**
 * Holds a server's host key against {@code known_hosts} files. sshj accepts a key that one line revokes if another line names
 * it; here a revoked key is never accepted.
 */
final class HostKeys implements HostKeyVerifier {
    static {
        SshConfig.useCryptographyOfTheJdk();
    }

    private final List<Path> files;
    private final List<OpenSSHKnownHosts> known = new ArrayList<>();
    private volatile @Nullable StoreException refusal;

    HostKeys(List<Path> files) throws IOException {
        this.files = files;
        for (Path file : files) {
            known.add(new OpenSSHKnownHosts(file.toFile(), QuietLogs.FACTORY));
        }
    }

    /** Why the last key was not accepted. */
    Optional<StoreException> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public boolean verify(String host, int port, PublicKey key) {
        SshHost server = new SshHost("", host, port);
        List<KnownHostEntry> entries = entries(server);
        if (entries.stream().anyMatch(entry -> revokes(entry, key))) {
            refusal = new StoreException(
                    Reason.REFUSED,
                    "host " + server.address() + " showed the key " + Fingerprint.of(key) + ", which " + names()
                            + " revokes",
                    "Ask the server's administrator for its new key");
            return false;
        }
        if (entries.stream().anyMatch(entry -> names(entry, key))) {
            return true;
        }
        refusal = entries.isEmpty() ? unknown(server, key) : different(server, key, entries);
        return false;
    }

    @Override
    public List<String> findExistingAlgorithms(String host, int port) {
        Set<String> algorithms = new LinkedHashSet<>();
        for (OpenSSHKnownHosts file : known) {
            for (String algorithm : file.findExistingAlgorithms(host, port)) {
                if (algorithm.equals(KeyType.RSA.toString())) {
                    // The file names the type of the key; signatures of RSA keys have newer names.
                    algorithms.addAll(List.of("rsa-sha2-512", "rsa-sha2-256"));
                }
                algorithms.add(algorithm);
            }
        }
        return List.copyOf(algorithms);
    }

    private List<KnownHostEntry> entries(SshHost server) {
        List<KnownHostEntry> entries = new ArrayList<>();
        for (OpenSSHKnownHosts file : known) {
            for (KnownHostEntry entry : file.entries()) {
                try {
                    if (entry.appliesTo(server.address().toLowerCase(Locale.ROOT))) {
                        entries.add(entry);
                    }
                } catch (IOException e) {
                    // A line that cannot be understood names nobody.
                }
            }
        }
        return entries;
    }

    private static boolean names(KnownHostEntry entry, PublicKey key) {
        try {
            return entry.verify(key);
        } catch (IOException e) {
            return false;
        }
    }

    /** A revoking line never verifies, so its text is looked at: {@code @revoked hosts type key}. */
    private static boolean revokes(KnownHostEntry entry, PublicKey key) {
        return entry.getLine().startsWith("@revoked")
                && Fingerprint.ofLine(entry.getLine()).equals(Fingerprint.of(key));
    }

    private StoreException unknown(SshHost server, PublicKey key) {
        String port = server.port() == SshHost.DEFAULT_PORT ? "" : "-p " + server.port() + " ";
        return new StoreException(
                Reason.REFUSED,
                "host " + server.address() + " is not in " + names() + "; it showed the key " + Fingerprint.of(key),
                "Compare that fingerprint with what the server's administrator says, then add the line that 'ssh-keyscan "
                        + port + server.host() + "' prints");
    }

    private StoreException different(SshHost server, PublicKey key, List<KnownHostEntry> entries) {
        String expected = entries.stream()
                .map(KnownHostEntry::getLine)
                .filter(line -> !line.startsWith("@"))
                .map(Fingerprint::ofLine)
                .distinct()
                .collect(Collectors.joining(" or "));
        return new StoreException(
                Reason.REFUSED,
                "host " + server.address() + " showed the key " + Fingerprint.of(key) + ", but " + names() + " expects "
                        + expected + ": the server was set up anew, or somebody else answers in its place",
                "Ask the server's administrator for the fingerprint, and replace the line only if it is the one shown");
    }

    private String names() {
        return files.stream().map(Path::toString).collect(Collectors.joining(" and "));
    }
}
