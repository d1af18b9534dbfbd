package io.etcdbr.kubectl.command;

import io.etcdbr.command.Program;
import io.etcdbr.command.Verb;
import io.etcdbr.command.VerbForms;
import io.etcdbr.command.VerbWords;
import io.etcdbr.config.Setting;
import io.etcdbr.config.SettingShape;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.kubectl.kubeconfig.AccessReader;
import io.etcdbr.resources.Resource;
import io.etcdbr.resources.ResourceTable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What may stand at the end of a command line, in the form that kubectl wants it from a plugin. */
public final class Completions {
    /** Cobra's directives: no files, and whatever the shell does by itself. */
    private static final String NO_FILES = ":4";

    private static final String FILES = ":0";

    /** No files, and no blank behind the word. */
    private static final String NO_BLANK = ":6";

    /** Words of which one is to be chosen. */
    private static final String CHOICES = "[a-z0-9-]+(\\|[a-z0-9-]+)+";

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
            return lines(flags(found, settings), last, NO_FILES);
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

    /** Where two settings share a flag, it is that of the first. */
    private static Stream<String> flags(Optional<VerbWords.Found> found, List<Setting> settings) {
        Map<String, String> meanings = new LinkedHashMap<>();
        for (Setting setting : settings) {
            String meaning = found.map(verb -> verb.verb().meaning(setting))
                    .orElse(setting.shape().meaning());
            setting.shape().flags().stream()
                    .filter(flag -> flag.startsWith("--"))
                    .forEach(flag -> meanings.putIfAbsent(flag, meaning));
        }
        return meanings.entrySet().stream().map(flag -> flag.getKey() + "\t" + flag.getValue());
    }

    private static String arguments(VerbWords.Found found, List<String> longer, String last) {
        List<Verb.Argument> arguments = found.verb().arguments();
        int given = (int)
                found.rest().stream().filter(word -> !word.startsWith("-")).count();
        String form = arguments.isEmpty()
                ? ""
                : arguments.get(Math.min(given, arguments.size() - 1)).form();
        List<String> choices = form.matches(CHOICES) ? List.of(form.split("\\|")) : List.of();
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
            List<String> formats = verb.map(found -> VerbForms.of(found.verb())).orElse(List.of());
            if (formats.stream().anyMatch(format -> format.endsWith("-file=") && last.startsWith(format))) {
                return FILES + "\n";
            }
            List<String> fitting =
                    formats.stream().filter(format -> format.startsWith(last)).toList();
            boolean wantMore = !fitting.isEmpty() && fitting.stream().allMatch(format -> format.endsWith("="));
            return lines(fitting.stream().map(value -> prefix + value), prefix, wantMore ? NO_BLANK : NO_FILES);
        }
        if (setting == Setting.CONTEXT || setting == Setting.USER) {
            return lines(ofKubeconfig(setting).stream().map(value -> prefix + value), prefix + last, NO_FILES);
        }
        if (form.contains("FILE") || form.contains("DIR") || form.contains("PATH")) {
            return FILES + "\n";
        }
        Stream<String> choices = form.matches(CHOICES) ? Arrays.stream(form.split("\\|")) : Stream.empty();
        return lines(choices.map(value -> prefix + value), prefix + last, NO_FILES);
    }

    private List<String> ofKubeconfig(Setting setting) {
        try {
            return setting == Setting.USER
                    ? AccessReader.users(Optional.<Path>empty(), environment)
                    : AccessReader.contexts(Optional.<Path>empty(), environment);
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
