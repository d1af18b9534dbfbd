package io.etcdbr.node.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Verb;
import io.etcdbr.node.execute.ExecutorSettings;
import io.etcdbr.node.execute.NodeRestore;
import io.etcdbr.restore.plan.RestoreId;

/** The restore that a verb is about. */
final class RestoreArgument {
    static final Verb.Argument ID = Verb.Argument.required("ID", "The restore.");

    private record Options(NodeOptions node, RestoreId id) {}

    private RestoreArgument() {}

    /** Reads the settings, and the restore's plan on this node. */
    static NodeRestore open(Invocation call) {
        Options options = call.settings()
                .read(settings -> new Options(NodeOptions.from(settings), NodeOptions.id(settings, call)));
        return NodeRestore.open(
                options.id, options.node.node(), ExecutorSettings.of(options.node.root(), call.out(), call.clock()));
    }
}
