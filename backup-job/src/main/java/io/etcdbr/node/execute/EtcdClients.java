package io.etcdbr.node.execute;

import io.etcdbr.job.etcd.control.ControlClient;
import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.job.etcd.http2.Address;
import io.etcdbr.node.coordination.PeerPort;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.tls.PemFile;
import io.etcdbr.tls.ServerTrust;
import io.etcdbr.tls.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Clients of the members of all participants. The members are the same ones at the same addresses, in the old cluster and in the new. */
final class EtcdClients implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final ServerTrust.Advice ADVICE = new ServerTrust.Advice(
            "Have etcd's certificate made for the address at which etcd advertises itself",
            "Put the authority that signed etcd's certificate where the plan says it is",
            "Have etcd's certificate made anew, as kubeadm does it",
            "Renew it with 'kubeadm certs renew etcd-server' and restart etcd");

    private final ControlClient control;
    private final MemberClient own;
    private final Map<String, MemberClient> members = new LinkedHashMap<>();
    private final Map<String, PeerPort> peers = new LinkedHashMap<>();

    EtcdClients(RestorePlan plan, Participant self, HostRoot root) {
        this(plan, self, root, TIMEOUT);
    }

    /** @param timeout of each call */
    EtcdClients(RestorePlan plan, Participant self, HostRoot root, Duration timeout) {
        this.control = new ControlClient(() -> material(self, root), timeout);
        for (Participant participant : plan.participants()) {
            Address address = Address.of(participant.clientUrl())
                    .orElseThrow(() -> new IllegalArgumentException(participant.clientUrl() + " is not an address"));
            members.put(participant.node(), control.member(address));
            peers.put(
                    participant.node(),
                    new PeerPort(participant.peerUrls().getFirst(), () -> material(self, root), timeout));
        }
        this.own = Objects.requireNonNull(members.get(self.node()), "the node takes part");
    }

    /** The node's own. */
    MemberClient own() {
        return own;
    }

    /** All, by node, in the order of the plan. */
    Map<String, MemberClient> members() {
        return members;
    }

    PeerPort peer(String node) {
        return Objects.requireNonNull(peers.get(node), node);
    }

    /** Closes all connections, so that no etcd waits for us when it ends. They come back with the next call. */
    void hangUp() {
        members.values().forEach(MemberClient::close);
    }

    @Override
    public void close() {
        hangUp();
        control.close();
    }

    private static TlsMaterial material(Participant self, HostRoot root) {
        try {
            return TlsMaterial.of(
                    Optional.of(PemFile.read(root.resolve(self.tls().ca()))),
                    Optional.of(PemFile.read(root.resolve(self.tls().cert()))),
                    Optional.of(PemFile.read(root.resolve(self.tls().key()))),
                    ADVICE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
