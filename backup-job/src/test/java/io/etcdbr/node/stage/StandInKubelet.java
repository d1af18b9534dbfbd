package io.etcdbr.node.stage;

import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.FreePort;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a real etcd as long as its manifest lies in the folder, as kubelet does; SIGTERM when it goes away. */
final class StandInKubelet implements AutoCloseable {
    private static final long STEP = 50;

    final int clientPort = FreePort.take();
    final int peerPort = FreePort.take();
    private final EtcdProgram program;
    private final Path manifest;
    private final Path dataDir;
    private final Optional<Path> walDir;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean deaf;
    private volatile @Nullable Process running;

    StandInKubelet(EtcdProgram program, Path manifest, Path dataDir, Optional<Path> walDir) throws IOException {
        this.program = program;
        this.manifest = manifest;
        this.dataDir = dataDir;
        this.walDir = walDir;
        this.thread = Thread.ofPlatform().name("kubelet").start(this::run);
    }

    String clientUrl() {
        return "http://127.0.0.1:" + clientPort;
    }

    String peerUrl() {
        return "http://127.0.0.1:" + peerPort;
    }

    /** From now on it does not notice that a manifest goes away, as one that never saw the API. */
    void ignoreRemovals() {
        deaf = true;
    }

    /** Waits until it runs no etcd. */
    void awaitGone() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (running != null) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("etcd does not end");
            }
            Thread.sleep(STEP);
        }
    }

    String ctl(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(program.program("etcdctl").toString(), "--endpoints", clientUrl()));
        line.addAll(List.of(arguments));
        return Programs.run(line.toArray(String[]::new));
    }

    /** Asks until it answers. */
    String patientCtl(String... arguments) throws Exception {
        for (int i = 0; ; i++) {
            try {
                return ctl(arguments);
            } catch (IOException e) {
                if (i > 60) {
                    throw e;
                }
                Thread.sleep(500);
            }
        }
    }

    private void run() {
        @Nullable Process etcd = null;
        try {
            while (!closed) {
                boolean wanted = Files.exists(manifest);
                if (wanted && (etcd == null || !etcd.isAlive())) {
                    etcd = start();
                    running = etcd;
                } else if (!wanted && etcd != null && etcd.isAlive() && !deaf) {
                    etcd.destroy();
                    etcd.waitFor(20, TimeUnit.SECONDS);
                }
                if (etcd != null && !etcd.isAlive()) {
                    running = null;
                }
                Thread.sleep(STEP);
            }
        } catch (InterruptedException | IOException e) {
            // The test sees that etcd is not there.
        } finally {
            if (etcd != null) {
                etcd.destroyForcibly();
            }
        }
    }

    private Process start() throws IOException {
        List<String> line = new ArrayList<>(List.of(
                program.program("etcd").toString(),
                "--name=m1",
                "--data-dir=" + dataDir,
                "--listen-client-urls=" + clientUrl(),
                "--advertise-client-urls=" + clientUrl(),
                "--listen-peer-urls=" + peerUrl(),
                "--initial-advertise-peer-urls=" + peerUrl(),
                "--initial-cluster=m1=" + peerUrl()));
        walDir.ifPresent(dir -> line.add("--wal-dir=" + dir));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        dataDir.resolveSibling("etcd.log").toFile()))
                .start();
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
