package io.etcdbr.e2e.harness;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.e2e.store.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;

/** etcdbr in a cluster, as an overlay of kustomize installs it, with a person for each of the shipped roles. */
public final class Installation implements AutoCloseable {
    public static final String NAMESPACE = "etcdbr-system";
    private static final Path KUSTOMIZE = ClusterUnderTest.TOP.resolve("kustomize");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final ClusterUnderTest cluster;
    private final Path overlay;
    private final Kubectl kubectl;

    private Installation(ClusterUnderTest cluster, Path overlay) {
        this.cluster = cluster;
        this.overlay = overlay;
        this.kubectl = cluster.kubectl().in(NAMESPACE);
    }

    static Installation apply(ClusterUnderTest cluster, Path overlay, Place place, List<String> patches)
            throws IOException {
        Installation installation = new Installation(cluster, overlay);
        Files.writeString(overlay.resolve("kustomization.yaml"), installation.kustomization(place, patches));
        cluster.kubectl().run("apply", "-k", overlay.toString());
        installation.giveSecret(place);
        for (String role : List.of("viewer", "operator")) {
            installation.bind(role, "etcdbr-node-viewer");
        }
        installation.bind("restorer", "etcdbr-restorer");
        return installation;
    }

    private String kustomization(Place place, List<String> patches) throws IOException {
        String distribution = cluster.environment().distribution();
        Path shipped = KUSTOMIZE.resolve("overlays").resolve(distribution + "-" + place.component());
        StringBuilder text = new StringBuilder("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n");
        if (Files.isDirectory(shipped)) {
            text.append("resources:\n- ").append(overlay.relativize(shipped)).append('\n');
        } else {
            text.append("resources:\n- ").append(overlay.relativize(KUSTOMIZE.resolve("base")));
            text.append("\ncomponents:\n");
            if (!distribution.equals("kubeadm")) {
                text.append("- ").append(component("distributions/" + distribution));
            }
            text.append("- ").append(component("stores/" + place.component()));
        }
        text.append("patches:\n");
        text.append(patch("ConfigMap", "etcdbr-config", settings(place)));
        patches.forEach(
                patch -> text.append("- target: {kind: CronJob}\n  patch: |-\n").append(patch.indent(4)));
        place.patch()
                .ifPresent(patch ->
                        text.append("- target: {kind: CronJob}\n  patch: |-\n").append(patch.indent(4)));
        return text.toString();
    }

    private String component(String name) {
        return overlay.relativize(KUSTOMIZE.resolve("components").resolve(name)) + "\n";
    }

    private static String settings(Place place) throws IOException {
        Map<String, String> data = new TreeMap<>(place.settings());
        String recipients = String.join(", ", place.recipients());
        StringBuilder text =
                new StringBuilder("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: etcdbr-config\ndata:\n");
        text.append("  config.yaml: |\n    cluster: e2e\n    recipients: [").append(recipients);
        text.append("]\n    verify: best\n    keep-within: 1d\n");
        data.forEach((key, value) ->
                text.append("  ").append(key).append(": \"").append(value).append("\"\n"));
        return text.toString();
    }

    private static String patch(String kind, String name, String text) {
        return "- target: {kind: " + kind + ", name: " + name + "}\n  patch: |-\n" + text.indent(4);
    }

    /** Makes the store's Secret what the store now wants. */
    public void giveSecret(Place place) throws IOException {
        if (place.secret().isEmpty()) {
            return;
        }
        JsonObject data = new JsonObject();
        for (Map.Entry<String, String> entry : place.secret().entrySet()) {
            data.addProperty(
                    entry.getKey(),
                    Base64.getEncoder().encodeToString(entry.getValue().getBytes()));
        }
        JsonObject metadata = new JsonObject();
        metadata.addProperty("name", "etcdbr-" + place.component());
        JsonObject secret = new JsonObject();
        secret.addProperty("apiVersion", "v1");
        secret.addProperty("kind", "Secret");
        secret.add("metadata", metadata);
        secret.add("data", data);
        kubectl.runWith(secret.toString(), "apply", "-f", "-");
    }

