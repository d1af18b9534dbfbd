package io.etcdbr.kubectl.command;

import io.etcdbr.command.Dialogue;
import io.etcdbr.command.Invocation;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.ClusterName;
import io.etcdbr.kubectl.install.Distribution;
import io.etcdbr.kubectl.install.OverlayStore;
import io.etcdbr.kubectl.operation.Schedule;
import io.etcdbr.pipeline.AgeRecipient;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks for what an overlay must know, and nobody said on the command line. Enter takes what stands in brackets; what cannot be is said
 * at once, and asked again.
 */
record InstallQuestions(Dialogue dialogue) {
    private static final String USUAL_STORE = "file:///var/backups/etcdbr";

    Invocation ask(Invocation call) {
        boolean nodeFiles = call.settings().isOn(Setting.NODE_FILES);
        Invocation asked = ask(call, Setting.CLUSTER, "Name of the cluster [kubernetes]: ", ClusterName::new);
        asked = ask(
                asked,
                Setting.DISTRIBUTION,
                "Set up with kubeadm, k3s, rke2, kubespray, kubernetes-ssl, kubernetes-ssl-etcd, certs-from-secret or hosted"
                        + " [kubeadm]: ",
                text -> {
                    Distribution distribution = Settings.constant(text, Distribution.class);
                    if (nodeFiles) {
                        InstallVerb.requireNodeFiles(distribution);
                    }
                });
        asked = isHosted(asked) ? hosted(asked) : onNodes(asked);
        asked = nodeFiles
                ? required(
                        asked,
                        Setting.RECIPIENTS,
                        "age public key to encrypt to, of a key that stays out of the cluster: ",
                        AgeRecipient::new)
                : ask(
                        asked,
                        Setting.RECIPIENTS,
                        "age public key to encrypt to, of a key that stays out of the cluster [none, not encrypted]: ",
                        AgeRecipient::new);
        return ask(asked, Setting.SCHEDULE, "When, as five fields [17 * * * *]: ", text -> {
            if (Schedule.parse(text, "UTC").isEmpty()) {
                throw new IllegalArgumentException("expected five fields such as '17 * * * *', found '" + text + "'");
            }
        });
    }

    private static boolean isHosted(Invocation call) {
        return call.settings()
                .text(Setting.DISTRIBUTION)
                .filter(Distribution.HOSTED.text()::equals)
                .isPresent();
    }

    private Invocation hosted(Invocation call) {
        Invocation asked =
                required(call, Setting.NAMESPACE, "Namespace of its etcd, which gets the backups' CronJob: ", _ -> {});
        return required(
                asked,
                Setting.STORES,
                "Where to keep backups: s3://bucket/prefix, sftp://user@host/directory or nfs://server/path: ",
                text -> InstallVerb.requireHosted(OverlayStore.parse(text)));
    }

    private Invocation onNodes(Invocation call) {
        Invocation asked = ask(
                call,
                Setting.STORES,
                "Where to keep backups: s3://bucket/prefix, sftp://user@host/directory, nfs://server/path or file:///directory"
                        + " of the nodes [" + USUAL_STORE + "]: ",
                OverlayStore::parse);
        return asked.settings().isGiven(Setting.STORES) ? asked : asked.with(Setting.STORES, USUAL_STORE);
    }

    private Invocation ask(Invocation call, Setting setting, String question, Consumer<String> check) {
        return ask(call, setting, question, check, false);
    }

    private Invocation required(Invocation call, Setting setting, String question, Consumer<String> check) {
        return ask(call, setting, question, check, true);
    }

    private Invocation ask(
            Invocation call, Setting setting, String question, Consumer<String> check, boolean required) {
        if (call.settings().isGiven(setting)) {
            return call;
        }
        while (true) {
            Optional<String> line = dialogue.line(question);
            if (line.isEmpty()) {
                throw new EtcdbrException(
                        ExitCode.USAGE,
                        "the answers ended before the last question, and nothing was written",
                        "Answer all of them, or give flags instead");
            }
            String answer = line.get().strip();
            if (answer.isEmpty() && !required) {
                return call;
            }
            try {
                if (answer.isEmpty()) {
                    throw new IllegalArgumentException("there is no usual answer to this one");
                }
                check.accept(answer);
                return call.with(setting, answer);
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                call.err().println(message.endsWith("?") ? message : message + ".");
            }
        }
    }
}
