package io.etcdbr.kubectl.restore;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.stager.Stager;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.members.MembersReport;
import io.etcdbr.restore.plan.RestoreId;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The pods through which the nodes were looked at before an outage of the API, asked of the kubelets. A kubelet looks at the API again up to
 * a minute after the outage. Until then it starts no new pod, and goes on running the old ones, whether the API still knows them or not.
 */
final class PodsOfBefore {
    /**
     * How long a kubelet may fail to answer: API servers come back one after the other, and it asks its own whether it may answer. New pods
     * start later than that.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Stagers pods;
    private final RestoreId id;

    /** What is final need not be asked again, and soon cannot be. */
    private final Map<String, NodeStatus> ended = new TreeMap<>();

    /** Where no pod of before runs any more. */
    private final Set<String> gone = new TreeSet<>();

    private long silentSince = -1;
    private boolean refused;

    PodsOfBefore(Stagers pods, RestoreId id) {
        this.pods = pods;
        this.id = id;
    }

    Stagers pods() {
        return pods;
    }

    /** Whether the user may not ask kubelets, so that these pods are of no use. */
    boolean isRefused() {
        return refused;
    }

    /** Forgets how long kubelets were silent, as when the API went away anew. */
    void waitAnew() {
        silentSince = -1;
    }

    /** What the nodes say whose kubelets answer. */
    Map<String, NodeStatus> statuses(Collection<String> nodes) {
        Map<String, NodeStatus> heard = new ConcurrentSkipListMap<>(ended);
        Map<String, Failure> failures = new ConcurrentSkipListMap<>();
        Each.of(
                nodes.stream()
                        .filter(node -> !ended.containsKey(node) && !gone.contains(node))
                        .flatMap(node -> pods.on(node).stream())
                        .toList(),
                (Stager stager) -> ask(stager, heard, failures));
        heard.values().stream().filter(NodeStatus::ended).forEach(status -> ended.put(status.node(), status));
        nodes.stream().filter(node -> pods.on(node).isEmpty()).forEach(gone::add);
        failures.forEach(this::failed);
        if (failures.isEmpty()) {
            silentSince = -1;
        }
        return new TreeMap<>(heard);
    }

    private void ask(Stager stager, Map<String, NodeStatus> heard, Map<String, Failure> failures) {
        try {
            new NodeProgram(stager.byKubelet()).status(id).ifPresent(status -> heard.put(stager.node(), status));
        } catch (EtcdbrException e) {
            failures.put(stager.node(), e.failure());
        }
    }

    private void failed(String node, Failure why) {
        long now = System.nanoTime();
        silentSince = silentSince < 0 ? now : silentSince;
        if (why.code() == ExitCode.KUBERNETES_REFUSED) {
            refused = true;
        } else if (why.code() != ExitCode.KUBERNETES_UNREACHABLE
                || Duration.ofNanos(now - silentSince).compareTo(PATIENCE) > 0) {
            gone.add(node);
        }
    }

    /** Whether a node that said nothing may do so yet. */
    boolean mayAnswer(String node) {
        return !refused && !gone.contains(node);
    }

    /** What the members say; empty if they can be asked through none of these pods. */
    Optional<MembersReport> etcd(Cancellation cancellation) {
        return MembersThroughPods.ifAny(
                pods.running().values().stream()
                        .filter(stager -> mayAnswer(stager.node()))
                        .map(Stager::byKubelet)
                        .toList(),
                cancellation);
    }
}
