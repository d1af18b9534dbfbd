package io.etcdbr.kubectl.stager;

import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.operation.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A running stager pod. Any thread may call. */
public final class Stager {
    /** etcdbr's program for nodes, in the same image, as docs/image.md tells. */
    private static final List<String> NODE_PROGRAM = List.of("java", "@/app/conf/node.options");

    /** For programs that run about a second: the better compiler costs a third of it and pays for none of it. */
    private static final String BRIEF = "-XX:TieredStopAtLevel=1";

    /** The verbs through which the whole data goes. */
    private static final Set<String> LONG = Set.of("receive", "stage", "send");

    private final Cluster cluster;
    private final Installation installation;
    private final String node;
    private final String pod;
    private final boolean byKubelet;

    Stager(Cluster cluster, Installation installation, String node, String pod) {
        this(cluster, installation, node, pod, false);
    }

    private Stager(Cluster cluster, Installation installation, String node, String pod, boolean byKubelet) {
        this.byKubelet = byKubelet;
        this.cluster = cluster;
        this.installation = installation;
        this.node = node;
        this.pod = pod;
    }

    public String node() {
        return node;
    }

    /** The image that it runs, by the name under which the node knows it. */
    public String image() {
        return installation.image();
    }

    /** A path in a directory that goes with the pod. */
    public String scratch(String file) {
        return StagerManifest.SCRATCH + "/" + file;
    }

    /** A path of the node, as the pod sees it. */
    public String onHost(String path) {
        return StagerManifest.HOST + path;
    }

    /**
     * The same pod, asked of its kubelet, which runs it also while the API knows it no more. For programs that are given nothing; one that ends
     * with another code than 0 is a failure of the API.
     */
    public Stager byKubelet() {
        return new Stager(cluster, installation, node, pod, true);
    }

    /** The same pod, for who looks on by itself: a program that was refused is not tried again. */
    public Stager once() {
        return new Stager(cluster.once(), installation, node, pod, byKubelet);
    }

    String pod() {
        return pod;
    }

    /** Runs {@code etcdbr-node} with these arguments, a verb first, and returns its exit code. */
    public int node(List<String> arguments, InputStream in, OutputStream out, OutputStream err) {
        List<String> all = new ArrayList<>(arguments);
        all.add("--node=" + node);
        List<String> program = new ArrayList<>(NODE_PROGRAM);
        if (!LONG.contains(arguments.getFirst())) {
            // The options end with the program's class, behind which all is its arguments.
            program.add(1, BRIEF);
        }
        return run(program, all, in, out, err);
    }

    /** Runs {@code etcdbr-job} with these arguments, a verb first, and returns its exit code. */
    public int job(List<String> arguments, InputStream in, OutputStream out, OutputStream err) {
        return run(installation.program(), arguments, in, out, err);
    }

    /** Removes the pod, and with it what still runs there. */
    void remove() {
        cluster.delete(Kind.POD, installation.namespace(), pod);
    }

    private int run(List<String> program, List<String> arguments, InputStream in, OutputStream out, OutputStream err) {
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        String container = installation.container().text("name").orElse("");
        if (!byKubelet) {
            return cluster.exec(installation.namespace(), pod, container, command, in, out, err);
        }
        try {
            out.write(cluster.runByKubelet(node, installation.namespace(), pod, container, command)
                    .getBytes(StandardCharsets.UTF_8));
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
