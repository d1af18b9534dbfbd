package io.etcdbr.node.command;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.execute.NodeRestore;
import io.etcdbr.node.execute.Request;
import io.etcdbr.restore.State;
import io.etcdbr.restore.StateWords;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code etcdbr-node resume} and {@code rollback}: a person on the node has a say. */
record RequestVerb(
        String name,
        String summary,
        List<String> description,
        List<String> examples,
        List<Setting> settings,
        Function<Settings, Request> request)
        implements Verb {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int LOOKS = 75;

    static RequestVerb resume() {
        return new RequestVerb(
                "resume",
                "Let a restore go on that is stuck or damaged on this node, after that was mended",
                List.of(
                        "Tells the executor that runs here. If none runs, does its work itself and returns at the end; then nothing"
                                + " but this command drives the restore on this node."),
                List.of("resume r20261120t143005-7f3a9c"),
                List.of(Setting.OUTPUT),
                _ -> Request.RESUME);
    }

    static RequestVerb rollback() {
        return new RequestVerb(
                "rollback",
                "Bring the old cluster back, as far as that is certain to be safe",
                List.of(
                        "Before this node has voted it goes back, and the others with it. After its vote the nodes decide, and what they"
                                + " decided holds. After a commit nothing goes back: that is a new restore, of the data that was kept.",
                        "With --force this node goes back whatever the others do. Only for machines that died for good in the middle of"
                                + " the vote: if another node runs the restored cluster, this one is out of it and has to join again."),
                List.of("rollback r20261120t143005-7f3a9c"),
                List.of(Setting.FORCE, Setting.OUTPUT),
                settings -> settings.isOn(Setting.FORCE) ? Request.FORCED_ROLLBACK : Request.ROLLBACK);
    }

    @Override
    public List<Argument> arguments() {
        return List.of(RestoreArgument.ID);
    }

    @Override
    public List<Setting> onlyTyped() {
        return settings.stream().filter(Setting.FORCE::equals).toList();
    }

    @Override
    public Outcome run(Invocation call) {
        Form form = call.settings().read(Form::from);
        NodeRestore restore = RestoreArgument.open(
                call,
                switch (form) {
                    case TEXT -> new StandingLines(call.out());
                    case JSON -> StandingLines.json(call.out());
                });
        Request asked = call.settings().read(request);
        Thread self = Thread.currentThread();
        try (Cancellation.Registration _ = call.cancellation().onCancel(self::interrupt)) {
            Optional<State.Terminal> end = restore.execute(Optional.of(asked));
            String said = end.isPresent() ? ended(restore, asked, end.get()) : told(restore);
            if (form == Form.TEXT) {
                call.out().println(said);
            }
            return Outcome.done(said);
        } catch (InterruptedException e) {
            call.cancellation().check();
            throw new IllegalStateException("interrupted by nobody", e);
        }
    }

    private static String ended(NodeRestore restore, Request asked, State.Terminal end) {
        if (end instanceof State.Restored && asked != Request.RESUME) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "restore " + restore.plan().id() + " was committed: node " + restore.node()
                            + " runs the restored cluster",
                    "To go back now is a new restore, of the data that was kept: 'kubectl etcdbr restore rollback "
                            + restore.plan().id() + "'");
        }
        return "Restore " + restore.plan().id() + " has ended on node " + restore.node() + " as " + end.name() + ": "
                + StateWords.of(end.name()) + ".";
    }

    private static String told(NodeRestore restore) throws InterruptedException {
        for (int i = 0; i < LOOKS && restore.hasRequest(); i++) {
            Thread.sleep(LOOK);
        }
        if (restore.hasRequest()) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "the executor on node " + restore.node() + " did not take the request within "
                            + LOOK.multipliedBy(LOOKS).toSeconds() + " s, but still holds the restore's lock",
                    "See 'etcdbr-node status " + restore.plan().id() + "'; the request stays for it");
        }
        return "The executor on node " + restore.node() + " was told; 'etcdbr-node status "
                + restore.plan().id() + "' says what it does.";
    }
}
