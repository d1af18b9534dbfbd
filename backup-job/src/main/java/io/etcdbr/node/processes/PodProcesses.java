package io.etcdbr.node.processes;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * The processes of one static pod.
 *
 * @param name of the component, for messages
 * @param program whether a file's name is that of its program
 * @param belongs whether such a process is of this pod, and not of some other cluster that runs in pods on the same machine
 */
public record PodProcesses(String name, ProcFiles proc, Predicate<String> program, Predicate<RunningProcess> belongs) {

    /** Those that run now. */
    public List<RunningProcess> running() throws IOException {
        return proc.processes(program).stream().filter(belongs).toList();
    }
}
