package io.etcdbr.kubectl.preflight;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether each node sees at the peers' ports which etcd the others run. By that it knows, in the outage, that all have changed over or
 * that one went back; a node that saw nothing could wait for ever. Pure.
 */
public final class PeerChecks {
    private PeerChecks() {}

    /** @param answers what each node was answered by each, the asking one first */
    public static List<Finding> of(RestorePlan plan, Map<String, Map<String, Optional<EtcdClusterId>>> answers) {
        Findings findings = new Findings(Set.of());
        EtcdClusterId own = plan.etcd().oldClusterId();
        for (String node : plan.nodes()) {
            for (Participant peer : plan.participants()) {
                Optional<EtcdClusterId> answer =
                        answers.getOrDefault(node, Map.of()).getOrDefault(peer.node(), Optional.empty());
                if (!answer.equals(Optional.of(own))) {
                    findings.refuse(
                            Check.PEERS,
                            "node " + node + " asked etcd of " + peer.node() + " at its peer port, "
                                    + peer.peerUrls().getFirst() + ", with the API server's certificate, and got "
                                    + answer.map(id -> "the cluster id " + id).orElse("no answer of an etcd"),
                            "the cluster id " + own + ": by it each node sees what the others run",
                            "Let the nodes reach each other there, and have etcd let that certificate in: signed by"
                                    + " --peer-trusted-ca-file, and no --peer-cert-allowed-cn or --peer-cert-allowed-hostname");
                }
            }
        }
        if (!findings.refused(Check.PEERS)) {
            findings.holds(Check.PEERS, "each node sees at the peers' ports which etcd the others run");
        }
        return findings.all();
    }
}
