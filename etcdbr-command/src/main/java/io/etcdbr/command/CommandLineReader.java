package io.etcdbr.command;

import io.etcdbr.command.Verb.Argument;
import io.etcdbr.command.Verb.Presence;
import io.etcdbr.config.Setting;
import io.etcdbr.spelling.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Reads the command line. */
public final class CommandLineReader {
    private static final List<String> HELP = List.of("-h", "--help");
    private static final List<String> VERSION = List.of("-V", "--version");
    private static final List<List<String>> SAME = List.of(
            List.of("fetch", "download"),
            List.of("members", "status"),
            List.of("ls", "list"),
            List.of("rm", "delete"),
            List.of("show", "describe"));

    private final Program program;
    private final IntSupplier width;

    /**
     * @param width columns of the terminal that shows the help, 0 where it is none; asked only for help, as it may cost a process
     */
    public CommandLineReader(Program program, IntSupplier width) {
        this.program = program;
        this.width = width;
    }

    /** What a command line asks for. */
    public sealed interface Request {

        /** To read a text. */
        record Help(String text) implements Request {}

        /** Nothing that can be understood. */
        record Mistake(String problem) implements Request {}

        /**
         * To run a verb.
         *
         * @param mistakes in the command line, to be reported together with those of the other sources
         */
        record Call(Verb verb, Map<Setting, List<String>> flags, List<String> arguments, List<String> mistakes)
                implements Request {}
    }

    public Request read(String... args) {
        VerbWords words = new VerbWords(program);
        List<String> leading = words.leading(args);
        if (!leading.isEmpty() && leading.getFirst().equals("help")) {
            return help(words, args);
        }
        Optional<VerbWords.Found> found = words.find(args);
        if (found.isPresent()) {
            return read(words, found.get());
        }
        if (Arrays.stream(args).anyMatch(HELP::contains) && leading.isEmpty()) {
            return new Request.Help(HelpText.forWidth(width.getAsInt()).ofProgram(program));
        }
        if (args.length > 0 && VERSION.contains(args[0])) {
            return read("version", args);
        }
        return noVerb(words, args);
    }

    private Request read(String verb, String... args) {
        String[] all = args.clone();
        all[0] = verb;
        return read(all);
    }

    /** {@code help}, alone or with the words of a verb. */
    private Request help(VerbWords words, String... args) {
        String[] rest =
                Arrays.stream(args).filter(arg -> !arg.startsWith("-")).skip(1).toArray(String[]::new);
        HelpText help = HelpText.forWidth(width.getAsInt());
        if (rest.length == 0) {
            return new Request.Help(help.ofProgram(program));
        }
        return words.find(rest)
                .<Request>map(found -> new Request.Help(help.of(program, found.verb())))
                .orElseGet(() -> noVerb(words, rest));
    }

    private Request noVerb(VerbWords words, String... args) {
        Optional<String> unknown = words.unknownFlag(args);
        if (unknown.isPresent()) {
            return new Request.Mistake(
                    "there is no flag " + unknown.get() + Suggestion.didYouMean(unknown.get(), words.flags()));
        }
        List<String> leading = words.leading(args);
        if (leading.isEmpty()) {
            return new Request.Mistake("no command is given; expected one of " + names());
        }
        List<String> next = words.after(List.of(leading.getFirst()));
        if (!next.isEmpty()) {
            String given = leading.size() > 1 ? leading.get(1) : "nothing";
            return new Request.Mistake("expected " + String.join(", ", next) + " after '" + leading.getFirst()
                    + "', found " + (leading.size() > 1 ? "'" + given + "'" : given)
                    + Suggestion.didYouMean(given, next));
        }
        List<String> known = program.verbs().stream().map(Verb::name).toList();
        String typed = leading.getFirst();
        return new Request.Mistake("there is no command '" + typed + "'; expected one of " + names()
                + sameElsewhere(typed, known)
                        .map(word -> "; did you mean '" + word + "'?")
                        .orElseGet(() -> Suggestion.didYouMean(typed, known)));
    }

    /** What another program, or the shell, calls by another name. */
    private static Optional<String> sameElsewhere(String typed, List<String> known) {
        return SAME.stream()
                .filter(names -> names.contains(typed))
                .flatMap(List::stream)
                .filter(known::contains)
                .findFirst();
    }

    private Request read(VerbWords words, VerbWords.Found found) {
        Request request = read(found.verb(), found.rest().toArray(String[]::new));
        if (request instanceof Request.Call call && !call.arguments().isEmpty()) {
            String typed = call.arguments().getFirst();
            List<String> next = words.after(VerbWords.words(found.verb()));
            String suggestion = Suggestion.didYouMean(typed, next);
            if (!suggestion.isEmpty()) {
                return new Request.Mistake(
                        "there is no command '" + found.verb().name() + " " + typed + "'" + suggestion);
            }
        }
        return request;
    }

    private Request read(Verb verb, String... args) {
        // A verb alone is understood without the parser, which takes as long to start as such a command takes to run.
        VerbLine line = args.length == 0 ? VerbLine.EMPTY : VerbLine.parse(program, verb, args);
        if (line.asksForHelp()) {
            return new Request.Help(HelpText.forWidth(width.getAsInt()).of(program, verb));
        }
        List<String> mistakes = new ArrayList<>(line.mistakes());
        wrongNumber(verb.arguments(), line.arguments()).ifPresent(mistakes::add);
        return new Request.Call(verb, line.flags(), line.arguments(), mistakes);
    }

    private static Optional<String> wrongNumber(List<Argument> expected, List<String> found) {
        long least = expected.stream()
                .filter(argument -> argument.presence() == Presence.REQUIRED)
                .count();
        boolean bounded = expected.stream().noneMatch(argument -> argument.presence() == Presence.ANY_NUMBER);
        if (found.size() >= least && (found.size() <= expected.size() || !bounded)) {
            return Optional.empty();
        }
        String usage = String.join(" ", expected.stream().map(Argument::usage).toList());
        return Optional.of("expected " + (expected.size() == 1 ? "one argument" : usage) + ", found "
                + (found.isEmpty() ? "nothing" : found.size() + ": " + String.join(" ", found)));
    }

    private String names() {
        return String.join(", ", program.verbs().stream().map(Verb::name).toList());
    }
}
