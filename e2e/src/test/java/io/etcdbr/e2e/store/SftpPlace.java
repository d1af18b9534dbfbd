package io.etcdbr.e2e.store;

import io.etcdbr.testing.FaultProxy;
import io.etcdbr.testing.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** OpenSSH's server on this machine, behind a network that fails when it is told to. */
public final class SftpPlace implements Place {
    private static final String SECRETS = "/etc/etcdbr/sftp/";

    private final SshServer server;
    private final FaultProxy network;
    private final String url;
    private final Map<String, String> secret;
    private final List<String> recipients;
    private long stalledAt = Long.MAX_VALUE;

    private SftpPlace(
            SshServer server, FaultProxy network, String url, Map<String, String> secret, List<String> recipients) {
        this.server = server;
        this.network = network;
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
        FaultProxy network = FaultProxy.at(address, server.port());
        Path backups = Files.createDirectories(folder.resolve("backups"));
        String url = "sftp://" + SshServer.user() + "@" + address + ":" + network.port() + backups + "?key=" + SECRETS
                + "key&known-hosts=" + SECRETS + "known_hosts";
        Map<String, String> secret = Map.of(
                "key",
                Files.readString(server.clientKey()),
                "known_hosts",
                String.join("\n", server.knownHostsLines(network.port(), "ed25519")) + "\n");
        return new SftpPlace(server, network, url, secret, recipients);
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
                    network,
                    url,
                    Map.of("key", Files.readString(stranger), "known_hosts", secret.getOrDefault("known_hosts", "")),
                    recipients));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The store's URL as the overlay's settings have it. */
    public String url() {
        return url;
    }

    /** Nothing more gets here after so many bytes, until {@link #flow}; connections stay open. */
    public void stallAfter(long bytes) {
        stalledAt = network.bytes(FaultProxy.Direction.UP) + bytes;
        network.stallAfter(FaultProxy.Direction.UP, bytes);
    }

    /** Whether so much has come that nothing more gets here. */
    public boolean isStalled() {
        return network.bytes(FaultProxy.Direction.UP) >= stalledAt;
    }

    /** What was stalled gets here, and all that comes later. */
    public void flow() throws IOException {
        stalledAt = Long.MAX_VALUE;
        network.heal();
    }

    @Override
    public boolean goAway() throws IOException {
        network.refuse().cutNow(FaultProxy.Ending.RESET);
        return true;
    }

    @Override
    public void comeBack() throws IOException {
        flow();
    }

    @Override
    public void close() throws IOException {
        network.close();
        server.close();
    }
}
