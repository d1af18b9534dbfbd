package io.etcdbr.kubectl.command;

import io.etcdbr.command.Choices;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.ObjectForms;
import io.etcdbr.config.LogSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.progress.Progress;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command line for the program in the pod, which sees no terminal and is told of the one here. Files of this machine go by its
 * standard input: secrets as arguments would stand in the API server's audit log and in the node's list of processes, and as files they
 * would be some.
 *
 * @param files that standard input; empty if there are none
 */
record ArgumentsForPod(List<String> arguments, byte[] files) {
    /** What the program reads from its standard input, in this order. */
    private static final List<Setting> SECRETS = List.of(Setting.IDENTITIES, Setting.ENCRYPTION_CONFIG);

    /**
     * Only flags are passed on: variables and files of this machine are about this machine.
     *
     * @param known what the program in the pod knows at this verb
     * @throws EtcdbrException with {@link ExitCode#USAGE} if a file with a secret is not there or is something else
     */
    static ArgumentsForPod of(Invocation call, List<Setting> known) {
        List<String> arguments = new ArrayList<>();
        for (Map.Entry<Setting, List<String>> flag : call.flags().entrySet()) {
            Setting setting = flag.getKey();
            if (!SECRETS.contains(setting) && (known.contains(setting) || isAboutLogs(setting))) {
                flag.getValue().forEach(value -> arguments.add(argument(setting, value)));
            }
        }
        List<String> files = new ArrayList<>();
        SECRETS.stream().filter(known::contains).forEach(setting -> {
            String content = content(setting, call);
            if (!content.isEmpty()) {
                files.add(content);
                arguments.add(setting.flag() + "=-");
            }
        });
        if (known.contains(Setting.OUTPUT) && call.flags().containsKey(Setting.OUTPUT)) {
            String template = content(Setting.OUTPUT, call);
            if (!template.isEmpty()) {
                files.add(template);
            }
        }
        if (call.terminal().width() > 0) {
            arguments.add(argument(Setting.WIDTH, String.valueOf(call.terminal().width())));
        }
        if (call.terminal().colour()) {
            arguments.add(argument(Setting.COLOUR, "on"));
        }
        if (call.progress() != Progress.NONE) {
            arguments.add(argument(Setting.PROGRESS, "on"));
        }
        arguments.addAll(call.arguments());
        return new ArgumentsForPod(
                arguments, String.join(String.valueOf(Choices.PART_END), files).getBytes(StandardCharsets.UTF_8));
    }

    InputStream input() {
        return new ByteArrayInputStream(files);
    }

    @Override
    public String toString() {
        return arguments.toString();
    }

    private static boolean isAboutLogs(Setting setting) {
        return LogSettings.USED.contains(setting) && setting != Setting.PROGRESS;
    }

    private static String argument(Setting setting, String value) {
        return switch (setting.shape().kind()) {
            case ON_OFF -> value.equals("false") ? setting.flag().replaceFirst("^--", "--no-") : setting.flag();
            case ONE, MANY ->
                setting.flag() + "=" + (setting == Setting.OUTPUT ? ObjectForms.fromStandardInput(value) : value);
        };
    }

    /** The private keys that --identity names; empty if none is given. */
    static byte[] identities(Invocation call) {
        return content(Setting.IDENTITIES, call).getBytes(StandardCharsets.UTF_8);
    }

    private static String content(Setting setting, Invocation call) {
        String content = call.settings().read(settings -> content(setting, settings, call.in()));
        if (content.indexOf(Choices.PART_END) >= 0) {
            throw new EtcdbrException(
                    ExitCode.USAGE,
                    setting.flag()
                            + " names a file with a form feed in it, which is what ends a file on its way to the pod",
                    "Take the form feed out of it");
        }
        return content;
    }

    private static String content(Setting setting, Settings settings, InputStream in) {
        return switch (setting) {
            case IDENTITIES -> String.join("\n", Choices.identityTexts(settings, in));
            case OUTPUT -> ObjectForms.fileText(settings, in).orElse("");
            default -> Choices.atRestText(settings, in).orElse("");
        };
    }
}
