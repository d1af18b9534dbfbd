package io.etcdbr.e2e.store;

import io.etcdbr.testing.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** OpenSSH's server on this machine. */
public final class SftpPlace implements Place {
    private static final String SECRETS = "/etc/etcdbr/sftp/";

    private final SshServer server;
    private final String url;
    private final Map<String, String> secret;
    private final List<String> recipients;

    private SftpPlace(SshServer server, String url, Map<String, String> secret, List<String> recipients) {
        this.server = server;
        this.url = url;
        this.secret = Map.copyOf(secret);
        this.recipients = List.copyOf(recipients);
    }

    /**
     * Starts it.
     *
     * @param address of this machine, as nodes reach it
     * @param folder for its files and the backups
     */
    public static SftpPlace start(String address, Path folder, List<String> recipients) throws IOException {
        SshServer server = SshServer.startAt(address, folder.resolve("sshd"));
        Path backups = Files.createDirectories(folder.resolve("backups"));
        String url = "sftp://" + SshServer.user() + "@" + address + ":" + server.port() + backups + "?key=" + SECRETS
                + "key&known-hosts=" + SECRETS + "known_hosts";
        Map<String, String> secret = Map.of(
                "key", Files.readString(server.clientKey()),
                "known_hosts", Files.readString(server.knownHosts()));
        return new SftpPlace(server, url, secret, recipients);
    }

    @Override
    public String component() {
        return "sftp";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("store-sftp", url);
    }

    @Override
    public Map<String, String> secret() {
        return secret;
    }

    @Override
    public List<String> recipients() {
        return recipients;
    }

    @Override
    public Optional<Place> withWrongSecret() {
        try {
            Path stranger = server.newKey("stranger-" + System.nanoTime(), "");
            return Optional.of(new SftpPlace(
                    server,
                    url,
                    Map.of("key", Files.readString(stranger), "known_hosts", secret.getOrDefault("known_hosts", "")),
                    recipients));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public boolean goAway() {
        server.stop();
        return true;
    }

    @Override
    public void comeBack() throws IOException {
        server.start();
    }

    @Override
    public void close() {
        server.close();
    }
}