    private void bind(String role, String clusterRole) throws IOException {
        applyMade(
                kubectl.run(dry("create", "rolebinding", user(role), "--role=etcdbr-" + role, "--user=" + user(role))));
        applyMade(kubectl.run(dry(
                "create", "clusterrolebinding", user(role), "--clusterrole=" + clusterRole, "--user=" + user(role))));
    }

    private static String[] dry(String... line) {
        List<String> all = new ArrayList<>(List.of(line));
        all.addAll(List.of("--dry-run=client", "-o=yaml"));
        return all.toArray(String[]::new);
    }

    private void applyMade(String object) throws IOException {
        kubectl.runWith(object, "apply", "-f", "-");
    }

    private static String user(String role) {
        return "e2e-" + role;
    }

    /** In the namespace, as somebody who may do everything. */
    public Kubectl kubectl() {
        return kubectl;
    }

    /** The plugin as somebody with the role {@code etcdbr-operator}. */
    public PluginProcess operator() throws IOException {
        return plugin("operator");
    }

    /** The plugin as somebody with the role {@code etcdbr-viewer}. */
    public PluginProcess viewer() throws IOException {
        return plugin("viewer");
    }

    /** The plugin as somebody with the role {@code etcdbr-restorer}. */
    public PluginProcess restorer() throws IOException {
        return plugin("restorer");
    }

    private PluginProcess plugin(String role) throws IOException {
        Path kubeconfig = overlay.resolve(role + ".kubeconfig");
        if (!Files.exists(kubeconfig)) {
            JsonObject whole = JsonParser.parseString(
                            cluster.kubectl().run("config", "view", "--raw", "--minify", "--flatten", "-o=json"))
                    .getAsJsonObject();
            for (JsonElement entry : whole.getAsJsonArray("users")) {
                entry.getAsJsonObject().getAsJsonObject("user").addProperty("as", user(role));
            }
            Files.writeString(kubeconfig, whole.toString());
        }
        return new PluginProcess(kubeconfig, List.of());
    }

    /** Starts a Job from the CronJob's template, as an operator may. */
    public String startBackup() throws IOException {
        String job = "e2e-" + UUID.randomUUID().toString().substring(0, 8);
        kubectl.as(user("operator")).run("create", "job", job, "--from=cronjob/etcdbr-backup");
        return job;
    }

    /** The pods of a Job that exist now. */
    public List<JsonObject> pods(String job) throws IOException {
        List<JsonObject> pods = new ArrayList<>();
        for (JsonElement item :
                kubectl.json("get", "pods", "-l", "job-name=" + job).getAsJsonArray("items")) {
            pods.add(item.getAsJsonObject());
        }
        return pods;
    }

    /** The names of the schedule's Jobs that run now. */
    public List<String> scheduledRunsUnderWay() throws IOException {
        return scheduledRuns("active");
    }

    /** The name of the first Job of the schedule that ends well from now on. */
    public String awaitScheduledRun() throws IOException {
        List<String> before = completed();
        List<String> after = new ArrayList<>();
        Awaitility.await("a scheduled run has ended well")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    after.addAll(completed());
                    after.removeAll(before);
                    return !after.isEmpty();
                });
        return after.getFirst();
    }

    private List<String> completed() throws IOException {
        return scheduledRuns("succeeded");
    }

    /** Those with pods that are counted there. */
    private List<String> scheduledRuns(String count) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonElement item : kubectl.json("get", "jobs").getAsJsonArray("items")) {
            JsonObject job = item.getAsJsonObject();
            String name = job.getAsJsonObject("metadata").get("name").getAsString();
            JsonObject status = job.getAsJsonObject("status");
            if (name.startsWith("etcdbr-backup-")
                    && status.has(count)
                    && status.get(count).getAsInt() > 0) {
                names.add(name);
            }
        }
        return names;
    }

    /** The node on which a Job's newest pod ran. */
    public String nodeOf(String job) throws IOException {
        return pods(job).getLast().getAsJsonObject("spec").get("nodeName").getAsString();
    }

    /** Removes everything but the backups. */
    @Override
    public void close() throws IOException {
        for (String role : List.of("viewer", "operator", "restorer")) {
            cluster.kubectl().ask("delete", "clusterrolebinding", user(role), "--ignore-not-found");
        }
        cluster.kubectl().run("delete", "-k", overlay.toString(), "--ignore-not-found", "--timeout=150s");
    }
}
