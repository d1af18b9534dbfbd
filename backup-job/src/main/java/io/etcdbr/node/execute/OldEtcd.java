package io.etcdbr.node.execute;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.job.etcd.control.MemberStatus;
import io.etcdbr.node.coordination.Coordination;
import io.etcdbr.node.coordination.KeyView;
import io.etcdbr.restore.Event;
import io.etcdbr.restore.Gate;
import io.etcdbr.topology.NodeFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Commands at the etcd from before the restore. */
final class OldEtcd {
    /**
     * How long a node that saw all of them stays. A node that takes its etcd away at once takes the majority from those that were about
     * to look, and they would wait for an answer until the deadline.
     */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final NodeParts node;
    private final EtcdClients clients;
    private final Coordination coordination;
    private final OtherRestores others;
    private final EtcdClusterId cluster;
    private final Moments moments;

    OldEtcd(NodeParts node, EtcdClients clients, Coordination coordination, OtherRestores others, Moments moments) {
        this.node = node;
        this.clients = clients;
        this.coordination = coordination;
        this.others = others;
        this.cluster = node.plan().etcd().oldClusterId();
        this.moments = moments;
    }

    void keepArmed(String value, Duration every, Report report) throws InterruptedException {
        Looking.every(every, report, () -> {
            coordination.arm(value);
            KeyView keys = coordination.read(false);
            if (keys.cluster().equals(cluster)) {
                if (!value.equals(keys.armed().get(node.self().node()))) {
                    coordination.armAgain();
                }
                if (keys.go().isPresent()) {
                    go(keys.go().get(), report);
                } else {
                    // What was in the way is not: this may last for minutes.
                    report.trouble("");
                }
            }
            return false;
        });
    }

    /** Another one that was armed at the same time may have got its GO since, and its key that guards against a second one may be gone. */
    private void go(String value, Report report) throws IOException {
        Optional<NodeFacts.Restore> other = others.underWay();
        if (other.isPresent()) {
            report.trouble("There is a GO, but restore " + other.get().id() + " is in state "
                    + other.get().state() + " on this node; nothing is begun.");
        } else {
            report.event(new Event.GoSeen(value));
        }
    }

    void askToProceed(long below, Duration every, Report report) throws InterruptedException {
        Looking.every(every, report, () -> {
            Optional<String> changed = node.etcdManifest().changed();
            if (changed.isPresent()) {
                report.event(new Event.ManifestChanged(changed.get()));
                return true;
            }
            try {
                coordination.writeStopped(cluster);
                moments.at("stopped key written");
                KeyView keys = coordination.read(false);
                if (isOld(keys) && keys.gate().isEmpty() && keys.revision() >= below) {
                    report.event(new Event.RevisionPassed(keys.revision()));
                    return true;
                }
                if (keys.gate().isEmpty()
                        && keys.stopped().containsAll(node.plan().nodes())) {
                    coordination.tryProceed(cluster);
                    moments.at("proceed written");
                } else if (keys.gate().isEmpty()) {
                    report.trouble("Waiting for the API servers of " + missing(keys.stopped()) + " to be gone.");
                }
            } catch (IOException e) {
                report.trouble(Sentences.of(e));
            }
            return gate(report);
        });
    }

    void askToAbort(Duration every, Report report) throws InterruptedException {
        Looking.every(every, report, () -> {
            try {
                coordination.tryAbort(cluster);
                moments.at("abort tried");
            } catch (IOException e) {
                report.trouble(Sentences.of(e));
            }
            return gate(report);
        });
    }

    void leaveGate(Duration every, Report report) throws InterruptedException {
        AtomicBoolean written = new AtomicBoolean();
        Looking.every(every, report, () -> {
            try {
                if (!written.get()) {
                    coordination.writeSeen(cluster);
                    written.set(true);
                    moments.at("seen key written");
                }
            } catch (IOException e) {
                report.trouble(Sentences.of(e));
            }
            KeyView keys = coordination.read();
            if (isOld(keys) && keys.seen().containsAll(node.plan().nodes())) {
                Thread.sleep(FAREWELL);
                report.event(new Event.AllSeen());
                return true;
            }
            return false;
        });
    }

    void awaitLeader(Duration every, Report report) throws InterruptedException {
        Looking.every(every, report, () -> {
            MemberStatus status = clients.own().status();
            if (status.clusterId() != cluster.value()) {
                report.trouble("The etcd of this node is of cluster " + new EtcdClusterId(status.clusterId())
                        + "; expected the old one, " + cluster + ".");
            } else if (status.leader() == 0) {
                report.trouble("The old etcd has no leader yet.");
            } else {
                report.event(new Event.OldLeaderSeen());
                return true;
            }
            return false;
        });
    }

    void disarm() throws IOException {
        coordination.disarm();
    }

    private boolean gate(Report report) throws IOException {
        KeyView keys = coordination.read();
        Optional<Gate> gate = isOld(keys) ? keys.gate() : Optional.empty();
        gate.ifPresent(value -> report.event(new Event.GateRead(value)));
        return gate.isPresent();
    }

    private boolean isOld(KeyView keys) {
        return keys.cluster().equals(cluster);
    }

    private String missing(Set<String> there) {
        return String.join(
                ", ",
                node.plan().nodes().stream().filter(one -> !there.contains(one)).toList());
    }
}
