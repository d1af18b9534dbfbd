package io.etcdbr.command;

import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.format.FormatVersion;
import io.etcdbr.format.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code version}. */
public final class VersionVerb implements Verb {

    /** How to say it; the other verbs' {@code table} is a sentence here. */
    private enum Form {
        TABLE,
        JSON
    }

    @Override
    public String name() {
        return "version";
    }

    @Override
    public String summary() {
        return "Print the version of the program, of Java and of the backup format";
    }

    @Override
    public List<String> description() {
        return List.of("With -o json as one object.");
    }

    @Override
    public List<String> examples() {
        return List.of("version -o json");
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.OUTPUT);
    }

    @Override
    public Outcome run(Invocation call) {
        Form form = call.settings().read(VersionVerb::form);
        Tool tool = call.program().tool();
        String java = Runtime.version().toString();
        switch (form) {
            case TABLE ->
                call.out()
                        .printf(
                                "%s %s (Java %s, backup format %s)%n",
                                tool.name(), tool.version(), java, FormatVersion.CURRENT);
            case JSON -> call.out().println(json(tool, java));
        }
        return Outcome.done("Version printed.");
    }

    private static Form form(Settings settings) {
        return settings.choice(Setting.OUTPUT, Form.class).orElse(Form.TABLE);
    }

    private static String json(Tool tool, String java) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", tool.name());
        fields.put("version", tool.version());
        fields.put("java", java);
        fields.put("formatVersion", FormatVersion.CURRENT);
        return JsonText.of(fields);
    }
}
