package io.etcdbr.columns;

import static io.etcdbr.columns.Column.age;
import static io.etcdbr.columns.Column.count;
import static io.etcdbr.columns.Column.createdAt;
import static io.etcdbr.columns.Column.field;
import static io.etcdbr.columns.Column.fieldOr;
import static io.etcdbr.columns.Column.name;
import static io.etcdbr.columns.Column.of;
import static io.etcdbr.columns.Column.wide;

import io.etcdbr.resources.ObjectTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Nodes, namespaces, and what is kept in them for others. */
final class ClusterColumns {
    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

    static final Map<String, List<Column>> ALL = Map.of(
            "nodes", nodes(),
            "namespaces", List.of(name(), fieldOr("Active", "STATUS", "status", "phase"), age()),
            "configmaps",
                    List.of(
                            name(),
                            of(
                                    "DATA",
                                    row -> Integer.toString(row.object().size("data")
                                            + row.object().size("binaryData"))),
                            age()),
            "secrets", List.of(name(), field("TYPE", "type"), count("DATA", "data"), age()),
            "serviceaccounts", List.of(name(), age()),
            "limitranges", List.of(name(), createdAt()),
            "resourcequotas",
                    List.of(
                            name(),
                            of("REQUEST", row -> quota(row, false)),
                            of("LIMIT", row -> quota(row, true)),
                            age()),
            "leases.coordination.k8s.io", List.of(name(), field("HOLDER", "spec", "holderIdentity"), age()),
            "leasecandidates.coordination.k8s.io",
                    List.of(
                            name(),
                            field("LEASENAME", "spec", "leaseName"),
                            field("BINARYVERSION", "spec", "binaryVersion"),
                            field("EMULATIONVERSION", "spec", "emulationVersion"),
                            age()));

    private ClusterColumns() {}

    private static List<Column> nodes() {
        return List.of(
                name(),
                of("STATUS", ClusterColumns::nodeStatus),
                of("ROLES", ClusterColumns::roles),
                age(),
                field("VERSION", "status", "nodeInfo", "kubeletVersion"),
                wide("INTERNAL-IP", row -> address(row, "InternalIP")),
                wide("EXTERNAL-IP", row -> address(row, "ExternalIP")),
                wide("OS-IMAGE", row -> row.wordOr(Row.UNKNOWN, "status", "nodeInfo", "osImage")),
                wide("KERNEL-VERSION", ClusterColumns::kernel),
                wide(
                        "CONTAINER-RUNTIME",
                        row -> row.wordOr(Row.UNKNOWN, "status", "nodeInfo", "containerRuntimeVersion")));
    }

    private static String nodeStatus(Row row) {
        List<String> status = new ArrayList<>();
        for (ObjectTree condition : row.object().objects("status", "conditions")) {
            if (condition.text("type").equals("Ready")) {
                status.add(condition.text("status").equals("True") ? "Ready" : "NotReady");
            }
        }
        if (status.isEmpty()) {
            status.add("Unknown");
        }
        if (row.object().flag("spec", "unschedulable")) {
            status.add("SchedulingDisabled");
        }
        return String.join(",", status);
    }

    private static String roles(Row row) {
        TreeSet<String> roles = new TreeSet<>();
        row.object().labels().forEach((key, value) -> {
            if (key.startsWith(ROLE_PREFIX)) {
                roles.add(key.substring(ROLE_PREFIX.length()));
            } else if (key.equals("kubernetes.io/role")) {
                roles.add(value);
            }
        });
        roles.remove("");
        return Texts.joined(List.copyOf(roles), Row.NONE);
    }

    private static String address(Row row, String type) {
        return row.object().objects("status", "addresses").stream()
                .filter(address -> address.text("type").equals(type))
                .map(address -> address.text("address"))
                .findFirst()
                .orElse(Row.NONE);
    }

    private static String kernel(Row row) {
        String kernel = row.wordOr(Row.UNKNOWN, "status", "nodeInfo", "kernelVersion");
        String architecture = row.object().text("status", "nodeInfo", "architecture");
        return architecture.isEmpty() ? kernel : kernel + " (" + architecture + ")";
    }

    private static String quota(Row row, boolean limits) {
        ObjectTree used = row.object().at("status", "used");
        List<String> quotas = new ArrayList<>();
        new TreeMap<>(row.object().textsByName("status", "hard")).forEach((resource, hard) -> {
            if (resource.toLowerCase(Locale.ROOT).startsWith("limits.") == limits) {
                quotas.add(resource + ": " + (used.has(resource) ? used.word(resource) : "0") + "/" + hard);
            }
        });
        return String.join(", ", quotas);
    }
}
