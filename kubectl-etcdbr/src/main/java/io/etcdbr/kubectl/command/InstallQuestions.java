package io.etcdbr.kubectl.command;

import io.etcdbr.command.Dialogue;
import io.etcdbr.command.Invocation;
import io.etcdbr.config.Setting;
import io.etcdbr.kubectl.install.Distribution;
import io.etcdbr.kubectl.install.OverlayStore;
import io.etcdbr.kubectl.operation.Schedule;
import io.etcdbr.pipeline.AgeRecipient;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks for what an overlay must know, and nobody said on the command line. Enter takes what stands in brackets. */
record InstallQuestions(Dialogue dialogue) {

    Invocation ask(Invocation call) {
        Invocation asked = call;
        asked = ask(asked, Setting.CLUSTER, "Name of the cluster [kubernetes]: ", _ -> {});
        asked = ask(
                asked,
                Setting.DISTRIBUTION,
                "Set up with kubeadm, k3s, rke2, kubespray, kubernetes-ssl, kubernetes-ssl-etcd, certs-from-secret or hosted"
                        + " [kubeadm]: ",
                _ -> {});
        asked = isHosted(asked) ? hosted(asked) : onNodes(asked);
        asked = ask(
                asked,
                Setting.RECIPIENTS,
                "age public key to encrypt to, of a key that stays out of the cluster [none, not encrypted]: ",
                AgeRecipient::new);
        return ask(asked, Setting.SCHEDULE, "When, as five fields [17 * * * *]: ", text -> {
            if (Schedule.parse(text, "UTC").isEmpty()) {
                throw new IllegalArgumentException("expected five fields such as '17 * * * *'");
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
                ask(call, Setting.NAMESPACE, "Namespace of its etcd, which gets the backups' CronJob: ", _ -> {});
        return ask(
                asked,
                Setting.STORES,
                "Where to keep backups: s3://bucket/prefix, sftp://user@host/directory or nfs://server/path: ",
                OverlayStore::parse);
    }

    private Invocation onNodes(Invocation call) {
        Invocation asked = ask(
                call,
                Setting.STORES,
                "Where to keep backups: s3://bucket/prefix, sftp://user@host/directory, nfs://server/path or file:///directory"
                        + " of the nodes [file:///var/backups/etcdbr]: ",
                OverlayStore::parse);
        return asked.settings().isGiven(Setting.STORES)
                ? asked
                : asked.with(Setting.STORES, "file:///var/backups/etcdbr");
    }

    private Invocation ask(Invocation call, Setting setting, String question, Consumer<String> check) {
        if (call.settings().isGiven(setting)) {
            return call;
        }
        while (true) {
            Optional<String> answer = dialogue.line(question).map(String::strip).filter(text -> !text.isEmpty());
            if (answer.isEmpty()) {
                return call;
            }
            try {
                check.accept(answer.get());
                return call.with(setting, answer.get());
            } catch (IllegalArgumentException e) {
                call.err().println(e.getMessage() + ".");
            }
        }
    }
}
