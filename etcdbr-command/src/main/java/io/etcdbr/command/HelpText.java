package io.etcdbr.command;

import io.etcdbr.error.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * What {@code --help} prints.
 *
 * @param width columns that a line may have
 */
record HelpText(int width) {
    private static final int LEAST = 60;
    private static final int USUAL = 80;
    private static final int MOST = 110;
    private static final int LEAST_NAME = 10;

    private static final String MARKS = "/?:.,;=-|()[]{}'\"!\\";
    /** As many, which no text of ours holds. */
    private static final String LETTERS =
            "\u0250\u0251\u0252\u0253\u0254\u0255\u0256\u0257\u0258\u0259\u025A\u025B\u025C\u025D\u025E"
                    + "\u025F\u0260\u0261\u0262";

    /** Fits a terminal of so many columns; 0 where there is none, as in front of a pager. */
    static HelpText forWidth(int columns) {
        return new HelpText(columns == 0 ? USUAL : Math.clamp(columns, LEAST, MOST));
    }

    String ofProgram(Program program) {
        StringBuilder text = new StringBuilder("""
                %s

                Usage: %s COMMAND [OPTIONS]

                Commands:
                """.formatted(program.purpose(), program.name()));
        text.append(list(program.verbs()));
        text.append("""

                '%s COMMAND --help' shows a command's options. \
                An option with a variable in brackets there can also be given as that variable \
                or in the YAML file that --config names; a flag beats the variable, the variable beats the file.

                Exit codes:
                """.formatted(program.name()));
        for (ExitCode code : ExitCode.values()) {
            text.append("  %3d  %s%n".formatted(code.number(), code.meaning()));
        }
        StringBuilder wrapped = new StringBuilder();
        text.toString().lines().forEach(line -> wrap(line, wrapped));
        return wrapped.toString();
    }

    String of(Program program, Verb verb) {
        CommandLine commandLine = VerbSpec.help(program, verb);
        UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
        String arguments = verb.arguments().stream()
                .map(argument -> " " + argument.usage())
                .collect(Collectors.joining());
        usage.width(width)
                .longOptionsMaxWidth(width < MOST ? 22 : 36)
                .sortOptions(false)
                .headerHeading(unbroken(verb.summary()) + ".%n%n")
                .synopsisHeading("Usage: ")
                .customSynopsis(unbroken(program.name() + " " + verb.name() + arguments + " [OPTIONS]"))
                .descriptionHeading("%n")
                .description(description(program, verb))
                .parameterListHeading("%n")
                .optionListHeading("%n")
                .footerHeading("%nExamples:%n")
                .footer(verb.examples().stream()
                        .flatMap(line -> example(program.name() + " " + line))
                        .toArray(String[]::new));
        return broken(commandLine.getUsageMessage(CommandLine.Help.Ansi.OFF));
    }

    /** A command line to copy, over several lines where it is too long for one. */
    private Stream<String> example(String line) {
        List<String> lines = new ArrayList<>();
        StringBuilder last = new StringBuilder("  ");
        // Before flags only, so that each keeps its value.
        for (String part : line.split(" (?=--?[a-z])")) {
            if (!last.toString().isBlank() && last.length() + part.length() > width - 3) {
                lines.add(last + "\\");
                last = new StringBuilder("      ");
            }
            last.append(part).append(' ');
        }
        lines.add(last.toString().stripTrailing());
        return lines.stream().map(HelpText::unbroken);
    }

    /** Its own paragraphs, and the verbs below it. */
    private static String[] description(Program program, Verb verb) {
        List<String> below = program.verbs().stream()
                .filter(other -> other.name().startsWith(verb.name() + " "))
                .map(other -> "See also '" + program.name() + " " + other.name() + "': " + other.summary() + ".")
                .toList();
        return Stream.concat(verb.description().stream(), below.stream())
                .map(HelpText::unbroken)
                .toArray(String[]::new);
    }

    private static String list(List<Verb> verbs) {
        int widest = verbs.stream().mapToInt(verb -> verb.name().length()).reduce(LEAST_NAME, Math::max);
        return verbs.stream()
                .map(verb ->
                        "  " + verb.name() + " ".repeat(widest - verb.name().length()) + "  " + verb.summary() + "\n")
                .collect(Collectors.joining());
    }

    /** picocli breaks lines within URLs, paths and flags, but not within words: until it has, these are made of letters. */
    static String unbroken(String text) {
        return exchanged(text, MARKS, LETTERS);
    }

    private static String broken(String text) {
        return exchanged(text, LETTERS, MARKS);
    }

    private static String exchanged(String text, String these, String those) {
        StringBuilder exchanged = new StringBuilder(text.length());
        for (char c : text.toCharArray()) {
            int place = these.indexOf(c);
            exchanged.append(place < 0 ? c : those.charAt(place));
        }
        return exchanged.toString();
    }

    /** Breaks a line between words; the rest goes below its last column, which begins after two blanks. */
    private void wrap(String line, StringBuilder out) {
        int indent = line.startsWith("  ") ? line.lastIndexOf("  ") + 2 : 0;
        String rest = line;
        while (rest.length() > width && rest.lastIndexOf(' ', width) > indent) {
            int end = rest.lastIndexOf(' ', width);
            out.append(rest, 0, end).append('\n');
            rest = " ".repeat(indent) + rest.substring(end + 1);
        }
        out.append(rest).append('\n');
    }
}
