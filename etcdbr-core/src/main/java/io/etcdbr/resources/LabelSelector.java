package io.etcdbr.resources;

import java.util.List;
import java.util.Map;

/**
 * Chooses objects by their labels, as {@code kubectl -l} does: {@code a=b}, {@code a==b}, {@code a!=b}, {@code a in (b,c)},
 * {@code a notin (b,c)}, {@code a}, {@code !a}, {@code a>1}, {@code a<1}, all of those between commas. What says that a value is
 * not, also chooses objects without the label.
 */
public record LabelSelector(List<Requirement> requirements) {
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /** @throws IllegalArgumentException saying what was expected where */
    public static LabelSelector parse(String text) {
        return new LabelSelectorParser(text).parse();
    }

    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    /** What one label must be. */
    sealed interface Requirement {
        boolean matches(Map<String, String> labels);

        /** It is there. */
        record Exists(String key) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                return labels.containsKey(key);
            }
        }

        /** It is there with one of these values. */
        record In(String key, List<String> values) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                return labels.containsKey(key) && values.contains(labels.get(key));
            }
        }

        /** It is there with a whole number of this sign when compared with {@code bound}. */
        record Compared(String key, long bound, int sign) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                String value = labels.getOrDefault(key, "");
                return value.matches("[-+]?\\d{1,18}") && Long.compare(Long.parseLong(value), bound) == sign;
            }
        }

        /** The opposite. */
        record Not(Requirement requirement) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                return !requirement.matches(labels);
            }
        }
    }
}
