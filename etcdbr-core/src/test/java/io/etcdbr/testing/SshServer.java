package io.etcdbr.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * OpenSSH's server on a port of this machine, loopback unless said otherwise, with keys of its own, for logins of the user that runs the test. Everything lies below
 * one directory; a test is skipped if OpenSSH is missing.
 */
public final class SshServer implements AutoCloseable {
    public static final String HOST = "127.0.0.1";

    /** Options of a location for tests in which a server that is slow, on a machine that is busy for others, is no failure. */
    public static final Map<String, String> PATIENT = Map.of("connect-timeout", "2m", "idle-timeout", "10m");

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final String host;
    private final Path directory;
    private final int port;
    private final List<String> options;
    private @Nullable Process process;
    private @Nullable Path shadow;

    private SshServer(String host, Path directory, int port, List<String> options) {
        this.host = host;
        this.directory = directory;
        this.port = port;
        this.options = options;
    }

    /**
     * @param directory empty or new
     * @param options further lines of sshd_config, which come first and so win
     */
    public static SshServer start(Path directory, String... options) throws IOException {
        return startAt(HOST, directory, options);
    }

    /**
     * The same on another of this machine's addresses.
     *
     * @param host the address
     */
    public static SshServer startAt(String host, Path directory, String... options) throws IOException {
        String keygen = Programs.require("ssh-keygen", "openssh-client");
        Programs.require("sshd", "openssh-server");
        Files.createDirectories(directory);
        for (String type : List.of("ed25519", "rsa", "ecdsa")) {
            Programs.run(
                    keygen,
                    "-q",
                    "-t",
                    type,
                    "-N",
                    "",
                    "-f",
                    directory.resolve("host_" + type).toString());
        }
        SshServer server = new SshServer(host, directory, FreePort.take(), List.of(options));
        Path key = server.newKey("client", "");
        Files.copy(directory.resolve("client.pub"), directory.resolve("authorized_keys"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.write(server.knownHosts(), server.knownHostsLines(server.port, "ed25519"));
        server.start();
        return server;
    }

    public int port() {
        return port;
    }

    public static String user() {
        return System.getProperty("user.name");
    }

    /** The private key that lets the user in. */
    public Path clientKey() {
        return directory.resolve("client");
    }

    /** Holds the server's ed25519 key under its own port. */
    public Path knownHosts() {
        return directory.resolve("known_hosts");
    }

    /** Where a store lies on this server. */
    public String location(Path path) {
        return location(port, path);
    }

    /** The same through a proxy on loopback; its port becomes known as this server's. */
    public String location(FaultProxy proxy, Path path) throws IOException {
        Files.write(knownHosts(), knownHostsLines(proxy.port(), "ed25519"), StandardOpenOption.APPEND);
        return location(proxy.port(), path);
    }

    private String location(int loginPort, Path path) {
        return "sftp://" + user() + "@" + host + ":" + loginPort + path + "?known-hosts=" + knownHosts() + "&key="
                + clientKey();
    }

    /** Lines for {@code known_hosts} with the server's key of each type ({@code ed25519}, {@code rsa}, {@code ecdsa}). */
    public List<String> knownHostsLines(int atPort, String... types) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String type : types) {
            lines.add("[" + host + "]:" + atPort + " "
                    + Files.readString(directory.resolve("host_" + type + ".pub"))
                            .strip());
        }
        return lines;
    }

    /** A new key pair {@code name}, {@code name.pub} in the server's directory, which lets nobody in. */
    public Path newKey(String name, String passphrase, String... options) throws IOException {
        Path key = directory.resolve(name);
        List<String> command = new ArrayList<>(List.of(Programs.require("ssh-keygen", "openssh-client"), "-q"));
        command.addAll(options.length == 0 ? List.of("-t", "ed25519") : List.of(options));
        command.addAll(List.of("-N", passphrase, "-f", key.toString()));
        Programs.run(command.toArray(String[]::new));
        return key;
    }

