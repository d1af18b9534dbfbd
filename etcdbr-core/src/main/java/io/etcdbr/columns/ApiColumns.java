package io.etcdbr.columns;

import static io.etcdbr.columns.Column.age;
import static io.etcdbr.columns.Column.count;
import static io.etcdbr.columns.Column.createdAt;
import static io.etcdbr.columns.Column.field;
import static io.etcdbr.columns.Column.fieldOr;
import static io.etcdbr.columns.Column.name;
import static io.etcdbr.columns.Column.number;
import static io.etcdbr.columns.Column.of;

import io.etcdbr.resources.ObjectTree;
import java.util.List;
import java.util.Map;

/** What the API server itself is extended, limited and migrated with, and the devices that pods ask for. */
final class ApiColumns {
    private static final int MOST_VERSIONS = 3;

    static final Map<String, List<Column>> ALL = Map.ofEntries(
            Map.entry("customresourcedefinitions.apiextensions.k8s.io", List.of(name(), createdAt())),
            Map.entry(
                    "apiservices.apiregistration.k8s.io",
                    List.of(name(), of("SERVICE", ApiColumns::service), of("AVAILABLE", ApiColumns::available), age())),
            Map.entry("mutatingwebhookconfigurations.admissionregistration.k8s.io", webhooks()),
            Map.entry("validatingwebhookconfigurations.admissionregistration.k8s.io", webhooks()),
            Map.entry("mutatingadmissionpolicies.admissionregistration.k8s.io", policies("MUTATIONS", "mutations")),
            Map.entry(
                    "validatingadmissionpolicies.admissionregistration.k8s.io", policies("VALIDATIONS", "validations")),
            Map.entry("mutatingadmissionpolicybindings.admissionregistration.k8s.io", policyBindings()),
            Map.entry("validatingadmissionpolicybindings.admissionregistration.k8s.io", policyBindings()),
            Map.entry(
                    "flowschemas.flowcontrol.apiserver.k8s.io",
                    List.of(
                            name(),
                            field("PRIORITYLEVEL", "spec", "priorityLevelConfiguration", "name"),
                            number("MATCHINGPRECEDENCE", "spec", "matchingPrecedence"),
                            fieldOr(Row.NONE, "DISTINGUISHERMETHOD", "spec", "distinguisherMethod", "type"),
                            age(),
                            of("MISSINGPL", ApiColumns::missingPriorityLevel))),
            Map.entry(
                    "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
                    List.of(
                            name(),
                            field("TYPE", "spec", "type"),
                            fieldOr(
                                    Row.NONE,
                                    "NOMINALCONCURRENCYSHARES",
                                    "spec",
                                    "limited",
                                    "nominalConcurrencyShares"),
                            queuing("QUEUES", "queues"),
                            queuing("HANDSIZE", "handSize"),
                            queuing("QUEUELENGTHLIMIT", "queueLengthLimit"),
                            age())),
            Map.entry(
                    "storageversions.internal.apiserver.k8s.io",
                    List.of(
                            name(),
                            fieldOr(Row.UNSET, "COMMONENCODINGVERSION", "status", "commonEncodingVersion"),
                            of("STORAGEVERSIONS", ApiColumns::storageVersions),
                            age())),
            Map.entry(
                    "storageversionmigrations.storagemigration.k8s.io",
                    List.of(name(), of("RESOURCE", ApiColumns::migrated), of("STATUS", ApiColumns::migration))),
            Map.entry("deviceclasses.resource.k8s.io", List.of(name(), age())),
            Map.entry(
                    "devicetaintrules.resource.k8s.io",
                    List.of(
                            name(),
                            field("KEY", "spec", "taint", "key"),
                            field("VALUE", "spec", "taint", "value"),
                            field("EFFECT", "spec", "taint", "effect"),
                            of("TIMEADDED", row -> row.age("spec", "taint", "timeAdded")),
                            age())),
            Map.entry("resourceclaims.resource.k8s.io", List.of(name(), of("STATE", ApiColumns::claimState), age())),
            Map.entry(
                    "resourceslices.resource.k8s.io",
                    List.of(
                            name(),
                            field("NODE", "spec", "nodeName"),
                            field("DRIVER", "spec", "driver"),
                            field("POOL", "spec", "pool", "name"),
                            age())));

    private ApiColumns() {}

    private static List<Column> webhooks() {
        return List.of(name(), count("WEBHOOKS", "webhooks"), age());
    }

    private static List<Column> policies(String title, String rules) {
        return List.of(
                name(),
                count(title, "spec", rules),
                of(
                        "PARAMKIND",
                        row -> row.object().has("spec", "paramKind")
                                ? row.object().text("spec", "paramKind", "apiVersion") + "/"
                                        + row.object().text("spec", "paramKind", "kind")
                                : Row.UNSET),
                age());
    }

    private static List<Column> policyBindings() {
        return List.of(
                name(), field("POLICYNAME", "spec", "policyName"), of("PARAMREF", ApiColumns::parameters), age());
    }

    private static String parameters(Row row) {
        ObjectTree reference = row.object().at("spec", "paramRef");
        String name = reference.text("name");
        String namespace = reference.text("namespace");
        if (name.isEmpty()) {
            return reference.has("selector") ? Texts.selector(reference.at("selector")) : Row.UNSET;
        }
        return (namespace.isEmpty() ? "*" : namespace) + "/" + name;
    }

    private static String service(Row row) {
        ObjectTree service = row.object().at("spec", "service");
        return service.json().isEmpty() ? "Local" : service.text("namespace") + "/" + service.text("name");
    }

    private static String available(Row row) {
        return row.object().objects("status", "conditions").stream()
                .filter(condition -> condition.text("type").equals("Available"))
                .findFirst()
                .map(condition -> condition.text("status").equals("True")
                        ? "True"
                        : condition.text("status") + " (" + condition.text("reason") + ")")
                .orElse("Unknown");
    }

    private static String missingPriorityLevel(Row row) {
        return row.object().objects("status", "conditions").stream()
                .filter(condition -> condition.text("type").equals("Dangling"))
                .map(condition -> condition.text("status"))
                .findFirst()
                .orElse("?");
    }

    private static Column queuing(String title, String field) {
        return fieldOr(Row.NONE, title, "spec", "limited", "limitResponse", "queuing", field);
    }

    private static String storageVersions(Row row) {
        List<String> versions = row.object().objects("status", "storageVersions").stream()
                .map(version -> version.text("apiServerID") + "=" + version.text("encodingVersion"))
                .toList();
        return versions.size() <= MOST_VERSIONS
                ? Texts.joined(versions, Row.UNSET)
                : String.join(",", versions.subList(0, MOST_VERSIONS)) + "...";
    }

    private static String migrated(Row row) {
        ObjectTree resource = row.object().at("spec", "resource");
        String group = resource.text("group");
        return resource.text("resource") + (group.isEmpty() ? "" : "." + group);
    }

    private static String migration(Row row) {
        for (String condition : List.of("Running", "Succeeded", "Failed")) {
            if (row.hasCondition(condition, "True")) {
                return condition;
            }
        }
        return "Unknown";
    }

    private static String claimState(Row row) {
        ObjectTree status = row.object().at("status");
        if (!status.has("allocation")) {
            return row.isBeingDeleted() ? "deleted,pending" : "pending";
        }
        return (row.isBeingDeleted() ? "deleted," : "") + "allocated"
                + (status.size("reservedFor") > 0 ? ",reserved" : "");
    }
}
