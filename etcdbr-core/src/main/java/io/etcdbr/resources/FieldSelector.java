package io.etcdbr.resources;

import java.util.ArrayList;
import java.util.List;

/**
 * Chooses objects by what their key says, as {@code kubectl --field-selector} does for every resource: {@code metadata.name} and
 * {@code metadata.namespace} with {@code =}, {@code ==} or {@code !=}, all of those between commas.
 */
public record FieldSelector(List<Requirement> requirements) {
    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    private static final String NAME = "metadata.name";
    private static final String NAMESPACE = "metadata.namespace";

    public FieldSelector {
        requirements = List.copyOf(requirements);
    }

    /** @param wanted whether the field must be the value, or must not */
    record Requirement(boolean ofName, boolean wanted, String value) {
        boolean matches(String namespace, String name) {
            return (ofName ? name : namespace).equals(value) == wanted;
        }
    }

    /** @throws IllegalArgumentException saying what was expected */
    public static FieldSelector parse(String text) {
        List<Requirement> requirements = new ArrayList<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int sign = part.indexOf('=');
            boolean negated = sign > 0 && part.charAt(sign - 1) == '!';
            String field = sign < 0 ? part : part.substring(0, negated ? sign - 1 : sign);
            if (sign < 0 || !field.equals(NAME) && !field.equals(NAMESPACE)) {
                throw new IllegalArgumentException("expected " + NAME + " or " + NAMESPACE
                        + " with =, == or != and a value, found '" + part + "'");
            }
            String value = part.substring(sign + 1);
            requirements.add(new Requirement(
                    field.equals(NAME), !negated, !negated && value.startsWith("=") ? value.substring(1) : value));
        }
        return new FieldSelector(requirements);
    }

    public boolean matches(String namespace, String name) {
        return requirements.stream().allMatch(requirement -> requirement.matches(namespace, name));
    }
}
