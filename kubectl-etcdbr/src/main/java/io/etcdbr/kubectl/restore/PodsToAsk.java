package io.etcdbr.kubectl.restore;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.members.MembersReport;
import io.etcdbr.restore.plan.RestoreId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pods through which the nodes of a restore are asked. Those from before an outage of the API are asked through the kubelets, as long as
 * one may answer so; new ones through the API. What is of no more use is removed as soon as the API lets.
 */
final class PodsToAsk implements AutoCloseable {
    private final Cluster cluster;
    private final Watching.Reopen reopen;
    private final RestoreId id;

    /** Looked through no more, and perhaps still there: they are privileged and hold the stores' Secrets. */
    private final List<Stagers> past = new ArrayList<>();

    private @Nullable Stagers current;

    private @Nullable PodsOfBefore before;

    /** @param atHand pods that are there already, which are closed with this; or none */
    PodsToAsk(Cluster cluster, Optional<Stagers> atHand, Watching.Reopen reopen, RestoreId id) {
        this.cluster = cluster;
        this.current = atHand.orElse(null);
        this.reopen = reopen;
        this.id = id;
    }

    /** Those that the API knows. */
    Optional<Stagers> current() {
        return Optional.ofNullable(current);
    }

    /** Makes pods on these nodes instead of the current ones. */
    Stagers anew(Collection<String> nodes) {
        forget();
        Stagers made = reopen.pods(nodes);
        current = made;
        return made;
    }

    /** An outage began: what kubelets were silent for does not count any more. */
    void apiWentAway() {
        setAside();
        if (before != null) {
            before.waitAnew();
        }
    }

    /** From now on the current ones are those of before: the first failure may be the first sign of an outage. */
    void setAside() {
        if (current != null) {
            if (before == null) {
                before = new PodsOfBefore(current, id);
            } else {
                past.add(current);
            }
            current = null;
        }
    }

    /** New pods start only when the kubelets look at the API again; whoever may ask kubelets hears through those of before. */
    Map<String, NodeStatus> byKubelets(Collection<String> nodes) {
        if (before == null) {
            return Map.of();
        }
        Map<String, NodeStatus> heard = before.statuses(nodes);
        if (before.isRefused()) {
            giveUpBefore();
        }
        return heard;
    }

    /** Whether the kubelets of all these may answer yet. */
    boolean mayAnswerByKubelets(Collection<String> nodes) {
        PodsOfBefore asked = before;
        return asked != null && nodes.stream().allMatch(asked::mayAnswer);
    }

    /** What the members say; empty if they can be asked through none of these pods. */
    Optional<MembersReport> etcd(Cancellation cancellation) {
        return current()
                .flatMap(pods -> MembersThroughPods.ifAny(pods.running().values(), cancellation))
                .or(() -> Optional.ofNullable(before).flatMap(pods -> pods.etcd(cancellation)));
    }

    private void forget() {
        if (current != null) {
            past.add(current);
            current = null;
        }
    }

    private void giveUpBefore() {
        if (before != null) {
            past.add(before.pods());
            before = null;
        }
    }

    /** Removes past pods as far as the API lets; while it is away, or just coming back, they stay for the next time. */
    void removePast() {
        past.removeIf(old -> {
            try {
                old.close();
                return true;
            } catch (EtcdbrException e) {
                return false;
            }
        });
    }

    /** What cannot be removed now the next restore removes, or the pods' deadline ends. */
    @Override
    public void close() {
        forget();
        giveUpBefore();
        if (!past.isEmpty() && cluster.answers()) {
            removePast();
        }
    }
}
