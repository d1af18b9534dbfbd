package io.etcdbr.topology;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Flags of a program in Go, as its packages {@code flag} and {@code pflag} read them: one or two hyphens, a value behind {@code =} or
 * in the next word. Where a flag that takes a value is told from one that does not cannot be known here: a word that begins with a
 * hyphen is never a value.
 *
 * @param where of whom, for messages
 * @param values by name, in their order; of a flag without a value {@code true}
 */
public record Flags(String where, Map<String, List<String>> values) {

    public Flags {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** @throws TopologyException if there is a word that is neither a flag nor the value of one */
    public static Flags parse(String where, List<String> words) throws TopologyException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String bare = word.startsWith("--") ? word.substring(2) : word.startsWith("-") ? word.substring(1) : "";
            if (bare.isEmpty() || bare.startsWith("-") || bare.startsWith("=")) {
                throw new TopologyException(where, "'" + word + "' is not a flag; expected flags such as --name=value");
            }
            int equals = bare.indexOf('=');
            String name = equals < 0 ? bare : bare.substring(0, equals);
            String value = "true";
            if (equals >= 0) {
                value = bare.substring(equals + 1);
            } else if (i + 1 < words.size() && !words.get(i + 1).startsWith("-")) {
                value = words.get(++i);
            }
            // pflag takes an underscore for a hyphen in Kubernetes' programs.
            values.computeIfAbsent(name.replace('_', '-'), _ -> new ArrayList<>())
                    .add(value);
        }
        return new Flags(where, values);
    }

    /** The last one counts, where it is given several times. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name)).map(List::getLast).filter(value -> !value.isEmpty());
    }

    /** All of them, each split at commas. */
    public List<String> list(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .flatMap(value -> Texts.split(value).stream())
                .toList();
    }
}
