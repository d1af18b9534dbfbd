package io.etcdbr.job.command;

import com.google.gson.stream.JsonWriter;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.format.FormatVersion;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

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
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject();
            json.name("name").value(ProgramVersion.NAME);
            json.name("version").value(ProgramVersion.text());
            json.name("java").value(java);
            json.name("formatVersion").value(FormatVersion.CURRENT.toString());
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to", e);
        }
        return text.toString();
    }
}
