package io.etcdbr.node.execute;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.job.etcd.control.MemberStatus;
import io.etcdbr.job.etcd.grpc.GrpcException;
import io.etcdbr.node.coordination.Coordination;
import io.etcdbr.node.coordination.KeyView;
import io.etcdbr.node.coordination.NewAlarms;
import io.etcdbr.node.coordination.Proof;
import io.etcdbr.restore.Decision;
import io.etcdbr.restore.Event;
import io.etcdbr.restore.plan.Participant;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Commands at the etcd that the restore made. */
final class NewEtcd {
    /** Kubelet waits 10, 20, 40 s between its tries: this is about a minute. */
    private static final int MOST_STARTS = 3;

    private final NodeParts node;
    private final EtcdClients clients;
    private final Coordination coordination;
    private final EtcdClusterId cluster;
    private final NewAlarms alarms;
    private final Moments moments;

    NewEtcd(NodeParts node, EtcdClients clients, Coordination coordination, Moments moments) {
        this.node = node;
        this.clients = clients;
        this.coordination = coordination;
        this.cluster = node.plan().etcd().newClusterId();
        this.alarms = new NewAlarms(node.plan(), clients.own());
        this.moments = moments;
    }

    Coordination coordination() {
        return coordination;
    }

    void watchMembers(Duration oldFor, Duration every, Report report) throws InterruptedException {
        Map<String, Long> oldSince = new HashMap<>();
        EtcdStarts starts = node.etcdStarts();
        Looking.every(every, report, () -> {
            Optional<Decision> decision = decision();
            if (decision.isPresent()) {
                report.event(new Event.DecisionRead(decision.get()));
                return true;
            }
            Set<String> there = there();
            if (there.containsAll(node.plan().nodes())) {
                oldSince.clear();
                if (takesWrites(report)) {
                    report.event(new Event.AllMembersThere());
                    return true;
                }
                return false;
            }
            Set<String> missing = new HashSet<>(node.plan().nodes());
            missing.removeAll(there);
            report.trouble("Waiting for the members of "
                    + String.join(", ", missing.stream().sorted().toList()) + " in the new etcd.");
            return reportsOld(missing, oldSince, oldFor, report) || reportsFailing(starts, report);
        });
    }

    /**
     * Before the vote, after which only a write leads anywhere: an etcd that has an alarm, or does not let this client write, would keep
     * all nodes waiting for ever.
     */
    private boolean takesWrites(Report report) {
        try {
            alarms.disarmStale().forEach(report::note);
            moments.at("alarms of the backup taken back");
            coordination.writeAble(cluster);
            moments.at("able key written");
            return true;
        } catch (IOException e) {
            report.trouble("All members are there, but the new etcd takes no writes, so this node does not vote. "
                    + Sentences.of(e));
            return false;
        }
    }

    void vote(Duration every, Report report) throws InterruptedException {
        Looking.every(every, report, () -> {
            coordination.writeReady(cluster);
            moments.at("ready key written");
            return true;
        });
    }

    void prove(Duration after, Duration every, Report report) throws InterruptedException {
        Looking.every(every, report, () -> {
            KeyView keys = coordination.read(false);
            return isNew(keys) && keys.ready().containsAll(node.plan().nodes());
        });
        Thread.sleep(after);
        Looking.every(every, report, () -> {
            Proof.Result proof = new Proof(node.plan(), clients.own(), clients.members()).run();
            proof.evidence().forEach(report::note);
            if (proof.objection().isPresent()) {
                report.event(new Event.ProofFailed(proof.objection().get()));
                return true;
            }
            coordination.tryCommit(cluster);
            moments.at("commit tried");
            return reportsDecision(report);
        });
    }

    void watchDecision(Duration every, Report report) throws InterruptedException {
        Map<String, Long> oldSince = new HashMap<>();
        Looking.every(
                every,
                report,
                () -> reportsDecision(report)
                        || reportsOld(new HashSet<>(node.plan().nodes()), oldSince, Duration.ZERO, report));
    }

