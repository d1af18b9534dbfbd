package io.etcdbr.node.execute;

import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.processes.RunningProcess;
import io.etcdbr.restore.plan.Participant;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Where an executor works.
 *
 * @param root of the node
 * @param proc a {@code proc} that shows the node's processes
 * @param ours which processes may be of this node at all; all, unless several nodes share a machine
 * @param probes how the node's API server is asked
 * @param told gets each change
 */
public record ExecutorSettings(
        HostRoot root,
        Path proc,
        Predicate<RunningProcess> ours,
        Function<Participant, ApiProbe> probes,
        Moments moments,
        Consumer<Standing> told,
        Clock clock) {

    /** On a real node. */
    public static ExecutorSettings of(HostRoot root, Consumer<Standing> told, Clock clock) {
        return new ExecutorSettings(
                root, Path.of("/proc"), _ -> true, self -> new HttpsApiProbe(self, root), Moments.NONE, told, clock);
    }
}