    /** Lets a key in. */
    public void authorize(Path key) throws IOException {
        Files.writeString(
                directory.resolve("authorized_keys"),
                Files.readString(Path.of(key + ".pub")),
                StandardOpenOption.APPEND);
    }

    /**
     * Lets the user in with {@code password} as well, from the next {@link #start} on: the server sees a shadow file of its own,
     * which takes root and a mount name space, or the test is skipped.
     */
    public void allowPassword(String password) throws IOException {
        Assumptions.assumeTrue(user().equals("root"), "only root can give a server its own passwords: run as root");
        Programs.require("unshare", "util-linux");
        String hash = Programs.run(Programs.require("openssl", "openssl"), "passwd", "-6", password)
                .strip();
        shadow = Files.writeString(directory.resolve("shadow"), user() + ":" + hash + ":19000:0:99999:7:::\n");
        Files.setPosixFilePermissions(shadow, PosixFilePermissions.fromString("rw-------"));
    }

    /** Begins again on the same port after {@link #stop}. */
    public void start() throws IOException {
        if (user().equals("root")) {
            // Where a root's sshd locks up the part of it that meets strangers; Debian makes it at boot.
            Files.createDirectories(Path.of("/run/sshd"));
        }
        String program = Programs.require("sshd", "openssh-server");
        Path config = directory.resolve("sshd_config");
        Files.write(config, config(List.of("PerSourcePenalties no")));
        try {
            Programs.run(program, "-t", "-f", config.toString());
        } catch (IOException e) {
            // Before OpenSSH 9.8 there were no penalties.
            Files.write(config, config(List.of()));
        }
        List<String> command = List.of(program, "-D", "-e", "-f", config.toString());
        if (shadow != null) {
            String inside = "mount --bind " + shadow + " /etc/shadow && exec " + String.join(" ", command);
            command = List.of("unshare", "-m", "sh", "-c", inside);
        }
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        awaitPort();
    }

    /** Ends the server and all its sessions. */
    public void stop() {
        Process running = process;
        if (running == null) {
            return;
        }
        try {
            killSessions(running);
            running.destroyForcibly().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the server first, but does not end it: of a session that it began meanwhile nobody would know any more. */
    private static void killSessions(Process running) throws IOException {
        if (!running.isAlive()) {
            return;
        }
        Programs.run("kill", "-STOP", "" + running.pid());
        Set<ProcessHandle> killed = new HashSet<>();
        List<ProcessHandle> found;
        do {
            // Sessions have children, too.
            found = running.descendants().filter(killed::add).toList();
            found.forEach(ProcessHandle::destroyForcibly);
        } while (!found.isEmpty());
    }

    public Path log() {
        return directory.resolve("sshd.log");
    }

    @Override
    public void close() {
        stop();
    }

    private List<String> config(List<String> more) {
        List<String> lines = new ArrayList<>(options);
        lines.addAll(more);
        lines.addAll(List.of(
                "Port " + port,
                "ListenAddress " + host,
                "HostKey " + directory.resolve("host_ed25519"),
                "HostKey " + directory.resolve("host_rsa"),
                "HostKey " + directory.resolve("host_ecdsa"),
                "AuthorizedKeysFile " + directory.resolve("authorized_keys"),
                "PidFile none",
                // Or it turns logins away at random when many are under way.
                "MaxStartups 1000",
                "StrictModes no",
                "UsePAM no",
                "UseDNS no",
                "PermitRootLogin yes",
                "PasswordAuthentication " + (shadow == null ? "no" : "yes"),
                "KbdInteractiveAuthentication no"));
        if (options.stream().noneMatch(option -> option.contains("Subsystem"))) {
            lines.add("Subsystem sftp internal-sftp");
        }
        return lines;
    }

    private void awaitPort() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (process != null && process.isAlive() && System.nanoTime() < end) {
            try (Socket socket = new Socket(host, port)) {
                if (socket.getInputStream().read() == 'S') {
                    return;
                }
            } catch (IOException e) {
                // Not yet.
            }
            try {
                Thread.sleep(25);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
        throw new IOException("sshd did not start: " + Files.readString(log()));
    }
}
