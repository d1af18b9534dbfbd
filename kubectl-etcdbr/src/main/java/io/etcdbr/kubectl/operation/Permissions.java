package io.etcdbr.kubectl.operation;

import com.google.gson.JsonObject;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the commands ask of the API, and whether this user may. {@code docs/kubectl.md} has the same table.
 *
 * @param missing rights that the API server says this user does not have, such as {@code create pods}
 */
record Permissions(List<Finding> findings, Set<String> missing) {
    private static final String CHECK = "permissions";
    private static final String IN_POD =
            "status, list, describe, inspect, get, diff, verify, download, delete, prune, check";

    private static final List<Right> RIGHTS = List.of(
            new Right("list", "batch", "cronjobs", "", true, "all commands"),
            new Right("create", "batch", "jobs", "", true, "backup"),
            new Right("get", "batch", "jobs", "", true, "backup --wait"),
            new Right("list", "batch", "jobs", "", true, "status"),
            new Right("list", "", "pods", "", true, IN_POD),
            new Right("get", "", "pods", "", true, IN_POD),
            new Right("create", "", "pods", "", true, IN_POD),
            new Right("delete", "", "pods", "", true, IN_POD),
            new Right("get", "", "pods", "exec", true, IN_POD),
            new Right("create", "", "pods", "exec", true, IN_POD),
            new Right("get", "", "pods", "log", true, "backup --wait"),
            new Right("list", "", "events", "", true, "messages of pods that do not start"),
            new Right("list", "", "nodes", "", false, "check of every node"));

    /** What restoring takes besides those: the UID of kube-system tells clusters apart. */
    private static final Right RESTORE = new Right("get", "", "namespaces", "", "kube-system", false, "restore");

    /** @param subresource may be empty, and so may the name */
    private record Right(
            String verb,
            String group,
            String resource,
            String subresource,
            String name,
            boolean namespaced,
            String commands) {
        Right(String verb, String group, String resource, String subresource, boolean namespaced, String commands) {
            this(verb, group, resource, subresource, "", namespaced, commands);
        }

        String text() {
            return verb + " " + resource + (subresource.isEmpty() ? "" : "/" + subresource);
        }
    }

    static Permissions of(Cluster cluster, String namespace) {
        Map<String, List<String>> missing = new TreeMap<>();
        List<Finding> findings = new ArrayList<>();
        for (Right right : RIGHTS) {
            try {
                if (!mayI(cluster, namespace, right)) {
                    missing.computeIfAbsent(right.commands, _ -> new ArrayList<>())
                            .add(right.text());
                }
            } catch (EtcdbrException e) {
                findings.add(Finding.failed(
                        CHECK, right.text(), e.failure().problem(), e.failure().remedy()));
                return new Permissions(findings, rights(missing));
            }
        }
        missing.forEach((commands, rights) -> findings.add(Finding.warning(
                CHECK,
                "",
                "this user may not " + String.join(", ", rights) + ", which is needed for: " + commands,
                commands.equals("check of every node")
                        ? "Bind the ClusterRole etcdbr-node-viewer"
                        : "Bind the Role etcdbr-operator in namespace " + namespace
                                + " to whoever is to run these commands")));
        if (findings.isEmpty()) {
            findings.add(Finding.ok(CHECK, "", "this user may run every command" + restore(cluster)));
        }
        return new Permissions(findings, rights(missing));
    }

    /** That is more than who makes backups is to have: whoever lacks it is told, and nothing is wrong. */
    private static String restore(Cluster cluster) {
        try {
            return mayI(cluster, "", RESTORE)
                    ? ""
                    : " but restore, which needs the Role and the ClusterRole etcdbr-restorer";
        } catch (EtcdbrException e) {
            return "; whether restore is not known: " + e.failure().problem();
        }
    }

    private static Set<String> rights(Map<String, List<String>> byCommands) {
        Set<String> rights = new TreeSet<>();
        byCommands.values().forEach(rights::addAll);
        return rights;
    }

    /** Whether a refused look at a node is explained by what this user may not do, as {@link #findings} says. */
    boolean lackPods() {
        return List.of("create pods", "get pods", "get pods/exec", "create pods/exec").stream()
                .anyMatch(missing::contains);
    }

    boolean lackNodes() {
        return missing.contains("list nodes");
    }

    private static boolean mayI(Cluster cluster, String namespace, Right right) {
        JsonObject attributes = new JsonObject();
        attributes.addProperty("verb", right.verb);
        attributes.addProperty("group", right.group);
        attributes.addProperty("resource", right.resource);
        if (!right.subresource.isEmpty()) {
            attributes.addProperty("subresource", right.subresource);
        }
        if (!right.name.isEmpty()) {
            attributes.addProperty("name", right.name);
        }
        if (right.namespaced) {
            attributes.addProperty("namespace", namespace);
        }
        JsonObject spec = new JsonObject();
        spec.add("resourceAttributes", attributes);
        JsonObject review = new JsonObject();
        review.addProperty("apiVersion", "authorization.k8s.io/v1");
        review.addProperty("kind", "SelfSubjectAccessReview");
        review.add("spec", spec);
        KubeObject answer = cluster.create(Kind.ACCESS_REVIEW, "", review);
        return answer.isOn("status", "allowed");
    }
}
