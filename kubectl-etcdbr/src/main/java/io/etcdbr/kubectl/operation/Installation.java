package io.etcdbr.kubectl.operation;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.etcdbr.config.Setting;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.spelling.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What runs the backups of a cluster: a CronJob, whose template says image, stores, Secrets and certificates. */
public record Installation(String namespace, KubeObject cronJob) {
    /** What the shipped manifests put on everything. */
    public static final String NAME_LABEL = "app.kubernetes.io/name";

    public static final String COMPONENT_LABEL = "app.kubernetes.io/component";

    static final String NAME = "etcdbr";
    private static final String BACKUP = NAME_LABEL + "=" + NAME + "," + COMPONENT_LABEL + "=backup";

    /** The image's own entrypoint, which a command in a running container has to name. */
    private static final List<String> ENTRYPOINT =
            List.of("java", "@/app/conf/jvm.options", "@/app/conf/image.options");

    /**
     * Finds it.
     *
     * @param name of the CronJob; without, the one that carries the labels of the manifests
     * @throws EtcdbrException if there is none, or more than one
     */
    public static Installation find(Cluster cluster, String namespace, Optional<String> name) {
        List<KubeObject> all = cluster.list(Kind.CRON_JOB, Optional.of(namespace), name.isPresent() ? "" : BACKUP);
        List<String> names = all.stream().map(KubeObject::name).toList();
        if (name.isPresent()) {
            return all.stream()
                    .filter(found -> found.name().equals(name.get()))
                    .findFirst()
                    .map(found -> new Installation(namespace, found))
                    .orElseThrow(() -> new EtcdbrException(
                            ExitCode.KUBERNETES_MISSING,
                            "there is no CronJob '" + name.get() + "' in namespace " + namespace + " of "
                                    + cluster.title() + ", only " + (names.isEmpty() ? "none at all" : names)
                                    + Suggestion.didYouMean(name.get(), names),
                            "Name another with --cronjob, or its namespace with --etcdbr-namespace"));
        }
        return switch (all.size()) {
            case 0 -> throw nothingThere(cluster, namespace);
            case 1 -> new Installation(namespace, all.getFirst());
            default ->
                throw new EtcdbrException(
                        ExitCode.USAGE,
                        "namespace " + namespace + " has several CronJobs that back up etcd: "
                                + String.join(", ", names),
                        "Name one of them with --cronjob");
        };
    }

    private static EtcdbrException nothingThere(Cluster cluster, String namespace) {
        List<String> elsewhere = namespacesWithOne(cluster);
        return new EtcdbrException(
                ExitCode.KUBERNETES_MISSING,
                "there is no CronJob with the labels " + BACKUP + " in namespace " + namespace + " of "
                        + cluster.title(),
                elsewhere.isEmpty()
                        ? "Install one ('kubectl apply -k' on an overlay of etcdbr), name its namespace with --etcdbr-namespace, or read a"
                                + " store directly with --store URL"
                        : "Say --etcdbr-namespace " + String.join(" or --etcdbr-namespace ", elsewhere)
                                + ", where there is one");
    }

    /** For the remedy only: whoever may not look everywhere gets a shorter one. */
    private static List<String> namespacesWithOne(Cluster cluster) {
        try {
            return cluster.list(Kind.CRON_JOB, Optional.empty(), BACKUP).stream()
                    .map(KubeObject::namespace)
                    .distinct()
                    .toList();
        } catch (EtcdbrException e) {
            return List.of();
        }
    }

    KubeObject template() {
        return cronJob.part("spec", "jobTemplate");
    }

    public KubeObject podSpec() {
        return template().part("spec", "template", "spec");
    }

    /** The container that runs the job: the one of our name, else the first. */
    public KubeObject container() {
        List<KubeObject> containers = podSpec().parts("containers");
        return containers.stream()
                .filter(container -> container.text("name").filter(NAME::equals).isPresent())
                .findFirst()
                .or(() -> containers.stream().findFirst())
                .orElseThrow(() -> new EtcdbrException(
                        ExitCode.KUBERNETES_MISSING,
                        "the CronJob " + cronJob.name() + " has no container",
                        "Apply the manifests again"));
    }

    public String image() {
        return container().text("image").orElse("");
    }

    /** What runs the program in a container of this image, without the verb. */
    public List<String> program() {
        List<String> command = texts(container().tree(), "command");
        return command.isEmpty() ? ENTRYPOINT : command;
    }

    /** The URLs of the stores that the CronJob names on its command line; others may stand in its environment and its ConfigMap. */
    List<String> stores() {
        List<String> args = texts(container().tree(), "args");
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).startsWith("--store=")) {
                urls.add(args.get(i).substring("--store=".length()));
            } else if (args.get(i).equals("--store") && i + 1 < args.size()) {
                urls.add(args.get(i + 1));
            }
        }
        return urls;
    }

    /**
     * The container's variables, and one with the stores: on the CronJob's command line these may stand as $(NAME), which Kubernetes
     * replaces there and in values of variables, but not in commands that run later.
     */
    public JsonArray environment() {
        JsonArray environment =
                container().tree().get("env") instanceof JsonArray given ? given.deepCopy() : new JsonArray();
        if (!stores().isEmpty()) {
            JsonObject variable = new JsonObject();
            variable.addProperty("name", Setting.STORES.variable());
            variable.addProperty("value", String.join(" ", stores()));
            environment.add(variable);
        }
        return environment;
    }

    /** For pods that the plugin makes. */
    public JsonObject labels(String component) {
        JsonObject labels = new JsonObject();
        labels.addProperty(NAME_LABEL, NAME);
        labels.addProperty(COMPONENT_LABEL, component);
        labels.addProperty("app.kubernetes.io/managed-by", "kubectl-etcdbr");
        return labels;
    }

    /** For objects that are to go when the CronJob goes. Not as its controller: they do not count as its scheduled runs. */
    public JsonArray owners() {
        JsonObject owner = new JsonObject();
        owner.addProperty("apiVersion", "batch/v1");
        owner.addProperty("kind", "CronJob");
        owner.addProperty("name", cronJob.name());
        owner.addProperty("uid", cronJob.uid());
        JsonArray owners = new JsonArray();
        owners.add(owner);
        return owners;
    }

    private static List<String> texts(JsonObject tree, String field) {
        return tree.get(field) instanceof JsonArray array
                ? array.asList().stream()
                        .filter(element -> element.isJsonPrimitive())
                        .map(element -> element.getAsString())
                        .toList()
                : List.of();
    }
}
