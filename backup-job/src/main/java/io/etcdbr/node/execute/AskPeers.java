package io.etcdbr.node.execute;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.node.coordination.PeerPort;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the members of all participants at their peers' ports of which cluster they are: with the client and the certificates with
 * which this node's executor will ask them whether they run the new etcd, before anything depends on it.
 */
public final class AskPeers {
    /** One answer may get lost. */
    private static final int TRIES = 2;

    private AskPeers() {}

    /** By node, in the order of the plan; empty where nobody answered who is an etcd and lets this node's client in. */
    public static Map<String, Optional<EtcdClusterId>> run(RestorePlan plan, String node, HostRoot root) {
        Map<String, Optional<EtcdClusterId>> answers = new LinkedHashMap<>();
        try (EtcdClients clients = new EtcdClients(plan, plan.participant(node), root)) {
            for (String other : plan.nodes()) {
                answers.put(other, ask(clients.peer(other)));
            }
        }
        return answers;
    }

    private static Optional<EtcdClusterId> ask(PeerPort port) {
        Optional<EtcdClusterId> answer = Optional.empty();
        for (int i = 0; i < TRIES && answer.isEmpty(); i++) {
            answer = port.cluster();
        }
        return answer;
    }
}
