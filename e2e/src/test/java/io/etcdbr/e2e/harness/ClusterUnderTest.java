package io.etcdbr.e2e.harness;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.etcdbr.e2e.store.Place;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;

/** A cluster with its control-plane nodes. */
public final class ClusterUnderTest {
    /** The repository. */
    static final Path TOP = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

    /** The image's archive, below the top folder. */
    static final String IMAGE = "backup-job/target/etcdbr-job-image.tar";

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Environment environment;
    private final Path folder;
    private final Kubectl kubectl;
    private final List<Node> nodes;

    private ClusterUnderTest(Environment environment, Path folder, List<Node> nodes) {
        this.environment = environment;
        this.folder = folder;
        this.kubectl = Kubectl.of(environment.kubeconfig());
        this.nodes = List.copyOf(nodes);
    }

    /**
     * Gets to know a cluster, and brings it the image if it was said how.
     *
     * @param folder an empty one, for files
     */
    public static ClusterUnderTest of(Environment environment, Path folder) throws IOException {
        List<Node> nodes = new ArrayList<>();
        JsonObject list = Kubectl.of(environment.kubeconfig())
                .json("get", "nodes", "-l", "node-role.kubernetes.io/control-plane", "--sort-by=.metadata.name");
        for (JsonElement item : list.getAsJsonArray("items")) {
            nodes.add(node(item.getAsJsonObject(), environment));
        }
        if (nodes.isEmpty()) {
            throw new AssertionError("the cluster has no node with the label node-role.kubernetes.io/control-plane");
        }
        ClusterUnderTest cluster = new ClusterUnderTest(environment, folder, nodes);
        cluster.loadImage();
        cluster.awaitAllReady();
        return cluster;
    }

    private static Node node(JsonObject item, Environment environment) {
        String name = item.getAsJsonObject("metadata").get("name").getAsString();
        JsonArray addresses = item.getAsJsonObject("status").getAsJsonArray("addresses");
        for (JsonElement element : addresses) {
            JsonObject address = element.getAsJsonObject();
            if (address.get("type").getAsString().equals("InternalIP")) {
                return new Node(name, address.get("address").getAsString(), environment);
            }
        }
        throw new AssertionError("node " + name + " has no address");
    }

    /** Brings the image onto all nodes, if it was said how. */
    public void loadImage() throws IOException {
        if (environment.loadImage().isPresent()) {
            String archive = TOP.resolve(IMAGE).toString();
            Said.of(environment.loadImage().orElseThrow().with(archive), "", Map.of(), PATIENCE)
                    .orFail();
        }
    }

    /** Waits until the API server of one node is ready. */
    public void awaitApiServer(Node node) {
        Awaitility.await("the API server of " + node.name() + " is ready")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> isApiServerReady(node));
    }

    /** Whether the API server of one node says so; it listens at kubeadm's port. */
    public boolean isApiServerReady(Node node) throws IOException {
        return kubectl.at("https://" + node.address() + ":6443")
                .ask("get", "--raw=/readyz")
                .succeeded();
    }

    public Environment environment() {
        return environment;
    }

    /** Of somebody who may do everything. */
    public Kubectl kubectl() {
        return kubectl;
    }

    public List<Node> nodes() {
        return nodes;
    }

    public Node node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no node " + name));
    }

    /** This machine's address as the nodes see it. */
    public String addressOfThisMachine() throws IOException {
        if (environment.address().isPresent()) {
            return environment.address().orElseThrow();
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            // Sends nothing: the system only chooses the way, and with it the address.
            socket.connect(
                    new InetSocketAddress(InetAddress.getByName(nodes.getFirst().address()), 9));
            return socket.getLocalAddress().getHostAddress();
        }
    }

    /** Applies an overlay with a store, for the shipped roles; the caller closes it. */
    public Installation install(Place place, String... patches) throws IOException {
        return Installation.apply(
                this, Files.createTempDirectory(folder, "overlay").toRealPath(), place, List.of(patches));
    }

    /** Of somebody who may do everything. */
    public AdminShell shell(Path folder) {
        return new AdminShell(environment.kubeconfig(), folder);
    }

    /** Waits until every node is ready and every member of etcd answers. */
    public void awaitAllReady() {
        Awaitility.await("all nodes are ready")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    JsonObject list = kubectl.json("get", "nodes");
                    for (JsonElement item : list.getAsJsonArray("items")) {
                        if (!isReady(item.getAsJsonObject())) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    private static boolean isReady(JsonObject node) {
        for (JsonElement element : node.getAsJsonObject("status").getAsJsonArray("conditions")) {
            JsonObject condition = element.getAsJsonObject();
            if (condition.get("type").getAsString().equals("Ready")) {
                return condition.get("status").getAsString().equals("True");
            }
        }
        return false;
    }
}
