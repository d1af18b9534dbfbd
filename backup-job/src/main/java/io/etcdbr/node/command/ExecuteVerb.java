package io.etcdbr.node.command;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.node.execute.NodeRestore;
import io.etcdbr.restore.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code etcdbr-node execute}: what the executor's pod runs. */
final class ExecuteVerb implements Verb {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Override
    public String name() {
        return "execute";
    }

    @Override
    public String summary() {
        return "Take this node through a restore, from armed to its end";
    }

    @Override
    public List<String> description() {
        return List.of(
                "The program of the executor's static pod. It waits for GO and then needs neither the API nor a workstation. May be"
                        + " killed at any moment: started again it goes on from its journal. If that is damaged it says so in status.json and"
                        + " waits for resume. Prints a line of JSON for each change.");
    }

    @Override
    public List<String> examples() {
        return List.of("execute r20261120t143005-7f3a9c");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(RestoreArgument.ID);
    }

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    @Override
    public Outcome run(Invocation call) {
        Thread self = Thread.currentThread();
        try (Cancellation.Registration _ = call.cancellation().onCancel(self::interrupt)) {
            NodeRestore restore = RestoreArgument.openWhole(call, StandingLines.json(call.out()));
            Optional<State.Terminal> end = restore.execute(Optional.empty());
            while (end.isEmpty()) {
                // Whoever staged the restore still has it, or a person works on it by hand.
                Thread.sleep(PAUSE);
                end = restore.execute(Optional.empty());
            }
            return new Outcome(
                    List.of(),
                    "Ended as " + end.get().name() + ".",
                    Map.of("state", end.get().name()));
        } catch (InterruptedException e) {
            call.cancellation().check();
            throw new IllegalStateException("interrupted by nobody", e);
        }
    }
}
