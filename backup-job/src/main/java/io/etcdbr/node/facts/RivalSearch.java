package io.etcdbr.node.facts;

import io.etcdbr.node.processes.PodLikeness;
import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.node.processes.RunningProcess;
import io.etcdbr.topology.ApiServer;
import io.etcdbr.topology.Component;
import io.etcdbr.topology.EtcdServer;
import io.etcdbr.topology.NodeFacts;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the executor would meet beside the static pods when it stops them: somebody else at their ports, by which it proves that they are
 * gone, and other processes that it would take for them, and end.
 */
record RivalSearch(ProcFiles proc, Map<Component, ManifestSearch.Found> manifests) {
    private static final String NOBODY = "a process that is not seen here";

    List<NodeFacts.Rival> run(Optional<EtcdServer> etcd, Optional<ApiServer> apiServer) throws IOException {
        List<NodeFacts.Rival> rivals = new ArrayList<>();
        if (etcd.isPresent()) {
            atPorts(Component.ETCD, ports(etcd.get()), rivals);
            alike(
                    Component.ETCD,
                    PodLikeness.etcdProgram(),
                    PodLikeness.etcd(proc, etcd.get().name()),
                    rivals);
        }
        if (apiServer.isPresent()) {
            int port = apiServer.get().securePort();
            atPorts(Component.API_SERVER, Set.of(port), rivals);
            alike(Component.API_SERVER, PodLikeness.apiServer(proc, port), rivals);
        }
        alike(Component.CONTROLLER_MANAGER, PodLikeness.only(proc), rivals);
        alike(Component.SCHEDULER, PodLikeness.only(proc), rivals);
        return rivals;
    }

    private void atPorts(Component component, Set<Integer> ports, List<NodeFacts.Rival> rivals) throws IOException {
        for (ProcFiles.Listener listener : proc.listeners()) {
            if (!ports.contains(listener.port())) {
                continue;
            }
            // What its own pod holds is its own, also a socket that was handed on to it.
            List<RunningProcess> holders = proc.processes(_ -> true).stream()
                    .filter(process -> proc.hasSocket(process, listener.socket()))
                    .toList();
            if (holders.stream().noneMatch(process -> isOf(component, process))) {
                rivals.add(new NodeFacts.Rival(
                        component,
                        holders.stream()
                                .findFirst()
                                .map(RunningProcess::toString)
                                .orElse(NOBODY),
                        OptionalLong.of(listener.port())));
            }
        }
    }

    private void alike(Component component, Predicate<RunningProcess> like, List<NodeFacts.Rival> rivals)
            throws IOException {
        alike(component, component.program()::equals, like, rivals);
    }

    private void alike(
            Component component,
            Predicate<String> program,
            Predicate<RunningProcess> like,
            List<NodeFacts.Rival> rivals)
            throws IOException {
        proc.processes(program).stream()
                .filter(like.and(process -> !isOf(component, process)))
                .map(process -> new NodeFacts.Rival(component, process.toString(), OptionalLong.empty()))
                .forEach(rivals::add);
    }

    private boolean isOf(Component component, RunningProcess process) {
        return Optional.ofNullable(manifests.get(component))
                .flatMap(found -> found.manifest().process())
                .filter(own -> own.pid() == process.pid())
                .isPresent();
    }

    /** Those of the addresses that it gives to others: the plan has them from its member. */
    private static Set<Integer> ports(EtcdServer etcd) {
        Set<Integer> ports = new HashSet<>();
        Stream.concat(etcd.advertiseClientUrls().stream(), etcd.initialAdvertisePeerUrls().stream())
                .map(url -> URI.create(url).getPort())
                .forEach(ports::add);
        return ports;
    }
}
