package io.etcdbr.node.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Verb;
import io.etcdbr.node.execute.ExecutorSettings;
import io.etcdbr.node.execute.NodeRestore;
import io.etcdbr.node.execute.Standing;
import io.etcdbr.restore.plan.RestoreId;
import java.util.function.Consumer;

/** The restore that a verb is about. */
final class RestoreArgument {
    static final Verb.Argument ID = Verb.Argument.required("ID", "The restore.");

    private record Options(NodeOptions node, RestoreId id) {}

    private RestoreArgument() {}

    /**
     * Reads the settings, and the restore's plan on this node.
     *
     * @param told gets each change
     */
    static NodeRestore open(Invocation call, Consumer<Standing> told) {
        Options options = options(call);
        return NodeRestore.open(options.id, options.node.node(), settings(options, call, told));
    }

    /** The same for an executor, which waits for a person if the plan is damaged. */
    static NodeRestore openWhole(Invocation call, Consumer<Standing> told) throws InterruptedException {
        Options options = options(call);
        return NodeRestore.openWhole(options.id, options.node.node(), settings(options, call, told));
    }

    private static Options options(Invocation call) {
        return call.settings()
                .read(settings -> new Options(NodeOptions.from(settings), NodeOptions.id(settings, call)));
    }

    private static ExecutorSettings settings(Options options, Invocation call, Consumer<Standing> told) {
        return ExecutorSettings.of(options.node.root(), told, call.clock());
    }
}
