package io.etcdbr.columns;

import static io.etcdbr.columns.Column.age;
import static io.etcdbr.columns.Column.createdAt;
import static io.etcdbr.columns.Column.field;
import static io.etcdbr.columns.Column.name;
import static io.etcdbr.columns.Column.of;
import static io.etcdbr.columns.Column.wide;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Who may do what, and the certificates that say who somebody is. */
final class AccessColumns {
    static final Map<String, List<Column>> ALL = Map.of(
            "roles.rbac.authorization.k8s.io", List.of(name(), createdAt()),
            "clusterroles.rbac.authorization.k8s.io", List.of(name(), createdAt()),
            "rolebindings.rbac.authorization.k8s.io", bindings(),
            "clusterrolebindings.rbac.authorization.k8s.io", bindings(),
            "certificatesigningrequests.certificates.k8s.io",
                    List.of(
                            name(),
                            age(),
                            field("SIGNERNAME", "spec", "signerName"),
                            field("REQUESTOR", "spec", "username"),
                            of("REQUESTEDDURATION", AccessColumns::requestedDuration),
                            of("CONDITION", AccessColumns::condition)),
            "clustertrustbundles.certificates.k8s.io", List.of(name(), field("SIGNERNAME", "spec", "signerName")),
            "podcertificaterequests.certificates.k8s.io",
                    List.of(
                            name(),
                            field("PODNAME", "spec", "podName"),
                            field("SERVICEACCOUNTNAME", "spec", "serviceAccountName"),
                            field("NODENAME", "spec", "nodeName"),
                            field("SIGNERNAME", "spec", "signerName"),
                            of("STATE", AccessColumns::certificateState),
                            of("UNVERIFIEDUSERANNOTATIONS", AccessColumns::userAnnotations)));

    private AccessColumns() {}

    private static List<Column> bindings() {
        return List.of(
                name(),
                of(
                        "ROLE",
                        row -> row.object().text("roleRef", "kind") + "/"
                                + row.object().text("roleRef", "name")),
                age(),
                wide("USERS", row -> subjects(row, "User")),
                wide("GROUPS", row -> subjects(row, "Group")),
                wide("SERVICEACCOUNTS", row -> subjects(row, "ServiceAccount")));
    }

    private static String subjects(Row row, String kind) {
        return row.object().objects("subjects").stream()
                .filter(subject -> subject.text("kind").equals(kind))
                .map(subject ->
                        (kind.equals("ServiceAccount") ? subject.text("namespace") + "/" : "") + subject.text("name"))
                .collect(Collectors.joining(", "));
    }

    private static String requestedDuration(Row row) {
        return row.object().has("spec", "expirationSeconds")
                ? Age.text(Duration.ofSeconds(row.object().number("spec", "expirationSeconds")))
                : Row.NONE;
    }

    private static String condition(Row row) {
        List<String> types = row.object().objects("status", "conditions").stream()
                .map(condition -> condition.text("type"))
                .toList();
        List<String> shown = new ArrayList<>();
        shown.add(types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending");
        if (types.contains("Failed")) {
            shown.add("Failed");
        }
        if (!row.object().text("status", "certificate").isEmpty()) {
            shown.add("Issued");
        }
        return String.join(",", shown);
    }

    private static String certificateState(Row row) {
        return row.object().objects("status", "conditions").stream()
                .filter(condition -> condition.text("status").equals("True"))
                .map(condition -> condition.text("type"))
                .findFirst()
                .orElse("Pending");
    }

    private static String userAnnotations(Row row) {
        return Texts.joined(
                row.object().textsByName("spec", "unverifiedUserAnnotations").entrySet().stream()
                        .map(annotation -> annotation.getKey() + "=" + annotation.getValue())
                        .sorted()
                        .toList(),
                "");
    }
}
