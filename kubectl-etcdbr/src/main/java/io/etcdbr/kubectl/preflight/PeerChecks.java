package io.etcdbr.kubectl.preflight;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether each node sees at the peers' ports which etcd the others run, and at the clients' ports that they are ready. By that it knows,
 * in the outage, that all have changed over or that one went back; a node that saw nothing could wait for ever, or would lead all back.
 * Pure.
 */
public final class PeerChecks {
    private PeerChecks() {}

    /** @param answers what each node was answered by each, the asking one first */
    public static List<Finding> of(RestorePlan plan, Map<String, Map<String, PeerAnswers>> answers) {
        Findings findings = new Findings(Set.of());
        for (String node : plan.nodes()) {
            for (Participant other : plan.participants()) {
                PeerAnswers given = answers.getOrDefault(node, Map.of()).getOrDefault(other.node(), PeerAnswers.NONE);
                peer(plan, node, other, given.peer(), findings);
                client(plan, node, other, given.client(), findings);
            }
        }
        if (!findings.refused(Check.PEERS)) {
            findings.holds(Check.PEERS, "each node sees at the ports for peers and clients which etcd the others run");
        }
        return findings.all();
    }

    private static void peer(
            RestorePlan plan, String node, Participant other, Optional<EtcdClusterId> answer, Findings findings) {
        EtcdClusterId own = plan.etcd().oldClusterId();
        if (!answer.equals(Optional.of(own))) {
            findings.refuse(
                    Check.PEERS,
                    asked(node, other, "peer", other.peerUrls().getFirst()) + found(answer, "no answer of an etcd"),
                    "the cluster id " + own + ": by it each node sees what the others run",
                    "Let the nodes reach each other there, and have etcd let that certificate in: signed by"
                            + " --peer-trusted-ca-file, and no --peer-cert-allowed-cn or --peer-cert-allowed-hostname");
        }
    }

    private static void client(
            RestorePlan plan, String node, Participant other, Optional<EtcdClusterId> answer, Findings findings) {
        EtcdClusterId own = plan.etcd().oldClusterId();
        if (!answer.equals(Optional.of(own))) {
            findings.refuse(
                    Check.PEERS,
                    asked(node, other, "client", other.clientUrl()) + found(answer, "no answer of that member"),
                    "the cluster id " + own + " from member " + other.oldMemberId()
                            + ": there each node sees that the others are ready, and compares their data",
                    "Let the nodes reach each other there, at an address that leads to that member alone, and have etcd let"
                            + " that certificate in");
        }
    }

    private static String asked(String node, Participant other, String port, String url) {
        return "node " + node + " asked etcd of " + other.node() + " at its " + port + " port, " + url
                + ", with the API server's certificate, and got ";
    }

    private static String found(Optional<EtcdClusterId> answer, String nothing) {
        return answer.map(id -> "the cluster id " + id).orElse(nothing);
    }
}
