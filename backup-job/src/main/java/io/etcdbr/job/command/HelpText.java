package io.etcdbr.job.command;

import io.etcdbr.error.ExitCode;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What {@code --help} prints. */
final class HelpText {
    private static final int WIDTH = 110;

    private HelpText() {}

    static String ofProgram(List<Verb> verbs) {
        StringBuilder text = new StringBuilder("""
                Backs up the etcd under Kubernetes, and lists, checks, fetches and prunes what it stored.

                Usage: etcdbr-job COMMAND [OPTIONS]

                Commands:
                """);
        verbs.forEach(verb -> text.append("  %-10s  %s%n".formatted(verb.name(), verb.summary())));
        text.append("""

                'etcdbr-job COMMAND --help' shows a command's options. Every option can also be given as an environment
                variable (named in brackets there) or in the YAML file that --config names; a flag beats the variable, the
                variable beats the file.

                Exit codes:
                """);
        for (ExitCode code : ExitCode.values()) {
            text.append("  %3d  %s%n".formatted(code.number(), code.meaning()));
        }
        return text.toString();
    }

    static String of(Verb verb) {
        CommandLine commandLine = VerbSpec.help(verb);
        UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
        String argument =
                verb.argument().map(known -> " [" + known.form() + "]").orElse("");
        usage.width(WIDTH)
                .longOptionsMaxWidth(36)
                .sortOptions(false)
                .headerHeading(verb.summary() + ".%n%n")
                .synopsisHeading("Usage: ")
                .customSynopsis("etcdbr-job " + verb.name() + argument + " [OPTIONS]")
                .descriptionHeading("%n")
                .description(verb.description().toArray(String[]::new))
                .parameterListHeading("%n")
                .optionListHeading("%n")
                .footerHeading("%nExamples:%n")
                .footer(verb.examples().stream().map(line -> "  " + line).toArray(String[]::new));
        return commandLine.getUsageMessage(CommandLine.Help.Ansi.OFF);
    }
}
