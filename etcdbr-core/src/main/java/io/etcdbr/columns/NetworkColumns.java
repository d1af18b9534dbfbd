package io.etcdbr.columns;

import static io.etcdbr.columns.Column.age;
import static io.etcdbr.columns.Column.field;
import static io.etcdbr.columns.Column.fieldOr;
import static io.etcdbr.columns.Column.name;
import static io.etcdbr.columns.Column.of;
import static io.etcdbr.columns.Column.wide;

import io.etcdbr.resources.ObjectTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Services, and how they are reached. */
final class NetworkColumns {
    static final Map<String, List<Column>> ALL = Map.of(
            "services", services(),
            "endpoints", List.of(name(), of("ENDPOINTS", NetworkColumns::endpoints), age()),
            "endpointslices.discovery.k8s.io",
                    List.of(
                            name(),
                            field("ADDRESSTYPE", "addressType"),
                            of("PORTS", NetworkColumns::slicePorts),
                            of("ENDPOINTS", NetworkColumns::sliceEndpoints),
                            age()),
            "ingresses.networking.k8s.io",
                    List.of(
                            name(),
                            of("CLASS", NetworkColumns::ingressClass),
                            of("HOSTS", NetworkColumns::hosts),
                            of("ADDRESS", row -> Texts.joined(addresses(row), "")),
                            of("PORTS", row -> row.object().size("spec", "tls") > 0 ? "80, 443" : "80"),
                            age()),
            "ingressclasses.networking.k8s.io",
                    List.of(
                            of("NAME", row -> DefaultMark.name(row, "ingressclass.kubernetes.io/is-default-class")),
                            field("CONTROLLER", "spec", "controller"),
                            of("PARAMETERS", NetworkColumns::parameters),
                            age()),
            "networkpolicies.networking.k8s.io",
                    List.of(
                            name(),
                            of(
                                    "POD-SELECTOR",
                                    row -> Texts.selector(row.object().at("spec", "podSelector"))),
                            age()),
            "servicecidrs.networking.k8s.io",
                    List.of(name(), of("CIDRS", row -> Texts.joined(row.object().texts("spec", "cidrs"), "")), age()),
            "ipaddresses.networking.k8s.io", List.of(name(), of("PARENTREF", NetworkColumns::parent)));

    private NetworkColumns() {}

    private static List<Column> services() {
        return List.of(
                name(),
                field("TYPE", "spec", "type"),
                fieldOr(Row.NONE, "CLUSTER-IP", "spec", "clusterIP"),
                of("EXTERNAL-IP", NetworkColumns::external),
                of("PORT(S)", NetworkColumns::ports),
                age(),
                wide("SELECTOR", row -> Texts.labels(row.object().textsByName("spec", "selector"))));
    }

    private static String external(Row row) {
        List<String> external = row.object().texts("spec", "externalIPs");
        return switch (row.object().text("spec", "type")) {
            case "ExternalName" -> row.object().text("spec", "externalName");
            case "LoadBalancer" ->
                Texts.joined(
                        Stream.concat(addresses(row).stream(), external.stream())
                                .toList(),
                        "<pending>");
            default -> Texts.joined(external, Row.NONE);
        };
    }

    /** Where a load balancer answers. */
    private static List<String> addresses(Row row) {
        return row.object().objects("status", "loadBalancer", "ingress").stream()
                .map(ingress -> ingress.text(ingress.text("ip").isEmpty() ? "hostname" : "ip"))
                .toList();
    }

    private static String ports(Row row) {
        return Texts.joined(
                row.object().objects("spec", "ports").stream()
                        .map(port -> port.word("port")
                                + (port.number("nodePort") > 0 ? ":" + port.word("nodePort") : "") + "/"
                                + port.text("protocol"))
                        .toList(),
                Row.NONE);
    }

    private static String endpoints(Row row) {
        List<String> endpoints = new ArrayList<>();
        for (ObjectTree subset : row.object().objects("subsets")) {
            List<ObjectTree> ports = subset.objects("ports");
            for (ObjectTree address : ports.isEmpty() ? subset.objects("addresses") : List.<ObjectTree>of()) {
                endpoints.add(address.text("ip"));
            }
            for (ObjectTree port : ports) {
                for (ObjectTree address : subset.objects("addresses")) {
                    String ip = address.text("ip");
                    endpoints.add((ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port.word("port"));
                }
            }
        }
        return Texts.firstOf(endpoints, Row.NONE);
    }

    private static String slicePorts(Row row) {
        return Texts.firstOf(
                row.object().objects("ports").stream()
                        .map(port -> port.word("port"))
                        .toList(),
                Row.UNSET);
    }

    private static String sliceEndpoints(Row row) {
        return Texts.firstOf(
                row.object().objects("endpoints").stream()
                        .flatMap(endpoint -> endpoint.texts("addresses").stream())
                        .toList(),
                Row.UNSET);
    }

    private static String ingressClass(Row row) {
        return row.wordOr(
                row.wordOr(Row.NONE, "metadata", "annotations", "kubernetes.io/ingress.class"),
                "spec",
                "ingressClassName");
    }

    private static String hosts(Row row) {
        return Texts.firstOf(
                Texts.nonEmpty(row.object().objects("spec", "rules").stream().map(rule -> rule.text("host")))
                        .toList(),
                "*");
    }

    private static String parameters(Row row) {
        ObjectTree parameters = row.object().at("spec", "parameters");
        String group = parameters.text("apiGroup");
        return parameters.text("kind").isEmpty()
                ? Row.NONE
                : parameters.text("kind") + (group.isEmpty() ? "" : "." + group) + "/" + parameters.text("name");
    }

    private static String parent(Row row) {
        ObjectTree parent = row.object().at("spec", "parentRef");
        String group = parent.text("group");
        return String.join(
                "/",
                Texts.nonEmpty(Stream.of(
                                parent.text("resource") + (group.isEmpty() ? "" : "." + group),
                                parent.text("namespace"),
                                parent.text("name")))
                        .toList());
    }
}
