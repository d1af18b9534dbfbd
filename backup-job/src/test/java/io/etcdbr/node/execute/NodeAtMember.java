package io.etcdbr.node.execute;

import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.node.coordination.Coordination;
import io.etcdbr.node.coordination.StandInMember;
import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Commands of one node at its own member, which answers what a test says; what they tell is kept. */
final class NodeAtMember implements AutoCloseable {
    /** Where somebody answers, also a machine that stands still for some seconds is to hear it. */
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    final StandInMember member = new StandInMember(TIMEOUT);
    final RecordedReport told = new RecordedReport();
    final OldEtcd old;
    final NewEtcd restored;
    private final String own;
    private final MemberClient client = member.client();
    private final EtcdClients clients;
    private final List<Thread> begun = new ArrayList<>();

    NodeAtMember(TestNode node, RestorePlan plan) throws IOException {
        // That of PlanFixture.
        Files.writeString(node.manifest("etcd"), "etcd");
        ExecutorSettings settings = node.settings(Moments.NONE, System.out);
        Participant self = plan.participant(node.name);
        NodeParts parts = NodeParts.of(plan, self, settings.root(), new ProcFiles(settings.proc()), _ -> false);
        Coordination keys = new Coordination(client, plan.id(), plan.nodes(), node.name);
        own = "/etcdbr/" + plan.id() + "/";
        clients = new EtcdClients(plan, self, settings.root(), TIMEOUT);
        old = new OldEtcd(parts, clients, keys, new OtherRestores(settings.root(), plan.id()), Moments.NONE);
        restored = new NewEtcd(parts, clients, keys, Moments.NONE);
    }

    /** The whole name of a key of the restore. */
    String key(String name) {
        return own + name;
    }

    void put(String name, String value) {
        member.keys.put(key(name), value);
    }

    interface Command {
        void run() throws InterruptedException;
    }

    /** Begins one that is ended at the latest with this node. */
    void begin(Command command) {
        begun.add(Thread.ofVirtual().start(() -> {
            try {
                command.run();
            } catch (InterruptedException e) {
                // The test is over.
            }
        }));
    }

    /** Waits until it is shown what it waits for, or an event is told. */
    void awaitTrouble(String sentence) throws Exception {
        ControlPlane.patiently(sentence, () -> told.troubles.contains(sentence) || !told.events.isEmpty());
    }

    @Override
    public void close() throws InterruptedException {
        begun.forEach(Thread::interrupt);
        for (Thread thread : begun) {
            thread.join();
        }
        clients.close();
        client.close();
        member.close();
    }
}
