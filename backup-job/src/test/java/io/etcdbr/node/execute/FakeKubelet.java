package io.etcdbr.node.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Starts what lies in a folder of manifests and ends what goes away, as kubelet does: names with a leading dot are passed over, and what
 * ends by itself is started again after a pause that grows. A manifest here is a command line, one argument a line.
 */
final class FakeKubelet implements AutoCloseable {
    private static final int LOOK = 20;
    private static final int FIRST_PAUSE = 200;
    private static final int LONGEST_PAUSE = 5000;

    private final Path folder;
    private final Path logs;
    private final String node;
    private final Map<Path, Pod> pods = new HashMap<>();
    private final Thread thread;
    private volatile boolean ignoresRemovals;
    private volatile boolean closed;

    private static final class Pod {
        final List<String> command;
        Process process;
        long pause = FIRST_PAUSE;
        long startAt;

        Pod(List<String> command, Process process) {
            this.command = command;
            this.process = process;
        }
    }

    FakeKubelet(Path folder, Path logs, String node) {
        this.folder = folder;
        this.logs = logs;
        this.node = node;
        this.thread = Thread.ofPlatform().name("kubelet " + folder).daemon().start(this::watch);
    }

    /** As one that was restarted while no API server was there. */
    void ignoreRemovals(boolean ignore) {
        ignoresRemovals = ignore;
    }

    /** Kills everything it started. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
        for (Pod pod : pods.values()) {
            pod.process.destroyForcibly().waitFor();
        }
    }

    private void watch() {
        try {
            while (!closed) {
                look();
                Thread.sleep(LOOK);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the kubelet of " + folder + " failed", e);
        }
    }

    private void look() throws IOException {
        Map<Path, List<String>> wanted = manifests();
        if (!ignoresRemovals) {
            for (Path path : List.copyOf(pods.keySet())) {
                Pod pod = pods.get(path);
                if (pod != null && !wanted.containsKey(path)) {
                    pods.remove(path);
                    Thread.ofVirtual().start(() -> end(pod.process));
                }
            }
        }
        for (Map.Entry<Path, List<String>> one : wanted.entrySet()) {
            Pod pod = pods.get(one.getKey());
            if (pod == null) {
                pods.put(one.getKey(), new Pod(one.getValue(), start(one.getKey(), one.getValue())));
            } else if (!pod.process.isAlive() && !(isJob(one.getKey()) && pod.process.exitValue() == 0)) {
                restart(one.getKey(), pod);
            }
        }
    }

    private void restart(Path path, Pod pod) throws IOException {
        long now = System.currentTimeMillis();
        if (pod.startAt == 0) {
            pod.startAt = now + (isJob(path) ? FIRST_PAUSE : pod.pause);
            pod.pause = Math.min(LONGEST_PAUSE, 2 * pod.pause);
        } else if (now >= pod.startAt) {
            pod.startAt = 0;
            pod.process = start(path, pod.command);
        }
    }

    /** The executor's restart policy is OnFailure. */
    private static boolean isJob(Path path) {
        return path.getFileName().toString().startsWith("etcdbr-");
    }

    private Map<Path, List<String>> manifests() throws IOException {
        Map<Path, List<String>> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().startsWith(".")) {
                    try {
                        found.put(file, Files.readAllLines(file));
                    } catch (IOException e) {
                        // Moved away meanwhile.
                    }
                }
            }
        }
        return found;
    }

    private Process start(Path manifest, List<String> command) throws IOException {
        number(manifest.getFileName().toString().replace(".yaml", ""));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        logs.resolve(manifest.getFileName() + ".log").toFile()))
                .start();
    }

    /** Each start of a container has a log of its own, which tells also of one that ended at once. */
    private void number(String pod) throws IOException {
        Path container = Files.createDirectories(logs.resolve("pods/kube-system_" + pod + "-" + node + "_uid/" + pod));
        try (Stream<Path> files = Files.list(container)) {
            Files.createFile(container.resolve(files.count() + ".log"));
        }
    }

    private static void end(Process process) {
        try {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
