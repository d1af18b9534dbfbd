package io.etcdbr.kubectl.command;

import io.etcdbr.command.Program;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.config.SettingShape;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.kubectl.kubeconfig.AccessReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What may stand at the end of a command line, in the form that kubectl wants it from a plugin. */
public final class Completions {
    /** Cobra's directives: no files, and whatever the shell does by itself. */
    private static final String NO_FILES = ":4";

    private static final String FILES = ":0";

    private static final List<String> FORMATS = List.of("table", "wide", "json", "yaml", "name");

    private final Program program;
    private final Map<String, String> environment;

    public Completions(Program program, Map<String, String> environment) {
        this.program = program;
        this.environment = environment;
    }

    /** @param words as typed so far, the last of them incomplete and perhaps empty */
    public String of(String... words) {
        String last = words.length == 0 ? "" : words[words.length - 1];
        if (words.length <= 1) {
            return lines(program.verbs().stream().map(verb -> verb.name() + "\t" + verb.summary()), last, NO_FILES);
        }
        Optional<Verb> verb = program.verbs().stream()
                .filter(known -> known.name().equals(words[0]))
                .findFirst();
        if (verb.isEmpty()) {
            return NO_FILES + "\n";
        }
        List<Setting> settings = Stream.concat(verb.get().settings().stream(), program.common().stream())
                .distinct()
                .toList();
        Optional<Setting> before = flag(settings, words[words.length - 2]);
        if (before.isPresent() && before.get().shape().kind() != SettingShape.Kind.ON_OFF) {
            return values(before.get(), last, "");
        }
        int equals = last.indexOf('=');
        Optional<Setting> named = equals < 0 ? Optional.empty() : flag(settings, last.substring(0, equals));
        if (named.isPresent()) {
            return values(named.get(), last.substring(equals + 1), last.substring(0, equals + 1));
        }
        if (last.startsWith("-")) {
            return lines(
                    settings.stream()
                            .map(setting ->
                                    setting.flag() + "\t" + setting.shape().meaning()),
                    last,
                    NO_FILES);
        }
        List<Verb.Argument> arguments = verb.get().arguments();
        String form = arguments.isEmpty() ? "" : arguments.getFirst().form();
        return form.matches("[a-z|]+") ? lines(Arrays.stream(form.split("\\|")), last, NO_FILES) : FILES + "\n";
    }

    private String values(Setting setting, String last, String prefix) {
        String form = setting.shape().form();
        if (setting == Setting.OUTPUT) {
            return lines(FORMATS.stream().map(value -> prefix + value), prefix + last, NO_FILES);
        }
        if (setting == Setting.CONTEXT) {
            return lines(contexts().stream().map(value -> prefix + value), prefix + last, NO_FILES);
        }
        if (form.contains("FILE") || form.contains("DIR") || form.contains("PATH")) {
            return FILES + "\n";
        }
        Stream<String> choices = form.matches("[a-z|]+") ? Arrays.stream(form.split("\\|")) : Stream.empty();
        return lines(choices.map(value -> prefix + value), prefix + last, NO_FILES);
    }

    private List<String> contexts() {
        try {
            return AccessReader.contexts(Optional.<Path>empty(), environment);
        } catch (EtcdbrException e) {
            return List.of();
        }
    }

    private static Optional<Setting> flag(List<Setting> settings, String text) {
        return settings.stream()
                .filter(setting -> setting.shape().flags().contains(text))
                .findFirst();
    }

    private static String lines(Stream<String> candidates, String start, String directive) {
        StringBuilder text = new StringBuilder();
        candidates
                .filter(line -> line.startsWith(start))
                .forEach(line -> text.append(line).append('\n'));
        return text.append(directive).append('\n').toString();
    }
}
