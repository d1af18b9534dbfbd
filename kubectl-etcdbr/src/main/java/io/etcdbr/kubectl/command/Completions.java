package io.etcdbr.kubectl.command;

import io.etcdbr.command.Program;
import io.etcdbr.command.Verb;
import io.etcdbr.command.VerbWords;
import io.etcdbr.config.Setting;
import io.etcdbr.config.SettingShape;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.kubectl.kubeconfig.AccessReader;
import io.etcdbr.resources.Resource;
import io.etcdbr.resources.ResourceTable;
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

    private static final List<String> NAMELESS = List.of("table", "json", "yaml");

    /** Of verbs whose results have other forms than those of the tables. */
    private static final Map<String, List<String>> OTHER_FORMATS = Map.ofEntries(
            Map.entry("status", NAMELESS),
            Map.entry("check", NAMELESS),
            Map.entry("restore", NAMELESS),
            Map.entry("restore status", NAMELESS),
            Map.entry("version", NAMELESS),
            Map.entry("backup", List.of("table", "name", "json", "yaml")),
            Map.entry("get", List.of("table", "wide", "json", "yaml", "name", "raw")));

    private final Program program;
    private final Map<String, String> environment;

    public Completions(Program program, Map<String, String> environment) {
        this.program = program;
        this.environment = environment;
    }

    /** @param words as typed so far, the last of them incomplete and perhaps empty */
    public String of(String... words) {
        String last = words.length == 0 ? "" : words[words.length - 1];
        String[] before = Arrays.copyOf(words, Math.max(0, words.length - 1));
        VerbWords verbWords = new VerbWords(program);
        Optional<VerbWords.Found> found = verbWords.find(before);
        List<String> leading = verbWords.leading(before);
        List<Setting> settings = Stream.concat(
                        found.map(verb -> verb.verb().settings()).orElse(ClusterOptions.USED).stream(),
                        program.common().stream())
                .distinct()
                .toList();
        Optional<Setting> asked = before.length == 0 ? Optional.empty() : flag(settings, before[before.length - 1]);
        if (asked.isPresent() && asked.get().shape().kind() != SettingShape.Kind.ON_OFF) {
            return values(found, asked.get(), last, "");
        }
        int equals = last.indexOf('=');
        Optional<Setting> named = equals < 0 ? Optional.empty() : flag(settings, last.substring(0, equals));
        if (named.isPresent()) {
            return values(found, named.get(), last.substring(equals + 1), last.substring(0, equals + 1));
        }
        if (last.startsWith("-")) {
            return lines(settings.stream().flatMap(Completions::described).distinct(), last, NO_FILES);
        }
        List<String> next = verbWords.after(leading);
        if (found.isEmpty()) {
            return lines(next.stream().map(word -> described(leading, word)), last, NO_FILES);
        }
        List<String> name = VerbWords.words(found.get().verb());
        // Right behind the verb there may also come the second word of a longer one.
        List<String> longer = leading.equals(name) ? next : List.of();
        return arguments(found.get(), longer, last);
    }

    private String described(List<String> leading, String word) {
        String name = String.join(
                " ", Stream.concat(leading.stream(), Stream.of(word)).toList());
        return program.verbs().stream()
                .filter(verb -> verb.name().equals(name))
                .findFirst()
                .map(verb -> word + "\t" + verb.summary())
                .orElse(word);
    }

    private static Stream<String> described(Setting setting) {
        return setting.shape().flags().stream()
                .filter(flag -> flag.startsWith("--"))
                .map(flag -> flag + "\t" + setting.shape().meaning());
    }

    private static String arguments(VerbWords.Found found, List<String> longer, String last) {
        List<Verb.Argument> arguments = found.verb().arguments();
        int given = (int)
                found.rest().stream().filter(word -> !word.startsWith("-")).count();
        String form = arguments.isEmpty()
                ? ""
                : arguments.get(Math.min(given, arguments.size() - 1)).form();
        List<String> choices = form.matches("[a-z|]+") ? List.of(form.split("\\|")) : List.of();
        if (form.contains("BACKUP") || form.contains("latest")) {
            choices = List.of("latest");
        } else if (form.equals("RESOURCE")) {
            choices = ResourceTable.builtIn().all().stream()
                    .map(Resource::plural)
                    .distinct()
                    .toList();
        }
        boolean files = choices.isEmpty() || form.contains("BACKUP");
        return lines(Stream.concat(longer.stream(), choices.stream()), last, files ? FILES : NO_FILES);
    }

    private String values(Optional<VerbWords.Found> verb, Setting setting, String last, String prefix) {
        String form = setting.shape().form();
        if (setting == Setting.OUTPUT) {
            List<String> formats = verb.map(
                            found -> OTHER_FORMATS.getOrDefault(found.verb().name(), FORMATS))
                    .orElse(FORMATS);
            return lines(formats.stream().map(value -> prefix + value), prefix + last, NO_FILES);
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
