package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The watcher on which other tests rely. */
@Timeout(600)
class ControlPlaneIT {

    @Test
    void anEmptyMemberWithoutALeaderIsSeen() throws Exception {
        try (ControlPlane plane = ControlPlane.start(ExecutorIT.etcd(), 3, false)) {
            assertThat(plane.strangeClusters()).isEmpty();
            TestNode node = plane.nodes.getFirst();
            Files.move(node.manifest("etcd"), node.root.resolve("etcd.yaml"));
            ControlPlane.patiently("etcd ends", () -> plane.statuses().size() == 2);
            Files.move(node.dataDir().resolve("member"), node.dataDir().resolve("away"));
            Files.move(node.root.resolve("etcd.yaml"), node.manifest("etcd"));

            ControlPlane.patiently("it is seen", () -> !plane.strangeClusters().isEmpty());
        }
    }
}