    void askToRollBack(Duration every, Report report) throws InterruptedException {
        Looking.every(every, report, () -> {
            try {
                coordination.tryRollback(cluster);
            } catch (GrpcException e) {
                if (NewAlarms.refused(e) && decision().isEmpty()) {
                    alarms.disarmAll().forEach(report::note);
                }
                throw e;
            }
            moments.at("rollback tried");
            return reportsDecision(report);
        });
    }

    void awaitApiOf(String first, Duration every, Report report) throws InterruptedException {
        Looking.every(every, report, () -> {
            KeyView keys = coordination.read();
            if (isNew(keys) && keys.api().contains(first)) {
                report.event(new Event.FirstApiReady());
                return true;
            }
            report.trouble("Waiting for the API server of " + first + ".");
            return false;
        });
    }

    /** Nodes whose API servers are ready. */
    Set<String> apis() throws IOException {
        KeyView keys = coordination.read();
        return isNew(keys) ? keys.api() : Set.of();
    }

    void removeKeys(Duration every, Report report) throws InterruptedException {
        Looking.every(every, report, () -> {
            KeyView keys = coordination.read(false);
            if (!isNew(keys)) {
                return false;
            }
            if (keys.decision().isPresent()) {
                if (!keys.api().containsAll(node.plan().nodes())) {
                    report.trouble("Waiting for the API servers of all nodes.");
                    return false;
                }
                coordination.deleteAll();
                moments.at("keys removed");
            }
            report.event(new Event.Finished());
            return true;
        });
    }

    private boolean reportsDecision(Report report) {
        Optional<Decision> decision = decision();
        decision.ifPresent(found -> report.event(new Event.DecisionRead(found)));
        return decision.isPresent();
    }

    private Optional<Decision> decision() {
        try {
            KeyView keys = coordination.read();
            return isNew(keys) ? keys.decision() : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The nodes whose members are in the new etcd as planned and have a leader. All are asked at the same time. */
    private Set<String> there() throws InterruptedException {
        Map<String, Callable<Boolean>> questions = new HashMap<>();
        for (Participant participant : node.plan().participants()) {
            MemberClient member = clients.members().get(participant.node());
            if (member != null) {
                questions.put(participant.node(), () -> isThere(participant, member));
            }
        }
        return answeredYes(questions);
    }

    private boolean isThere(Participant participant, MemberClient member) {
        try {
            MemberStatus status = member.status();
            return status.clusterId() == cluster.value()
                    && status.memberId() == participant.newMemberId().value()
                    && status.leader() != 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Others that show the old etcd, in every look for so long. */
    private boolean reportsOld(Set<String> nodes, Map<String, Long> since, Duration oldFor, Report report)
            throws InterruptedException {
        Map<String, Callable<Boolean>> questions = new HashMap<>();
        for (String other : nodes) {
            if (!other.equals(node.self().node())) {
                questions.put(
                        other,
                        () -> clients.peer(other)
                                .cluster()
                                .filter(node.plan().etcd().oldClusterId()::equals)
                                .isPresent());
            }
        }
        Set<String> old = answeredYes(questions);
        since.keySet().retainAll(old);
        long now = System.nanoTime();
        for (String other : old) {
            if (now - since.computeIfAbsent(other, _ -> now) >= oldFor.toNanos()) {
                report.event(new Event.OldClusterAnswers(other));
                return true;
            }
        }
        return false;
    }

    private boolean reportsFailing(EtcdStarts starts, Report report) throws IOException {
        if (starts.seen() < MOST_STARTS) {
            return false;
        }
        report.event(new Event.OwnEtcdFails(
                "the new etcd of this node ended " + (MOST_STARTS - 1) + " times by itself; its log says why"));
        return true;
    }

    private static Set<String> answeredYes(Map<String, Callable<Boolean>> questions) throws InterruptedException {
        Set<String> yes = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Future<Boolean>> answers = new HashMap<>();
            questions.forEach((node, question) -> answers.put(node, threads.submit(question)));
            for (Map.Entry<String, Future<Boolean>> answer : answers.entrySet()) {
                if (answer.getValue().get()) {
                    yes.add(answer.getKey());
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a question failed in an unexpected way", e.getCause());
        }
        return yes;
    }

    private boolean isNew(KeyView keys) {
        return keys.cluster().equals(cluster);
    }
}
