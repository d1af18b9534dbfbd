package io.etcdbr.node.command;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.node.execute.GiveGo;
import io.etcdbr.node.execute.NodeRestore;
import java.util.List;

/** {@code etcdbr-node go}. */
final class GoVerb implements Verb {

    @Override
    public String name() {
        return "go";
    }

    @Override
    public String summary() {
        return "Give GO for a restore, from any of its nodes";
    }

    @Override
    public List<String> description() {
        return List.of(
                "One transaction in the running etcd, and only if all nodes are armed with the same plan and the same data. Otherwise"
                        + " says which are not. From then on the nodes need nobody: the API servers stop.");
    }

    @Override
    public List<String> examples() {
        return List.of("go r20261120t143005-7f3a9c");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(RestoreArgument.ID);
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.OUTPUT);
    }

    @Override
    public Outcome run(Invocation call) {
        NodeRestore restore = RestoreArgument.open(call, StandingLines.json(call.out()));
        Thread self = Thread.currentThread();
        try (Cancellation.Registration _ = call.cancellation().onCancel(self::interrupt)) {
            GiveGo.run(restore);
            return Outcome.done("GO is given for restore " + restore.plan().id() + ".");
        } catch (InterruptedException e) {
            call.cancellation().check();
            throw new IllegalStateException("interrupted by nobody", e);
        }
    }
}
