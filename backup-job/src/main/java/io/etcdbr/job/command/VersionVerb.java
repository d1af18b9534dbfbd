package io.etcdbr.job.command;

import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.format.FormatVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code etcdbr-job version}. */
final class VersionVerb implements Verb {

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
        return List.of("etcdbr-job version -o json");
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.OUTPUT);
    }

    @Override
    public Outcome run(Invocation call) {
        Form form = call.settings().read(VersionVerb::form);
        String java = Runtime.version().toString();
        switch (form) {
            case TABLE ->
                call.out()
                        .printf(
                                "%s %s (Java %s, backup format %s)%n",
                                ProgramVersion.NAME, ProgramVersion.text(), java, FormatVersion.CURRENT);
            case JSON -> call.out().println(json(java));
        }
        return Outcome.done("Version printed.");
    }

    private static Form form(Settings settings) {
        return settings.choice(Setting.OUTPUT, Form.class).orElse(Form.TABLE);
    }

    private static String json(String java) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", ProgramVersion.NAME);
        fields.put("version", ProgramVersion.text());
        fields.put("java", java);
        fields.put("formatVersion", FormatVersion.CURRENT);
        return JsonText.of(fields);
    }
}
