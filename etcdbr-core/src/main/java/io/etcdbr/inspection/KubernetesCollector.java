package io.etcdbr.inspection;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.etcdbr.inspection.KubernetesFacts.ComponentVersion;
import io.etcdbr.inspection.KubernetesFacts.Node;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.objects.ObjectException;
import io.etcdbr.objects.StoredValue;
import io.etcdbr.resources.NamedKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the few objects that tell which Kubernetes this is: nodes, kubeadm's configuration, the control plane's pods. */
final class KubernetesCollector {
    private static final int MOST_NODES = 10_000;
    private static final int MOST_VERSIONS = 100;
    private static final int MOST_API_SERVERS = 100;
    private static final int MOST_PROBLEMS = 20;

    /** A node with a long list of images has some 30 KiB. */
    private static final int LARGEST = 256 << 10;

    private static final int LONGEST_NAME = 253;

    private static final String SYSTEM = "kube-system";
    private static final Pattern CONTROL_PLANE_POD =
            Pattern.compile("(kube-apiserver|kube-controller-manager|kube-scheduler|etcd)-.+");

    private final ObjectDecoder decoder;
    private final Bounded<ComponentName> versions =
            new Bounded<>(MOST_VERSIONS, new ComponentName(Inspection.OTHERS, ""));
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> apiServers = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private Optional<String> clusterUid = Optional.empty();
    private Optional<String> kubeadmCluster = Optional.empty();
    private Optional<String> controlPlaneEndpoint = Optional.empty();
    private long nodesNotListed;
    private long moreProblems;

    private record ComponentName(String component, String version) {}

    KubernetesCollector(ObjectDecoder decoder) {
        this.decoder = decoder;
    }

    void look(NamedKey object, StoredValue value) {
        if (object.kind() != NamedKey.Kind.BUILT_IN && object.kind() != NamedKey.Kind.INTERNAL) {
            return;
        }
        switch (object.resource()) {
            case "nodes" -> node(object, value);
            case "namespaces" -> {
                if (object.name().equals(SYSTEM)) {
                    decoded(object, value)
                            .flatMap(tree -> text(tree, "metadata", "uid"))
                            .ifPresent(uid -> clusterUid = Optional.of(shortened(uid)));
                }
            }
            case "configmaps" -> {
                if (object.namespace().equals(SYSTEM) && object.name().equals("kubeadm-config")) {
                    decoded(object, value)
                            .flatMap(tree -> text(tree, "data", "ClusterConfiguration"))
                            .ifPresent(this::kubeadm);
                }
            }
            case "pods" -> {
                Matcher component = CONTROL_PLANE_POD.matcher(object.name());
                if (object.namespace().equals(SYSTEM) && component.matches()) {
                    decoded(object, value)
                            .flatMap(KubernetesCollector::imageTag)
                            .ifPresent(tag -> version(component.group(1), tag));
                }
            }
            case "masterleases" -> {
                if (apiServers.size() < MOST_API_SERVERS) {
                    apiServers.add(object.name());
                }
            }
            default -> {
                // Says nothing of the cluster as a whole.
            }
        }
    }

    KubernetesFacts result(String prefix) {
        if (moreProblems > 0) {
            problems.add(moreProblems + " more");
        }
        return new KubernetesFacts(
                prefix,
                clusterUid,
                kubeadmCluster,
                controlPlaneEndpoint,
                versions.counts().entrySet().stream()
                        .map(entry -> new ComponentVersion(
                                entry.getKey().component(), entry.getKey().version(), entry.getValue()))
                        .sorted(Comparator.comparing(ComponentVersion::component)
                                .thenComparing(ComponentVersion::version))
                        .toList(),
                nodes.stream().sorted(Comparator.comparing(Node::name)).toList(),
                nodesNotListed,
                apiServers.stream().sorted().toList(),
                problems);
    }

    private void node(NamedKey object, StoredValue value) {
        Optional<String> kubelet = decoded(object, value)
                .flatMap(tree -> text(tree, "status", "nodeInfo", "kubeletVersion"))
                .map(KubernetesCollector::shortened);
        kubelet.ifPresent(version -> version("kubelet", version));
        if (nodes.size() < MOST_NODES) {
            nodes.add(new Node(object.name(), kubelet));
        } else {
            nodesNotListed++;
        }
    }

    private void version(String component, String version) {
        versions.add(new ComponentName(component, shortened(version)));
    }

    private void kubeadm(String configuration) {
        yamlField(configuration, "kubernetesVersion").ifPresent(version -> version("kubeadm", version));
        kubeadmCluster = yamlField(configuration, "clusterName");
        controlPlaneEndpoint = yamlField(configuration, "controlPlaneEndpoint");
    }

    /** A field at the top of YAML that kubeadm wrote, which has one to a line. */
    private static Optional<String> yamlField(String yaml, String field) {
        Matcher line = Pattern.compile("(?m)^" + field + ": *\"?([^\"\\s]{1,253})\"? *$")
                .matcher(yaml);
        return line.find() ? Optional.of(line.group(1)) : Optional.empty();
    }

    /** The tag of the first container's image, without a digest that may follow it. */
    private static Optional<String> imageTag(JsonObject pod) {
        if (!(pod.get("spec") instanceof JsonObject spec)
                || !(spec.get("containers") instanceof JsonArray containers)
                || containers.isEmpty()
                || !(containers.get(0) instanceof JsonObject container)) {
            return Optional.empty();
        }
        return text(container, "image").flatMap(image -> {
            String name = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
            int colon = name.lastIndexOf(':');
            return colon > name.lastIndexOf('/') ? Optional.of(name.substring(colon + 1)) : Optional.empty();
        });
    }

    private Optional<JsonObject> decoded(NamedKey object, StoredValue value) {
        try {
            if (value.bytes().byteSize() > LARGEST) {
                throw new ObjectException("it has " + value.bytes().byteSize() + " bytes");
            }
            return Optional.of(decoder.decode(value).tree());
        } catch (ObjectException e) {
            if (problems.size() < MOST_PROBLEMS) {
                problems.add(
                        object.resource() + " " + object.name() + ": " + shortened(String.valueOf(e.getMessage())));
            } else {
                moreProblems++;
            }
            return Optional.empty();
        }
    }

    private static Optional<String> text(JsonObject tree, String... path) {
        JsonElement at = tree;
        for (String field : path) {
            at = at instanceof JsonObject object ? object.get(field) : null;
        }
        return at instanceof JsonPrimitive found
                        && found.isString()
                        && !found.getAsString().isEmpty()
                ? Optional.of(found.getAsString())
                : Optional.empty();
    }

    /** What is shown and kept; names of Kubernetes are no longer. */
    private static String shortened(String text) {
        return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME);
    }
}
