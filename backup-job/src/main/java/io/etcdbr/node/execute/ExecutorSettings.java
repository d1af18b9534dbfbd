package io.etcdbr.node.execute;

import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.processes.RunningProcess;
import io.etcdbr.restore.plan.Participant;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Where an executor works.
 *
 * @param root of the node
 * @param proc a {@code proc} that shows the node's processes
 * @param ours which processes may be of this node at all; all, unless several nodes share a machine
 * @param probes how the node's API server is asked
 * @param out for a line of JSON for each change
 */
public record ExecutorSettings(
        HostRoot root,
        Path proc,
        Predicate<RunningProcess> ours,
        Function<Participant, ApiProbe> probes,
        Moments moments,
        PrintStream out,
        Clock clock) {

    /** On a real node. */
    public static ExecutorSettings of(HostRoot root, PrintStream out, Clock clock) {
        return new ExecutorSettings(
                root, Path.of("/proc"), _ -> true, self -> new HttpsApiProbe(self, root), Moments.NONE, out, clock);
    }
}
