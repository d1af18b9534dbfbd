package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.restore.Event;
import io.etcdbr.restore.State;
import io.etcdbr.restore.plan.RestorePlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class KeepArmedTest {
    private static final RestorePlan PLAN = WaitingNode.PLAN;

    @TempDir
    Path host;

    @Test
    void goIsNotObeyedAsLongAsAnotherRestoreIsUnderWayOnThisNode() throws Exception {
        try (WaitingNode waiting = new WaitingNode(host);
                NodeAtMember node = new NodeAtMember(waiting.node, PLAN)) {
            Path other = Files.createDirectories(waiting.folder.resolveSibling("r20261121t143005-7f3a9c"));
            Files.copy(waiting.journal, other.resolve("journal.jsonl"));
            waiting.reach(new State.AtGate());
            Path underWay = other.resolve("away");
            Files.move(other.resolve("journal.jsonl"), underWay);
            Files.move(waiting.journal, other.resolve("journal.jsonl"));
            Files.move(underWay, waiting.journal);
            node.put("go", "value");

            node.begin(() -> node.old.keepArmed("value", Duration.ofMillis(100), node.told));

            ControlPlane.patiently(
                    "it tells why",
                    () -> node.told.troubles.stream().anyMatch(one -> one.contains("is in state AtGate on this node")));
            assertThat(node.told.events).isEmpty();

            Files.delete(other.resolve("journal.jsonl"));
            ControlPlane.patiently("it obeys", () -> node.told.events.contains(new Event.GoSeen("value")));
        }
    }
}
