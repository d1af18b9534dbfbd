package io.etcdbr.node.facts;

import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.node.processes.RunningProcess;
import io.etcdbr.topology.NodeFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Distributions that run their etcd themselves, restore it themselves, and would fight over it with anybody else. */
record DistributionSearch(NodeFiles files, ProcFiles proc) {

    private record Known(String name, List<String> paths, Set<String> programs, String command) {}

    private static final List<Known> ALL = List.of(
            new Known(
                    "RKE2",
                    List.of("/var/lib/rancher/rke2/server/db", "/etc/rancher/rke2/rke2.yaml"),
                    Set.of("rke2"),
                    "rke2 server --cluster-reset --cluster-reset-restore-path=SNAPSHOT"),
            new Known(
                    "k3s",
                    List.of("/var/lib/rancher/k3s/server/db", "/etc/rancher/k3s/k3s.yaml"),
                    Set.of("k3s", "k3s-server"),
                    "k3s server --cluster-reset --cluster-reset-restore-path=SNAPSHOT"),
            new Known(
                    "Talos",
                    List.of("/system/state/config.yaml", "/etc/talos"),
                    Set.of("machined"),
                    "talosctl bootstrap --recover-from=SNAPSHOT"),
            new Known(
                    "OpenShift",
                    List.of(
                            "/etc/kubernetes/static-pod-resources/etcd-certs",
                            "/usr/local/bin/cluster-restore.sh",
                            "/etc/machine-config-daemon/currentconfig"),
                    Set.of("cluster-etcd-operator"),
                    "/usr/local/bin/cluster-restore.sh FOLDER"));

    List<NodeFacts.Distribution> run() throws IOException {
        List<NodeFacts.Distribution> found = new ArrayList<>();
        for (Known known : ALL) {
            List<String> evidence =
                    new ArrayList<>(known.paths.stream().filter(files::exists).toList());
            proc.processes(known.programs::contains).stream()
                    .filter(proc::sharesOurNetwork)
                    .map(RunningProcess::toString)
                    .forEach(evidence::add);
            if (!evidence.isEmpty()) {
                found.add(new NodeFacts.Distribution(known.name, evidence.getFirst(), known.command));
            }
        }
        return found;
    }
}
