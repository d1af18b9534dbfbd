package io.etcdbr.columns;

import io.etcdbr.resources.ObjectTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists, labels and selectors in one cell. */
final class Texts {
    private static final int MOST = 3;

    private Texts() {}

    /** Between commas, or what stands for none. */
    static String joined(List<String> texts, String none) {
        return texts.isEmpty() ? none : String.join(",", texts);
    }

    /** The first three and how many more there are. */
    static String firstOf(List<String> texts, String none) {
        return texts.size() <= MOST
                ? joined(texts, none)
                : String.join(",", texts.subList(0, MOST)) + " + " + (texts.size() - MOST) + " more...";
    }

    /** Such as {@code a=b,c=d}. */
    static String labels(Map<String, String> labels) {
        return joined(
                new TreeMap<>(labels)
                        .entrySet().stream()
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .toList(),
                Row.NONE);
    }

    /** A {@code LabelSelector} as kubectl takes one behind {@code -l}. */
    static String selector(ObjectTree selector) {
        record Requirement(String key, String text) {}
        List<Requirement> requirements = new ArrayList<>();
        selector.textsByName("matchLabels")
                .forEach((key, value) -> requirements.add(new Requirement(key, key + "=" + value)));
        for (ObjectTree expression : selector.objects("matchExpressions")) {
            String key = expression.text("key");
            requirements.add(
                    new Requirement(key, expression(key, expression.text("operator"), expression.texts("values"))));
        }
        return joined(
                requirements.stream()
                        .sorted((a, b) -> a.key.compareTo(b.key))
                        .map(Requirement::text)
                        .toList(),
                Row.NONE);
    }

    private static String expression(String key, String operator, List<String> values) {
        return switch (operator) {
            case "Exists" -> key;
            case "DoesNotExist" -> "!" + key;
            default ->
                key + " " + operator.toLowerCase(Locale.ROOT) + " ("
                        + values.stream().sorted().collect(Collectors.joining(",")) + ")";
        };
    }

    /** One field of all containers of a pod's {@code spec}. */
    static String containers(ObjectTree podSpec, String field) {
        return joined(
                podSpec.objects("containers").stream()
                        .map(container -> container.text(field))
                        .toList(),
                "");
    }

    static Stream<String> nonEmpty(Stream<String> texts) {
        return texts.filter(text -> !text.isEmpty());
    }
}
