package io.etcdbr.kubectl.command;

import io.etcdbr.command.Choices;
import io.etcdbr.command.Invocation;
import io.etcdbr.config.LogSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.progress.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command line for the program in the pod, which sees no terminal and is told of the one here. Secrets go by its standard input:
 * an argument would stand in the API server's audit log and in the node's list of processes, and a file would be one.
 *
 * @param secrets that standard input; empty if there are none
 */
record ArgumentsForPod(List<String> arguments, byte[] secrets) {
    /** Files of this machine that the program reads from its standard input, in this order. */
    private static final List<Setting> SECRETS = List.of(Setting.IDENTITIES, Setting.ENCRYPTION_CONFIG);

    /**
     * Only flags are passed on: variables and files of this machine are about this machine.
     *
     * @param known what the program in the pod knows at this verb
     */
    static ArgumentsForPod of(Invocation call, List<Setting> known) {
        List<String> arguments = new ArrayList<>();
        for (Map.Entry<Setting, List<String>> flag : call.flags().entrySet()) {
            Setting setting = flag.getKey();
            if (!SECRETS.contains(setting) && (known.contains(setting) || isAboutLogs(setting))) {
                flag.getValue().forEach(value -> arguments.add(argument(setting, value)));
            }
        }
        ByteArrayOutputStream secrets = new ByteArrayOutputStream();
        for (Setting setting : SECRETS) {
            byte[] content = known.contains(setting) ? content(setting, call) : new byte[0];
            if (content.length > 0) {
                if (secrets.size() > 0) {
                    secrets.write(Choices.PART_END);
                }
                secrets.writeBytes(content);
                arguments.add(setting.flag() + "=-");
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
        return new ArgumentsForPod(arguments, secrets.toByteArray());
    }

    InputStream input() {
        return new ByteArrayInputStream(secrets);
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
            case ONE, MANY -> setting.flag() + "=" + value;
        };
    }

    /** The private keys that --identity names; empty if none is given. */
    static byte[] identities(Invocation call) {
        return content(Setting.IDENTITIES, call);
    }

    private static byte[] content(Setting setting, Invocation call) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        call.settings().read(settings -> content(setting, settings, call.in(), all));
        return all.toByteArray();
    }

    private static boolean content(Setting setting, Settings settings, InputStream in, ByteArrayOutputStream all) {
        settings.parsedList(setting, file -> {
            all.writeBytes(content(file, in));
            all.write('\n');
            return file;
        });
        return true;
    }

    private static byte[] content(String file, InputStream in) {
        try {
            return file.equals("-") ? in.readAllBytes() : Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e, e);
        }
    }
}
