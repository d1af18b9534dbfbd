package io.etcdbr.e2e.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks every node's etcd five times a second, on the node itself: at the peer port which cluster it belongs to, and at the client port for
 * a linearizable read, which a cluster answers only while it serves. Needs curl 7.84 on the nodes.
 */
public final class ClusterIds implements AutoCloseable {
    /** No etcd gives way to one of another cluster more quickly than this, twice. */
    private static final Duration TOGETHER = Duration.ofSeconds(1);

    private static final String SAMPLE = """
            pki=/etc/kubernetes/pki/etcd
            ask() {
                curl --http1.1 -sk -N -m 1 --rate 5/s --cert $pki/healthcheck-client.crt \\
                    --key $pki/healthcheck-client.key "$@" 2>&1
            }
            ask -o /dev/null -w '%%{stderr}runs %%header{x-etcd-cluster-id}\\n' 'https://%s:2380/members?[1-20000]' &
            ask -d '{"key":"YQ=="}' -w '%%{stderr}\\n' 'https://127.0.0.1:2379/v3/kv/range?[1-20000]'
            """;
    private static final Pattern RUNS = Pattern.compile("runs ([0-9a-f]+)");
    private static final Pattern SERVES = Pattern.compile("\"cluster_id\":\"([0-9]+)\".*\"revision\"");

    private final List<Process> processes = new ArrayList<>();
    private final Set<String> running = new TreeSet<>();
    private final List<Served> served = new ArrayList<>();
    private int answers;
    private boolean closed;

    private record Served(long at, String cluster) {}

    ClusterIds(List<Node> nodes) {
        for (Node node : nodes) {
            Thread.ofVirtual().start(() -> sample(node));
        }
    }

    /** A node that lost its power is asked again once it is back. */
    private void sample(Node node) {
        try {
            while (true) {
                Process process = begin(node);
                if (process == null) {
                    return;
                }
                try (BufferedReader lines = process.inputReader()) {
                    String line = lines.readLine();
                    while (line != null) {
                        take(line);
                        line = lines.readLine();
                    }
                } catch (IOException e) {
                    // The same as its end.
                }
                Thread.sleep(500);
            }
        } catch (InterruptedException | IOException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Process begin(Node node) throws IOException {
        if (closed) {
            return null;
        }
        Process process = node.start(SAMPLE.formatted(node.address()));
        processes.add(process);
        return process;
    }

    private synchronized void take(String line) {
        Matcher runs = RUNS.matcher(line);
        Matcher serves = SERVES.matcher(line);
        if (runs.find()) {
            answers++;
            running.add(spelled(new BigInteger(runs.group(1), 16)));
        } else if (serves.find()) {
            answers++;
            served.add(new Served(System.nanoTime(), spelled(new BigInteger(serves.group(1)))));
        }
    }

    private static String spelled(BigInteger id) {
        return id.toString(16);
    }

    /** How often an etcd answered. */
    public synchronized int answers() {
        return answers;
    }

    /** All cluster ids of etcds that ran. */
    public synchronized Set<String> running() {
        return Set.copyOf(running);
    }

    /** All cluster ids of etcds that answered a linearizable read. */
    public synchronized Set<String> serving() {
        return served.stream().map(Served::cluster).collect(Collectors.toUnmodifiableSet());
    }

    /** Clusters that served in the same second, if there were two; else empty. */
    public synchronized Set<String> together() {
        Map<String, Long> last = new HashMap<>();
        String now = "";
        for (Served one : served) {
            long before = last.getOrDefault(one.cluster, Long.MIN_VALUE);
            if (!one.cluster.equals(now) && before != Long.MIN_VALUE && one.at - before < TOGETHER.toNanos()) {
                return last.keySet().stream().collect(Collectors.toUnmodifiableSet());
            }
            now = one.cluster;
            last.put(one.cluster, one.at);
        }
        return Set.of();
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }
}
