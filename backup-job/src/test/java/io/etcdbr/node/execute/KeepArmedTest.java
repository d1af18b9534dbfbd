package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.node.coordination.Coordination;
import io.etcdbr.node.coordination.StandInMember;
import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.restore.Event;
import io.etcdbr.restore.State;
import io.etcdbr.restore.plan.RestorePlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KeepArmedTest {
    private static final RestorePlan PLAN = WaitingNode.PLAN;

    @TempDir
    Path host;

    @Test
    void goIsNotObeyedAsLongAsAnotherRestoreIsUnderWayOnThisNode() throws Exception {
        try (WaitingNode waiting = new WaitingNode(host);
                StandInMember member = new StandInMember(Duration.ofSeconds(30));
                MemberClient client = member.client()) {
            ExecutorSettings settings = waiting.node.settings(Moments.NONE, System.out);
            NodeParts parts = NodeParts.of(
                    PLAN, PLAN.participant("cp2"), settings.root(), new ProcFiles(settings.proc()), _ -> false);
            Path other = Files.createDirectories(waiting.folder.resolveSibling("r20261121t143005-7f3a9c"));
            Files.copy(waiting.journal, other.resolve("journal.jsonl"));
            waiting.reach(new State.AtGate());
            Path underWay = other.resolve("away");
            Files.move(other.resolve("journal.jsonl"), underWay);
            Files.move(waiting.journal, other.resolve("journal.jsonl"));
            Files.move(underWay, waiting.journal);
            member.keys.put("/etcdbr/" + PLAN.id() + "/go", "value");
            RecordedReport told = new RecordedReport();
            try (EtcdClients clients = new EtcdClients(PLAN, PLAN.participant("cp2"), settings.root())) {
                OldEtcd old = new OldEtcd(
                        parts,
                        clients,
                        new Coordination(client, PLAN.id(), PLAN.nodes(), "cp2"),
                        new OtherRestores(settings.root(), PLAN.id()),
                        Moments.NONE);
                Thread armed = Thread.ofVirtual().start(() -> keepArmed(old, told));
                try {
                    ControlPlane.patiently(
                            "it tells why",
                            () -> told.troubles.stream()
                                    .anyMatch(one -> one.contains("is in state AtGate on this node")));
                    assertThat(told.events).isEmpty();

                    Files.delete(other.resolve("journal.jsonl"));
                    ControlPlane.patiently("it obeys", () -> told.events.contains(new Event.GoSeen("value")));
                } finally {
                    armed.interrupt();
                    armed.join();
                }
            }
        }
    }

    private static void keepArmed(OldEtcd old, Report told) {
        try {
            old.keepArmed("value", Duration.ofMillis(100), told);
        } catch (InterruptedException e) {
            // The test is over.
        }
    }
}
