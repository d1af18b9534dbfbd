package io.etcdbr.node.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code etcdbr-node wait}: the stager's main program; the image has no shell and no sleep. */
final class WaitVerb implements Verb {

    @Override
    public String name() {
        return "wait";
    }

    @Override
    public String summary() {
        return "Do nothing until told to stop, in a pod in which others run commands";
    }

    @Override
    public List<String> description() {
        return List.of(
                "kubectl etcdbr restore starts such a pod on each node. It ends by itself after a while, so that a workstation"
                        + " that went away leaves no privileged pod behind.");
    }

    @Override
    public List<String> examples() {
        return List.of("wait --idle-for 2h");
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.IDLE_FOR);
    }

    @Override
    public Outcome run(Invocation call) {
        Duration longest = call.settings()
                .read(settings -> settings.duration(Setting.IDLE_FOR).orElse(Duration.ofHours(6)));
        CountDownLatch told = new CountDownLatch(1);
        call.cancellation().onCancel(told::countDown);
        try {
            if (told.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                return Outcome.done("Told to stop.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Outcome.done("Nobody told it to stop within " + longest.toSeconds() + " s.");
    }
}
