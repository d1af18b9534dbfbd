package io.etcdbr.job.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** {@code etcdbr-job wait}: the image has no shell and no sleep. */
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
        return List.of("kubectl-etcdbr starts such pods, runs its commands in them and removes them again.");
    }

    @Override
    public List<String> examples() {
        return List.of("wait");
    }

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    @Override
    public Outcome run(Invocation call) {
        CountDownLatch told = new CountDownLatch(1);
        call.settings().read(settings -> settings);
        call.cancellation().onCancel(told::countDown);
        try {
            told.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Outcome.done("Told to stop.");
    }
}
