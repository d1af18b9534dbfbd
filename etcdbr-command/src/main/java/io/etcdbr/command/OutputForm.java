package io.etcdbr.command;

import com.google.gson.JsonObject;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.output.TreeText;
import java.util.Map;

/** How a verb says its result that has no table of {@link io.etcdbr.output}: in words, by a name, or as an object. */
public enum OutputForm {
    TABLE,
    NAME,
    JSON,
    YAML;

    /** The forms of a result without a name. */
    private enum Nameless {
        TABLE,
        JSON,
        YAML
    }

    public static OutputForm of(Settings settings) {
        return settings.choice(Setting.OUTPUT, OutputForm.class).orElse(TABLE);
    }

    /** Of a verb whose result has no name, so that {@code -o name} is refused. */
    public static OutputForm withoutName(Settings settings) {
        return settings.choice(Setting.OUTPUT, Nameless.class)
                .map(form -> switch (form) {
                    case TABLE -> TABLE;
                    case JSON -> JSON;
                    case YAML -> YAML;
                })
                .orElse(TABLE);
    }

    /** Whether standard output gets one object for programs, and nothing else. */
    public boolean isTree() {
        return this == JSON || this == YAML;
    }

    /** A tree, for whoever wants one: {@link #isTree}. */
    public String of(JsonObject tree) {
        return this == YAML ? TreeText.yaml(tree) : TreeText.json(tree);
    }

    /** Flat fields, of which JSON makes one line. */
    public String of(Map<String, ?> fields) {
        return this == YAML ? TreeText.yaml(JsonText.tree(fields)) : JsonText.of(fields) + "\n";
    }
}
