package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.config.Section;
import io.etcdbr.config.Setting;
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
import java.util.Set;

/**
 * A command line for the program in the pod, which sees no terminal and is told of the one here. Private keys go by its standard input: an argument would stand in the API server's
 * audit log and in the node's list of processes.
 *
 * @param identities that standard input; empty if there is none
 */
record ArgumentsForPod(List<String> arguments, byte[] identities) {
    /** Not passed on as they were typed. */
    private static final Set<Setting> OURS =
            Set.of(Setting.CONFIG, Setting.IDENTITIES, Setting.COLOUR, Setting.WIDTH, Setting.PROGRESS);

    /** Only flags are passed on: variables and files of this machine are about this machine. */
    static ArgumentsForPod of(Invocation call) {
        List<String> arguments = new ArrayList<>();
        for (Map.Entry<Setting, List<String>> flag : call.flags().entrySet()) {
            Setting setting = flag.getKey();
            if (setting.section() != Section.KUBERNETES && !OURS.contains(setting)) {
                flag.getValue().forEach(value -> arguments.add(argument(setting, value)));
            }
        }
        byte[] identities = identities(call);
        if (identities.length > 0) {
            arguments.add(Setting.IDENTITIES.flag() + "=-");
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
        return new ArgumentsForPod(arguments, identities);
    }

    InputStream input() {
        return new ByteArrayInputStream(identities);
    }

    @Override
    public String toString() {
        return arguments.toString();
    }

    private static String argument(Setting setting, String value) {
        return switch (setting.shape().kind()) {
            case ON_OFF -> value.equals("false") ? setting.flag().replaceFirst("^--", "--no-") : setting.flag();
            case ONE, MANY -> setting.flag() + "=" + value;
        };
    }

    /** The private keys that --identity names; empty if none is given. */
    static byte[] identities(Invocation call) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        call.settings()
                .read(settings -> settings.parsedList(Setting.IDENTITIES, file -> {
                    all.writeBytes(content(file, call.in()));
                    all.write('\n');
                    return file;
                }));
        return all.toByteArray().length <= 1 ? new byte[0] : all.toByteArray();
    }

    private static byte[] content(String file, InputStream in) {
        try {
            return file.equals("-") ? in.readAllBytes() : Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("the age identity in " + file + " cannot be read: " + e, e);
        }
    }
}
