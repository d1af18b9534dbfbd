package io.etcdbr.node.execute;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.node.coordination.Coordination;
import io.etcdbr.node.coordination.KeyView;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The keys that a restore leaves in etcd: those of the gate after each that went back, all after one whose nodes were not all ready in
 * time. In the old etcd nobody needs them any more once one node has ended: who comes late finds no gate, cannot open it without the
 * others, and gives up.
 */
public final class LeftKeys {
    private LeftKeys() {}

    /**
     * Removes them, from a node on which the restore has ended.
     *
     * @return why they stay, {@link ExitCode#REFUSED} where that is for good reason; empty if they are gone
     */
    public static Optional<Failure> remove(RestorePlan plan, String node, HostRoot root) {
        Participant self = plan.participant(node);
        try (EtcdClients clients = new EtcdClients(plan, self, root)) {
            return remove(plan, new Coordination(clients.own(), plan.id(), plan.nodes(), node));
        } catch (EtcdbrException e) {
            return Optional.of(stay(plan, e.failure().code(), e.failure().problem()));
        }
    }

    /** A node whose API server was never ready may have voted and have been away since: it must find the decision. */
    static Optional<Failure> remove(RestorePlan plan, Coordination coordination) {
        try {
            KeyView keys = coordination.read(false);
            List<String> away = plan.nodes().stream()
                    .filter(node -> !keys.api().contains(node))
                    .toList();
            if (keys.cluster().equals(plan.etcd().newClusterId())
                    && keys.decision().isPresent()
                    && !away.isEmpty()) {
                return Optional.of(stay(
                        plan,
                        ExitCode.REFUSED,
                        "node " + String.join(", ", away) + " has not come to the end and must find the decision"));
            }
            coordination.deleteOwn();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(stay(plan, ExitCode.SOURCE_UNREACHABLE, Sentences.plain(e)));
        }
    }

    private static Failure stay(RestorePlan plan, ExitCode code, String why) {
        return new Failure(
                code,
                "the keys below /etcdbr/" + plan.id() + "/ stay in etcd: " + why,
                "Once every node has ended and etcd answers, remove them: etcdctl del --prefix /etcdbr/" + plan.id()
                        + "/");
    }
}
