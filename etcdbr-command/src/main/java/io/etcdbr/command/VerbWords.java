package io.etcdbr.command;

import io.etcdbr.config.Setting;
import io.etcdbr.config.SettingShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the verb in a command line. Flags may stand before it and between its words, as kubectl's users have it; which of them
 * take a value is known from all verbs together, so a flag must not take one at one verb and none at another.
 */
public final class VerbWords {
    private final List<Verb> verbs;
    private final List<Setting> settings;
    private final int most;

    public VerbWords(Program program) {
        this.verbs = program.verbs();
        this.settings = Stream.concat(
                        verbs.stream().flatMap(verb -> verb.settings().stream()), program.common().stream())
                .distinct()
                .toList();
        this.most = verbs.stream().mapToInt(verb -> words(verb).size()).max().orElse(1);
    }

    /**
     * A verb and what else stands on the line.
     *
     * @param rest in order: flags from before and after it, and its arguments
     */
    public record Found(Verb verb, List<String> rest) {}

    /** The words that a verb's name is made of. */
    public static List<String> words(Verb verb) {
        return Arrays.asList(verb.name().split(" "));
    }

    /** The verb of most words that the line begins with, flags left aside. */
    public Optional<Found> find(String... args) {
        List<Integer> places = places(args);
        for (int count = places.size(); count > 0; count--) {
            List<Integer> taken = places.subList(0, count);
            List<String> name = taken.stream().map(place -> args[place]).toList();
            Optional<Verb> verb =
                    verbs.stream().filter(known -> words(known).equals(name)).findFirst();
            if (verb.isPresent()) {
                List<String> rest = new ArrayList<>(Arrays.asList(args));
                taken.reversed().forEach(place -> rest.remove((int) place));
                return Optional.of(new Found(verb.get(), rest));
            }
        }
        return Optional.empty();
    }

    /** The words at the beginning that are neither flags nor their values, at most as many as a verb can have. */
    public List<String> leading(String... args) {
        return places(args).stream().map(place -> args[place]).toList();
    }

    /** What may follow these words, to be a verb or a part of one. */
    public List<String> after(List<String> words) {
        return verbs.stream()
                .map(VerbWords::words)
                .filter(name -> name.size() > words.size()
                        && name.subList(0, words.size()).equals(words))
                .map(name -> name.get(words.size()))
                .distinct()
                .toList();
    }

    /** The first flag before the first word that no verb knows. */
    Optional<String> unknownFlag(String... args) {
        int end = places(args).stream().findFirst().orElse(args.length);
        return Arrays.stream(args, 0, end)
                .filter(arg -> arg.startsWith("--") && arg.length() > 2)
                .map(arg -> arg.contains("=") ? arg.substring(0, arg.indexOf('=')) : arg)
                .filter(arg -> setting(arg).isEmpty()
                        && setting(arg.replaceFirst("^--no-", "--")).isEmpty())
                .findFirst();
    }

    /** All flags of all verbs. */
    List<String> flags() {
        return settings.stream()
                .flatMap(setting -> setting.shape().flags().stream())
                .toList();
    }

    private List<Integer> places(String... args) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < args.length && places.size() < most && !args[i].equals("--"); i++) {
            if (!args[i].startsWith("-") || args[i].equals("-")) {
                places.add(i);
            } else if (takesNext(args[i])) {
                i++;
            }
        }
        return places;
    }

    private boolean takesNext(String flag) {
        if (flag.startsWith("--")) {
            return !flag.contains("=")
                    && setting(flag).filter(VerbWords::needsValue).isPresent();
        }
        // Short flags may stand together; the first that takes a value has the rest of the word, or the next one.
        for (int i = 1; i < flag.length(); i++) {
            if (setting("-" + flag.charAt(i)).filter(VerbWords::needsValue).isPresent()) {
                return i == flag.length() - 1;
            }
        }
        return false;
    }

    private Optional<Setting> setting(String flag) {
        return settings.stream()
                .filter(setting -> setting.shape().flags().contains(flag))
                .findFirst();
    }

    private static boolean needsValue(Setting setting) {
        SettingShape shape = setting.shape();
        return switch (shape.kind()) {
            case ON_OFF -> false;
            case ONE, MANY -> shape.whenAlone().isEmpty();
        };
    }
}
