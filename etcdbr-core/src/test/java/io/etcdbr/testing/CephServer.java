package io.etcdbr.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A real S3 server: Ceph's radosgw with one monitor and one disk that is memory, all on loopback and as this user. Knows object
 * lock and nothing of the newer checksums. Needs Debian's packages ceph-mon, ceph-osd and radosgw, installed or unpacked below
 * the directory that the environment names by {@code ETCDBR_CEPH_ROOT}. Takes about 15 seconds to start.
 */
public final class CephServer implements AutoCloseable {
    private static final String ACCESS_KEY = "CEPHTESTKEY";
    private static final String SECRET_KEY = "cephTestSecret";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String LIBRARIES = "usr/lib/x86_64-linux-gnu";

    private final Path folder;
    private final Path root;
    private final List<Process> daemons = new ArrayList<>();
    private final S3Account account;

    private CephServer(Path root) throws Exception {
        this.root = root;
        // Sockets in it have names of limited length.
        this.folder = Files.createTempDirectory(Path.of("/tmp"), "ceph");
        int gateway = FreePort.take();
        try {
            configure(gateway);
            startMonitor();
            startDisk();
            startGateway(gateway);
        } catch (Exception e) {
            close();
            throw e;
        }
        account = S3Account.of(URI.create("http://127.0.0.1:" + gateway), ACCESS_KEY, SECRET_KEY, folder);
    }

    /** Skips the test where the programs are missing. */
    public static CephServer start() throws Exception {
        Path root =
                Path.of(Optional.ofNullable(System.getenv("ETCDBR_CEPH_ROOT")).orElse("/"));
        for (String program : List.of("ceph-mon", "ceph-osd", "radosgw", "ceph")) {
            assumeTrue(
                    Files.isExecutable(root.resolve("usr/bin").resolve(program)),
                    program
                            + " is missing; install ceph-mon, ceph-osd and radosgw, or unpack them and set ETCDBR_CEPH_ROOT");
        }
        return new CephServer(root);
    }

    public S3Account account() {
        return account;
    }

    @Override
    public void close() throws Exception {
        for (Process daemon : daemons.reversed()) {
            daemon.destroyForcibly().waitFor();
        }
        ServerFolder.remove(folder);
    }

    private void configure(int gateway) throws Exception {
        int monitor = FreePort.take();
        int monitorV1 = FreePort.take();
        String addresses = "[v2:127.0.0.1:" + monitor + ",v1:127.0.0.1:" + monitorV1 + "]";
        String cluster = UUID.randomUUID().toString();
        Files.writeString(folder.resolve("ceph.conf"), """
                [global]
                fsid = %1$s
                mon host = %2$s
                public addr = 127.0.0.1
                cluster addr = 127.0.0.1
                auth allow insecure global id reclaim = false
                mon data avail warn = 1
                mon data avail crit = 0
                mon max pg per osd = 2000
                osd pool default size = 1
                osd pool default min size = 1
                osd pool default pg num = 1
                osd crush chooseleaf type = 0
                osd objectstore = memstore
                memstore device bytes = 2147483648
                osd class dir = %4$s/rados-classes
                osd class load list = *
                osd class default list = *
                plugin dir = %4$s/ceph
                erasure code dir = %4$s/ceph/erasure-code
                mon data = %3$s/mon
                osd data = %3$s/osd
                rgw data = %3$s/rgw
                run dir = %3$s
                keyring = %3$s/keyring
                admin socket = %3$s/$name.asok
                log file = %3$s/$name.log
                err to stderr = true
                rgw frontends = beast endpoint=127.0.0.1:%5$d
                rgw run sync thread = false
                rgw enable quota threads = false
                """.formatted(
                        cluster, addresses, folder, root.resolve(LIBRARIES), gateway));
        for (String part : List.of("mon", "osd", "rgw")) {
            Files.createDirectory(folder.resolve(part));
        }
        keyring("--create-keyring", "-n", "mon.", "--cap", "mon", "allow *");
        keyring("-n", "client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *");
        keyring("-n", "osd.0", "--cap", "mon", "allow profile osd", "--cap", "osd", "allow *");
        keyring("-n", "client.rgw", "--cap", "mon", "allow rw", "--cap", "osd", "allow rwx");
        run("monmaptool", "--create", "--fsid", cluster, "--addv", "a", addresses, "monmap");
    }

    private void keyring(String... arguments) throws Exception {
        run("ceph-authtool", Stream.concat(Stream.of("keyring", "--gen-key"), Stream.of(arguments)));
    }

    private void startMonitor() throws Exception {
        run("ceph-mon", "-c", "ceph.conf", "--mkfs", "-i", "a", "--monmap", "monmap", "--keyring", "keyring");
        daemon("ceph-mon", "-i", "a");
    }

    /** The monitor lets only the disk in whose id it was told. */
    private void startDisk() throws Exception {
        String disk = UUID.randomUUID().toString();
        run("ceph", "-c", "ceph.conf", "-n", "client.admin", "osd", "new", disk, "0");
        run("ceph-osd", "-c", "ceph.conf", "-i", "0", "--mkfs", "--osd-uuid", disk);
        daemon("ceph-osd", "-i", "0");
    }

    private void startGateway(int port) throws Exception {
        run(
                "radosgw-admin",
                "-c",
                "ceph.conf",
                "-n",
                "client.rgw",
                "user",
                "create",
                "--uid=test",
                "--display-name=test",
                "--access-key=" + ACCESS_KEY,
                "--secret=" + SECRET_KEY);
        daemon("radosgw", "-n", "client.rgw");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !daemons.stream().allMatch(Process::isAlive)) {
                    throw new IOException(
                            "radosgw does not listen: " + Files.readString(folder.resolve("radosgw.out")), e);
                }
                Thread.sleep(100);
            }
        }
    }

    private void daemon(String program, String... arguments) throws IOException {
        List<String> line = Stream.concat(Stream.of("-f", "-c", "ceph.conf"), Stream.of(arguments))
                .toList();
        daemons.add(process(program, line).start());
    }

    private void run(String program, String... arguments) throws Exception {
        run(program, Stream.of(arguments));
    }

    private void run(String program, Stream<String> arguments) throws Exception {
        Process process = process(program, arguments.toList()).start();
        boolean ended = process.waitFor(PATIENCE);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly().waitFor();
            throw new IOException(program + " failed: " + Files.readString(folder.resolve(program + ".out")));
        }
    }

    private ProcessBuilder process(String program, List<String> arguments) {
        String executable = root.resolve("usr/bin").resolve(program).toString();
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of(executable), arguments.stream()).toList());
        builder.directory(folder.toFile());
        File output = folder.resolve(program + ".out").toFile();
        builder.redirectErrorStream(true).redirectOutput(output);
        if (!root.equals(Path.of("/"))) {
            Path libraries = root.resolve(LIBRARIES);
            builder.environment()
                    .putAll(Map.of(
                            "LD_LIBRARY_PATH",
                            libraries + ":" + libraries.resolve("ceph") + ":" + root.resolve("lib/x86_64-linux-gnu"),
                            "PYTHONPATH",
                            root.resolve("usr/lib/python3/dist-packages").toString()));
        }
        return builder;
    }
}
