package io.etcdbr.command;

import io.etcdbr.config.Setting;
import io.etcdbr.spelling.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What follows a verb on the command line.
 *
 * @param mistakes in the flags; how many arguments there may be is not looked at
 */
record VerbLine(boolean asksForHelp, Map<Setting, List<String>> flags, List<String> arguments, List<String> mistakes) {
    static final VerbLine EMPTY = new VerbLine(false, Map.of(), List.of(), List.of());

    static VerbLine parse(Program program, Verb verb, String... args) {
        ParseResult result = VerbSpec.parser(program, verb).parseArgs(args);
        List<String> mistakes = new ArrayList<>();
        for (Exception error : result.errors()) {
            if (error instanceof UnmatchedArgumentException unmatched) {
                mistakes.addAll(unknown(unmatched.getUnmatched(), program, verb));
            } else {
                mistakes.add(firstLetterLow(String.valueOf(error.getMessage())));
            }
        }
        List<String> arguments = result.matchedPositionals().isEmpty()
                ? List.of()
                : result.matchedPositional(0).originalStringValues();
        return new VerbLine(result.isUsageHelpRequested(), flags(program, verb, result), arguments, mistakes);
    }

    private static Map<Setting, List<String>> flags(Program program, Verb verb, ParseResult result) {
        Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
        for (Setting setting : VerbSpec.settings(program, verb)) {
            OptionSpec option = result.matchedOption(setting.flag());
            if (option != null) {
                Object value = option.getValue();
                flags.put(
                        setting,
                        value instanceof List<?> list
                                ? list.stream().map(String::valueOf).toList()
                                : List.of(String.valueOf(value)));
            }
        }
        return flags;
    }

    private static List<String> unknown(List<String> unmatched, Program program, Verb verb) {
        List<String> mistakes = new ArrayList<>();
        boolean afterFlag = false;
        for (String text : unmatched) {
            boolean flag = text.startsWith("-");
            if (flag) {
                String name = text.contains("=") ? text.substring(0, text.indexOf('=')) : text;
                mistakes.add(unknownFlag(name, program, verb));
            } else if (!afterFlag) {
                mistakes.add("'" + text + "' is not expected here");
            }
            // What follows an unknown flag is most likely its value.
            afterFlag = flag;
        }
        return mistakes;
    }

    private static String unknownFlag(String name, Program program, Verb verb) {
        List<String> known = VerbSpec.settings(program, verb).stream()
                .flatMap(setting -> setting.shape().flags().stream())
                .toList();
        boolean elsewhere = Arrays.stream(Setting.values())
                .anyMatch(setting -> setting.shape().flags().contains(name));
        return elsewhere
                ? "'" + verb.name() + "' has no use for " + name
                : "there is no flag " + name + Suggestion.didYouMean(name, known);
    }

    private static String firstLetterLow(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
