package io.etcdbr.node.execute;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.job.etcd.control.MemberStatus;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks the members of all participants, at their ports for peers and for clients, of which cluster they are: with the clients and the
 * certificates with which this node's executor will ask them whether they run the new etcd, before anything depends on it.
 */
public final class AskPeers {
    /** One answer may get lost. */
    private static final int TRIES = 2;

    private AskPeers() {}

    /**
     * What one participant's member answered.
     *
     * @param peer at its peer port; empty if nobody answered who is an etcd and lets this node's client in
     * @param client at its client port; empty also if another member than the planned one answered
     */
    public record Answers(Optional<EtcdClusterId> peer, Optional<EtcdClusterId> client) {}

    /** By node, in the order of the plan. */
    public static Map<String, Answers> run(RestorePlan plan, String node, HostRoot root) {
        Map<String, Answers> answers = new LinkedHashMap<>();
        try (EtcdClients clients = new EtcdClients(plan, plan.participant(node), root)) {
            for (Participant other : plan.participants()) {
                MemberClient member = Objects.requireNonNull(clients.members().get(other.node()));
                answers.put(
                        other.node(),
                        new Answers(
                                ask(() -> clients.peer(other.node()).cluster()), ask(() -> clusterOf(member, other))));
            }
        }
        return answers;
    }

    private static Optional<EtcdClusterId> clusterOf(MemberClient member, Participant expected) {
        try {
            MemberStatus status = member.status();
            return Optional.of(status)
                    .filter(_ -> status.memberId() == expected.oldMemberId().value())
                    .map(_ -> new EtcdClusterId(status.clusterId()));
        } catch (IOException | RuntimeException e) {
            // Certificates that cannot be read are no answer either.
            return Optional.empty();
        }
    }

    private static Optional<EtcdClusterId> ask(Supplier<Optional<EtcdClusterId>> question) {
        Optional<EtcdClusterId> answer = Optional.empty();
        for (int i = 0; i < TRIES && answer.isEmpty(); i++) {
            answer = question.get();
        }
        return answer;
    }
}
