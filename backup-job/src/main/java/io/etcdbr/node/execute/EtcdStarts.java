package io.etcdbr.node.execute;

import io.etcdbr.node.processes.PodProcesses;
import io.etcdbr.node.processes.RunningProcess;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** How often the node's etcd was started since the first look: by the processes that were seen, or by kubelet's logs, whichever saw more. */
final class EtcdStarts {
    private final PodProcesses etcd;
    private final ContainerStarts logs;
    private final Set<Start> seen = new HashSet<>();

    /** What names a process; its state changes while it runs. */
    private record Start(int pid, long started) {}

    EtcdStarts(PodProcesses etcd, ContainerStarts logs) {
        this.etcd = etcd;
        this.logs = logs;
    }

    int seen() throws IOException {
        for (RunningProcess process : etcd.running()) {
            seen.add(new Start(process.pid(), process.started()));
        }
        return Math.max(seen.size(), logs.seen());
    }
}
