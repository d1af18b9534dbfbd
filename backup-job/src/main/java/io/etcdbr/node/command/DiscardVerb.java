package io.etcdbr.node.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.node.stage.DiscardRestore;
import io.etcdbr.restore.plan.RestoreId;
import java.time.Duration;
import java.util.List;

/** {@code etcdbr-node discard}. */
final class DiscardVerb implements Verb {

    @Override
    public String name() {
        return "discard";
    }

    @Override
    public String summary() {
        return "Undo everything that was done for a restore on this node before GO";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Takes the executor out of kubelet's folder, waits until it is gone, and removes what was staged and saved. Refuses once GO was read. Done if nothing is there.");
    }

    @Override
    public List<String> examples() {
        return List.of("discard r20261120t143005-7f3a9c");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(RestoreArgument.ID);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    private record Options(NodeOptions node, RestoreId id) {}

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings()
                .read(settings -> new Options(NodeOptions.from(settings), NodeOptions.id(settings, call)));
        DiscardRestore.run(options.node.root(), options.node.node(), options.id, PATIENCE);
        return Outcome.done("Discarded.");
    }
}
