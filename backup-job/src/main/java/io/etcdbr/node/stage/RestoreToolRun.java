package io.etcdbr.node.stage;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.disk.DiskException;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.host.Signals;
import io.etcdbr.node.tool.RestoreTool;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One run of the official tool, by its arguments, without a shell. While etcd is not well the tool is stopped by a signal and goes on
 * afterwards.
 */
final class RestoreToolRun {
    private static final String WAL_DIR = "--wal-dir=";
    private static final int MOST_OUTPUT = 256 * 1024;
    private static final int SHOWN_LINES = 3;
    private static final long LOOK_EVERY_MILLIS = 100;

    private final RestoreTool tool;
    private final EtcdWatch watch;
    private final Cancellation cancellation;

    RestoreToolRun(RestoreTool tool, EtcdWatch watch, Cancellation cancellation) {
        this.tool = tool;
        this.watch = watch;
        this.cancellation = cancellation;
    }

    /** What it is called with; the same on all nodes but for what the node is called and where it writes. */
    static List<String> arguments(
            RestorePlan plan, Participant self, Path snapshot, Path dataDir, Optional<Path> walDir) {
        List<String> cluster = new ArrayList<>();
        for (Participant participant : plan.participants().stream()
                .sorted((one, other) -> one.member().compareTo(other.member()))
                .toList()) {
            participant.peerUrls().forEach(url -> cluster.add(participant.member() + "=" + url));
        }
        List<String> arguments = new ArrayList<>(List.of(
                "snapshot",
                "restore",
                snapshot.toString(),
                "--name=" + self.member(),
                "--initial-advertise-peer-urls=" + String.join(",", self.peerUrls()),
                "--initial-cluster=" + String.join(",", cluster),
                "--initial-cluster-token=" + plan.etcd().token(),
                "--bump-revision=" + plan.etcd().bump(),
                "--mark-compacted",
                "--data-dir=" + dataDir));
        walDir.ifPresent(path -> arguments.add(WAL_DIR + path));
        return arguments;
    }

    /** @throws EtcdbrException if it fails, does not get room, or etcd does not get well */
    void run(List<String> arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(tool.command(arguments)).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(tool.environment(arguments.stream().anyMatch(word -> word.startsWith(WAL_DIR))));
        Process process = builder.start();
        process.getOutputStream().close();
        StringBuilder output = new StringBuilder();
        Thread reader = Thread.ofVirtual().name("restore tool").start(() -> read(process, output));
        try (Cancellation.Registration _ = cancellation.onCancel(process::destroyForcibly)) {
            boolean paused = false;
            while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                if (watch.isTroubled()) {
                    signal(process, Signals.STOP);
                    paused = true;
                    watch.awaitWell();
                }
                if (paused) {
                    signal(process, Signals.CONTINUE);
                    paused = false;
                }
            }
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EtcdbrException(ExitCode.INTERRUPTED, "the restore tool was interrupted", "");
        } finally {
            end(process);
        }
        cancellation.check();
        if (process.exitValue() != 0) {
            throw failed(process.exitValue(), output.toString());
        }
    }

    /** Also one that is stopped, and not before it is gone: it must not write any more. */
    private static void end(Process process) {
        process.destroyForcibly();
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void signal(Process process, int signal) throws IOException {
        Signals.send((int) process.pid(), signal, process::isAlive);
    }

    private EtcdbrException failed(int code, String output) {
        if (DiskException.isFull(new IOException(output))) {
            return DiskTrouble.failure(
                    "the restore tool could not write the new data", new IOException("No space left on device"));
        }
        List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
        String last = String.join(" / ", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
        return new EtcdbrException(
                ExitCode.DAMAGED,
                "the restore tool " + tool.program().file() + " " + tool.version() + " ended with " + code + ": "
                        + last,
                "Nothing was kept of it; verify the backup with 'kubectl etcdbr verify --deep', or choose another one");
    }

    private static void read(Process process, StringBuilder output) {
        try (InputStream in = process.getInputStream()) {
            output.append(new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8));
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            output.append("its output could not be read: ").append(e.getMessage());
        }
    }
}
