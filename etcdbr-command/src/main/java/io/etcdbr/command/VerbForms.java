package io.etcdbr.command;

import java.util.List;
import java.util.Map;

/** In which forms each verb says its result: what may follow {@code -o}. */
public final class VerbForms {
    private static final List<String> ALL = List.of("table", "wide", "json", "yaml", "name");
    private static final List<String> NAMELESS = List.of("table", "json", "yaml");

    /** Those that end with = want something behind it. */
    static final List<String> OF_OBJECTS = List.of(
            "table",
            "wide",
            "json",
            "yaml",
            "name",
            "raw",
            "jsonpath=",
            "jsonpath-as-json=",
            "jsonpath-file=",
            "custom-columns=",
            "custom-columns-file=");

    private static final Map<String, List<String>> OTHERS = Map.ofEntries(
            Map.entry("status", NAMELESS),
            Map.entry("check", NAMELESS),
            Map.entry("restore", NAMELESS),
            Map.entry("restore status", NAMELESS),
            Map.entry("restore rollback", NAMELESS),
            Map.entry("version", NAMELESS),
            Map.entry("backup", List.of("table", "json", "yaml", "name")),
            Map.entry("get", OF_OBJECTS));

    private VerbForms() {}

    /** The first is what is printed where none is asked for. */
    public static List<String> of(Verb verb) {
        return OTHERS.getOrDefault(verb.name(), ALL);
    }

    /** For people: "table, json or yaml". */
    static String sentence(Verb verb) {
        List<String> forms = of(verb).stream()
                .map(form -> form.endsWith("-file=") ? form + "FILE" : form.endsWith("=") ? form + "..." : form)
                .toList();
        return String.join(", ", forms.subList(0, forms.size() - 1)) + " or " + forms.getLast();
    }
}
