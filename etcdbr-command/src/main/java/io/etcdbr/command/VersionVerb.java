package io.etcdbr.command;

import io.etcdbr.config.Setting;
import io.etcdbr.format.FormatVersion;
import io.etcdbr.format.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code version}. */
public final class VersionVerb implements Verb {

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
        return List.of("With -o json or -o yaml as one object.");
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
        OutputForm form = call.settings().read(OutputForm::withoutName);
        Tool tool = call.program().tool();
        String java = Runtime.version().toString();
        if (form.isTree()) {
            call.out().print(form.of(fields(tool, java)));
        } else {
            call.out()
                    .printf(
                            "%s %s (Java %s, backup format %s)%n",
                            tool.name(), tool.version(), java, FormatVersion.CURRENT);
        }
        return Outcome.done("Version printed.");
    }

    private static Map<String, Object> fields(Tool tool, String java) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", tool.name());
        fields.put("version", tool.version());
        fields.put("java", java);
        fields.put("formatVersion", FormatVersion.CURRENT);
        return fields;
    }
}
