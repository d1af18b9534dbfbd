package io.etcdbr.node.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What most verbs read.
 *
 * @param node the name in Kubernetes
 */
record NodeOptions(HostRoot root, String node) {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    static NodeOptions from(Settings settings) {
        Path root = settings.file(Setting.HOST).orElse(Path.of("/"));
        if (!Files.isDirectory(root)) {
            settings.problem(Setting.HOST, "there is no directory " + root + "; on the node itself say --host /");
        }
        return new NodeOptions(new HostRoot(root), settings.text(Setting.NODE).orElseGet(NodeOptions::hostName));
    }

    /** The first argument. */
    static RestoreId id(Settings settings, Invocation call) {
        String text = call.argument().orElse("");
        return RestoreId.parse(text).orElseGet(() -> {
            settings.mistake("'" + text + "' is not the id of a restore, such as r20261120t143005-7f3a9c");
            return new RestoreId("r00000000t000000-000000");
        });
    }

    /** As kubelet names its node unless told otherwise. */
    private static String hostName() {
        try {
            return Files.readString(HOST_NAME).strip().toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            return "unknown";
        }
    }
}
