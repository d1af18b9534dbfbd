package io.etcdbr.command;

import io.etcdbr.command.Verb.Argument;
import io.etcdbr.config.Section;
import io.etcdbr.config.Setting;
import io.etcdbr.config.SettingShape;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A verb as picocli knows it. Made from the table of settings instead of annotations: one source for flags, variables and
 * keys, and no reflection at the start.
 */
final class VerbSpec {
    private VerbSpec() {}

    static List<Setting> settings(Program program, Verb verb) {
        return Stream.concat(verb.settings().stream(), program.common().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** A form that is longer than this breaks the columns of the help. */
    private static final int LONGEST_FORM = 40;

    /** For reading a command line. */
    static CommandLine parser(Program program, Verb verb) {
        CommandSpec spec = spec(program, verb);
        List<Setting> settings = settings(program, verb);
        settings.forEach(setting -> spec.addOption(option(verb, setting, settings)));
        if (!verb.arguments().isEmpty()) {
            // All in one: how many there may be is not picocli's business, whose messages name none of them.
            spec.addPositional(positional("0..*").build());
        }
        return commandLine(spec);
    }

    /** For help: options under headings. picocli's groups do that, but they let an option be given twice unnoticed. */
    static CommandLine help(Program program, Verb verb) {
        CommandSpec spec = spec(program, verb);
        for (Argument argument : verb.arguments()) {
            spec.addPositional(positional(String.valueOf(verb.arguments().indexOf(argument)))
                    .paramLabel(argument.usage())
                    .hideParamSyntax(true)
                    .description(HelpText.unbroken(escaped(argument.meaning())))
                    .build());
        }
        List<Setting> all = settings(program, verb);
        for (Section section : Section.values()) {
            List<Setting> settings =
                    all.stream().filter(setting -> setting.section() == section).toList();
            if (!settings.isEmpty()) {
                ArgGroupSpec.Builder group = ArgGroupSpec.builder()
                        .heading("%n" + section.title() + ":%n")
                        .order(section.ordinal())
                        .exclusive(false)
                        .validate(false);
                settings.forEach(setting -> group.addArg(option(verb, setting, all)));
                spec.addArgGroup(group.build());
            }
        }
        return commandLine(spec);
    }

    private static CommandSpec spec(Program program, Verb verb) {
        CommandSpec spec = CommandSpec.create().name(program.name() + " " + verb.name());
        spec.parser().collectErrors(true);
        spec.addOption(OptionSpec.builder("-h", "--help")
                .type(boolean.class)
                .arity("0")
                .usageHelp(true)
                .description("Show this help.")
                .build());
        return spec;
    }

    private static PositionalParamSpec.Builder positional(String index) {
        return PositionalParamSpec.builder()
                .index(index)
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class);
    }

    private static CommandLine commandLine(CommandSpec spec) {
        return new CommandLine(spec)
                .setAllowOptionsAsOptionParameters(false)
                .setExpandAtFiles(false)
                .setInterpolateVariables(false)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    }

    /** Where two settings of a verb share a flag, the one that stands first in the table has it. */
    private static List<String> flags(Setting setting, List<Setting> all) {
        return setting.shape().flags().stream()
                .filter(flag -> all.stream()
                                .filter(other -> other.shape().flags().contains(flag))
                                .findFirst()
                                .orElse(setting)
                        == setting)
                .toList();
    }

    private static OptionSpec option(Verb verb, Setting setting, List<Setting> all) {
        SettingShape shape = setting.shape();
        OptionSpec.Builder option = OptionSpec.builder(flags(setting, all).toArray(String[]::new))
                .order(setting.ordinal())
                .description(HelpText.unbroken(escaped(description(verb, setting))));
        switch (shape.kind()) {
            case ON_OFF -> option.type(Boolean.class).arity("0").negatable(true);
            case MANY ->
                option.type(List.class).auxiliaryTypes(String.class).arity("1").paramLabel(label(shape));
            case ONE -> {
                option.type(String.class)
                        .paramLabel(label(shape))
                        .arity(shape.whenAlone().isPresent() ? "0..1" : "1");
                shape.whenAlone().ifPresent(option::fallbackValue);
            }
        }
        return option.build();
    }

    private static String label(SettingShape shape) {
        return shape.form().length() > LONGEST_FORM ? "NAME" : shape.form();
    }

    private static String description(Verb verb, Setting setting) {
        String meaning =
                setting == Setting.OUTPUT ? "form of the result: " + VerbForms.sentence(verb) : verb.meaning(setting);
        if (setting.shape().form().length() > LONGEST_FORM) {
            meaning += ": " + setting.shape().form().replace("|", ", ");
        }
        String text = Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1) + "."
                + (verb.onlyTyped().contains(setting) ? "" : " [" + setting.variable() + "]");
        return setting.shape()
                .defaultText(verb.name())
                .map(value -> text + " Default: " + value)
                .orElse(text);
    }

    /** picocli formats descriptions. */
    private static String escaped(String text) {
        return text.replace("%", "%%");
    }
}
