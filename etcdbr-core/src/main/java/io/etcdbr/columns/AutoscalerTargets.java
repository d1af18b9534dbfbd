package io.etcdbr.columns;

import com.google.gson.JsonObject;
import io.etcdbr.resources.ObjectTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The column TARGETS of a HorizontalPodAutoscaler: what is measured and what is wanted, of the first two metrics. */
final class AutoscalerTargets {
    private static final int MOST = 2;
    private static final ObjectTree NOTHING = new ObjectTree(new JsonObject());

    private AutoscalerTargets() {}

    static String text(Row row) {
        ObjectTree autoscaler = row.object();
        List<String> targets = new ArrayList<>();
        List<ObjectTree> current = autoscaler.objects("status", "currentMetrics");
        List<ObjectTree> wanted = autoscaler.objects("spec", "metrics");
        for (int i = 0; i < wanted.size(); i++) {
            targets.add(target(wanted.get(i), i < current.size() ? current.get(i) : NOTHING));
        }
        if (autoscaler.has("spec", "targetCPUUtilizationPercentage")) {
            targets.add("cpu: " + percent(autoscaler, Row.UNKNOWN, "status", "currentCPUUtilizationPercentage") + "/"
                    + percent(autoscaler, "<auto>", "spec", "targetCPUUtilizationPercentage"));
        }
        if (targets.isEmpty()) {
            return Row.NONE;
        }
        return targets.size() <= MOST
                ? String.join(", ", targets)
                : String.join(", ", targets.subList(0, MOST)) + " + " + (targets.size() - MOST) + " more...";
    }

    private static String target(ObjectTree wanted, ObjectTree current) {
        String type = wanted.text("type");
        String field = type.isEmpty() ? "-" : type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
        ObjectTree target = wanted.at(field, "target");
        ObjectTree now = current.at(field, "current");
        String average = word(now, Row.UNKNOWN, "averageValue") + "/" + target.word("averageValue");
        return switch (type) {
            case "Resource", "ContainerResource" ->
                wanted.text(field, "name") + ": "
                        + (target.has("averageValue")
                                ? average
                                : percent(now, Row.UNKNOWN, "averageUtilization") + "/"
                                        + percent(target, "<auto>", "averageUtilization"));
            case "Pods" -> average;
            case "Object", "External" ->
                target.has("averageValue")
                        ? average + " (avg)"
                        : word(now, Row.UNKNOWN, "value") + "/" + target.word("value");
            default -> "<unknown type>";
        };
    }

    private static String percent(ObjectTree tree, String missing, String... path) {
        return tree.has(path) ? tree.word(path) + "%" : missing;
    }

    private static String word(ObjectTree tree, String missing, String... path) {
        String word = tree.word(path);
        return word.isEmpty() ? missing : word;
    }
}
