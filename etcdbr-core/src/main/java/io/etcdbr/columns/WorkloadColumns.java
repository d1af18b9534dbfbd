package io.etcdbr.columns;

import static io.etcdbr.columns.Column.age;
import static io.etcdbr.columns.Column.count;
import static io.etcdbr.columns.Column.field;
import static io.etcdbr.columns.Column.fieldOr;
import static io.etcdbr.columns.Column.name;
import static io.etcdbr.columns.Column.number;
import static io.etcdbr.columns.Column.of;
import static io.etcdbr.columns.Column.wide;

import io.etcdbr.resources.ObjectTree;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Pods, and what makes pods. */
final class WorkloadColumns {
    private static final Column SELECTOR =
            wide("SELECTOR", row -> Texts.selector(row.object().at("spec", "selector")));

    static final Map<String, List<Column>> ALL = Map.ofEntries(
            Map.entry("pods", pods()),
            Map.entry(
                    "podtemplates",
                    List.of(
                            name(),
                            of(
                                    "CONTAINERS",
                                    row -> Texts.containers(row.object().at("template", "spec"), "name")),
                            of("IMAGES", row -> Texts.containers(row.object().at("template", "spec"), "image")),
                            of(
                                    "POD LABELS",
                                    row -> Texts.labels(
                                            row.object().at("template").labels())))),
            Map.entry(
                    "replicationcontrollers",
                    List.of(
                            name(),
                            number("DESIRED", "spec", "replicas"),
                            number("CURRENT", "status", "replicas"),
                            number("READY", "status", "readyReplicas"),
                            age(),
                            containers(),
                            images(),
                            wide("SELECTOR", row -> Texts.labels(row.object().textsByName("spec", "selector"))))),
            Map.entry(
                    "replicasets.apps",
                    List.of(
                            name(),
                            number("DESIRED", "spec", "replicas"),
                            number("CURRENT", "status", "replicas"),
                            number("READY", "status", "readyReplicas"),
                            age(),
                            containers(),
                            images(),
                            SELECTOR)),
            Map.entry(
                    "deployments.apps",
                    List.of(
                            name(),
                            readyOfReplicas(),
                            number("UP-TO-DATE", "status", "updatedReplicas"),
                            number("AVAILABLE", "status", "availableReplicas"),
                            age(),
                            containers(),
                            images(),
                            SELECTOR)),
            Map.entry("statefulsets.apps", List.of(name(), readyOfReplicas(), age(), containers(), images())),
            Map.entry(
                    "daemonsets.apps",
                    List.of(
                            name(),
                            number("DESIRED", "status", "desiredNumberScheduled"),
                            number("CURRENT", "status", "currentNumberScheduled"),
                            number("READY", "status", "numberReady"),
                            number("UP-TO-DATE", "status", "updatedNumberScheduled"),
                            number("AVAILABLE", "status", "numberAvailable"),
                            of(
                                    "NODE SELECTOR",
                                    row -> Texts.labels(
                                            row.object().textsByName("spec", "template", "spec", "nodeSelector"))),
                            age(),
                            containers(),
                            images(),
                            SELECTOR)),
            Map.entry(
                    "controllerrevisions.apps",
                    List.of(
                            name(),
                            of("CONTROLLER", WorkloadColumns::controller),
                            number("REVISION", "revision"),
                            age())),
            Map.entry(
                    "jobs.batch",
                    List.of(
                            name(),
                            of("STATUS", WorkloadColumns::jobStatus),
                            of("COMPLETIONS", WorkloadColumns::completions),
                            of("DURATION", WorkloadColumns::duration),
                            age(),
                            containers(),
                            images(),
                            SELECTOR)),
            Map.entry("cronjobs.batch", cronJobs()),
            Map.entry(
                    "horizontalpodautoscalers.autoscaling",
                    List.of(
                            name(),
                            of(
                                    "REFERENCE",
                                    row -> row.object().text("spec", "scaleTargetRef", "kind") + "/"
                                            + row.object().text("spec", "scaleTargetRef", "name")),
                            of("TARGETS", AutoscalerTargets::text),
                            fieldOr(Row.UNSET, "MINPODS", "spec", "minReplicas"),
                            number("MAXPODS", "spec", "maxReplicas"),
                            number("REPLICAS", "status", "currentReplicas"),
                            age())),
            Map.entry(
                    "poddisruptionbudgets.policy",
                    List.of(
                            name(),
                            fieldOr("N/A", "MIN AVAILABLE", "spec", "minAvailable"),
                            fieldOr("N/A", "MAX UNAVAILABLE", "spec", "maxUnavailable"),
                            number("ALLOWED DISRUPTIONS", "status", "disruptionsAllowed"),
                            age())),
            Map.entry(
                    "priorityclasses.scheduling.k8s.io",
                    List.of(
                            name(),
                            number("VALUE", "value"),
                            Column.flag("GLOBAL-DEFAULT", "globalDefault"),
                            age(),
                            field("PREEMPTIONPOLICY", "preemptionPolicy"))),
            Map.entry("runtimeclasses.node.k8s.io", List.of(name(), field("HANDLER", "handler"), age())));

