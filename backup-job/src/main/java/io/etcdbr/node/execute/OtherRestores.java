package io.etcdbr.node.execute;

import io.etcdbr.node.facts.RestoresOnNode;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.restore.State;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.topology.NodeFacts;
import java.io.IOException;
import java.util.Optional;

/** What else restores on this node. The keys in etcd cannot tell: during an outage nobody reads them, and their leases end. */
record OtherRestores(HostRoot root, RestoreId id) {

    /** Whether it was here, and came to its end here. */
    boolean hasEnded(String other) throws IOException {
        return new RestoresOnNode(root)
                .facts().stream().anyMatch(one -> one.id().equals(other) && one.ended());
    }

    /** One that is between arming and its end. */
    Optional<NodeFacts.Restore> underWay() throws IOException {
        return new RestoresOnNode(root)
                .facts().stream()
                        .filter(other -> !other.id().equals(id.value()))
                        .filter(other -> !other.ended()
                                && !RestoresOnNode.isIdle(other.state())
                                && !other.state().equals(new State.Armed().name()))
                        .findFirst();
    }
}
