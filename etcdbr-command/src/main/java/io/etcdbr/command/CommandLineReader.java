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
        if (args.length == 0) {
            return new Request.Mistake("no command is given; expected one of " + names());
        }
        String first = args[0];
        if (List.of("-h", "--help").contains(first) || first.equals("help") && args.length == 1) {
            return new Request.Help(HelpText.forWidth(width.getAsInt()).ofProgram(program));
        }
        if (first.startsWith("-") && !List.of("-V", "--version").contains(first)) {
            return new Request.Mistake("'" + first + "' stands before the command; expected the command first: "
                    + program.name() + " COMMAND " + first);
        }
        boolean help = first.equals("help");
        String name = help ? args[1] : first.startsWith("-") ? "version" : first;
        Optional<Verb> verb = program.verbs().stream()
                .filter(known -> known.name().equals(name))
                .findFirst();
        if (verb.isEmpty()) {
            List<String> known = program.verbs().stream().map(Verb::name).toList();
            return new Request.Mistake("there is no command '" + name + "'; expected one of " + names()
                    + Suggestion.didYouMean(name, known));
        }
        if (help) {
            return new Request.Help(HelpText.forWidth(width.getAsInt()).of(program, verb.get()));
        }
        return read(verb.get(), Arrays.copyOfRange(args, 1, args.length));
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