    private WorkloadColumns() {}

    private static List<Column> pods() {
        return List.of(
                name(),
                of("READY", row -> new PodState(row).ready()),
                of("STATUS", row -> new PodState(row).status()),
                of("RESTARTS", row -> new PodState(row).restarts()),
                age(),
                wide("IP", row -> row.wordOr(Row.NONE, "status", "podIP")),
                wide("NODE", row -> row.wordOr(Row.NONE, "spec", "nodeName")),
                wide("NOMINATED NODE", row -> row.wordOr(Row.NONE, "status", "nominatedNodeName")),
                wide("READINESS GATES", WorkloadColumns::readinessGates));
    }

    private static String readinessGates(Row row) {
        List<ObjectTree> gates = row.object().objects("spec", "readinessGates");
        long open = gates.stream()
                .filter(gate -> row.hasCondition(gate.text("conditionType"), "True"))
                .count();
        return gates.isEmpty() ? Row.NONE : open + "/" + gates.size();
    }

    private static Column readyOfReplicas() {
        return of(
                "READY",
                row -> row.object().number("status", "readyReplicas") + "/"
                        + row.object().number("spec", "replicas"));
    }

    private static Column containers() {
        return wide("CONTAINERS", row -> Texts.containers(row.object().at("spec", "template", "spec"), "name"));
    }

    private static Column images() {
        return wide("IMAGES", row -> Texts.containers(row.object().at("spec", "template", "spec"), "image"));
    }

    private static String controller(Row row) {
        return row.object().objects("metadata", "ownerReferences").stream()
                .filter(owner -> owner.flag("controller"))
                .findFirst()
                .map(owner -> {
                    String apiVersion = owner.text("apiVersion");
                    int slash = apiVersion.indexOf('/');
                    return owner.text("kind").toLowerCase(Locale.ROOT)
                            + (slash < 0 ? "" : "." + apiVersion.substring(0, slash)) + "/" + owner.text("name");
                })
                .orElse(Row.NONE);
    }

    private static String jobStatus(Row row) {
        for (String condition : List.of("Complete", "Failed")) {
            if (row.hasCondition(condition, "True")) {
                return condition;
            }
        }
        if (row.isBeingDeleted()) {
            return "Terminating";
        }
        for (String condition : List.of("Suspended", "FailureTarget", "SuccessCriteriaMet")) {
            if (row.hasCondition(condition, "True")) {
                return condition;
            }
        }
        return "Running";
    }

    private static String completions(Row row) {
        long succeeded = row.object().number("status", "succeeded");
        if (row.object().has("spec", "completions")) {
            return succeeded + "/" + row.object().number("spec", "completions");
        }
        long parallelism = row.object().number("spec", "parallelism");
        return succeeded + (parallelism > 1 ? "/1 of " + parallelism : "/1");
    }

    private static String duration(Row row) {
        Optional<Instant> start = Row.time(row.object(), "status", "startTime");
        Instant end = Row.time(row.object(), "status", "completionTime").orElse(row.now());
        return start.map(time -> Age.text(Duration.between(time, end))).orElse("");
    }

    private static List<Column> cronJobs() {
        return List.of(
                name(),
                field("SCHEDULE", "spec", "schedule"),
                fieldOr(Row.NONE, "TIMEZONE", "spec", "timeZone"),
                of("SUSPEND", row -> row.object().flag("spec", "suspend") ? "True" : "False"),
                count("ACTIVE", "status", "active"),
                of("LAST SCHEDULE", row -> row.ageOr(Row.NONE, "status", "lastScheduleTime")),
                age(),
                wide("CONTAINERS", row -> Texts.containers(jobPod(row), "name")),
                wide("IMAGES", row -> Texts.containers(jobPod(row), "image")),
                wide("SELECTOR", row -> Texts.selector(row.object().at("spec", "jobTemplate", "spec", "selector"))));
    }

    private static ObjectTree jobPod(Row row) {
        return row.object().at("spec", "jobTemplate", "spec", "template", "spec");
    }
}
