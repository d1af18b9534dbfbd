package io.etcdbr.e2e.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.e2e.harness.ClusterUnderTest;
import io.etcdbr.e2e.harness.Node;
import java.io.IOException;
import java.util.UUID;

/** One directory that all nodes have mounted at the same place, as the stagers of a restore need it. */
public record SharedDirectory(ClusterUnderTest cluster) implements Place {
    private static final String FOLDER = "/var/backups/etcdbr";

    /** Skips the test where the nodes have no such directory. */
    public static SharedDirectory require(ClusterUnderTest cluster) throws IOException {
        String mark = FOLDER + "/" + UUID.randomUUID();
        cluster.nodes().getFirst().sh("touch " + mark);
        try {
            for (Node node : cluster.nodes()) {
                assumeTrue(
                        node.sh("ls " + mark + " 2>/dev/null || true").contains(mark),
                        FOLDER + " is not one directory that all nodes have mounted");
            }
        } finally {
            cluster.nodes().getFirst().sh("rm " + mark);
        }
        return new SharedDirectory(cluster);
    }

    /** The stored database of a backup, as a path on any node. */
    public String database(String id) throws IOException {
        return cluster.nodes()
                .getFirst()
                .sh("ls " + FOLDER + "/*/*/" + id + ".snapshot.db*")
                .strip();
    }

    @Override
    public String component() {
        return "hostpath";
    }

    /** Others may keep theirs there. */
    @Override
    public void close() throws IOException {
        cluster.nodes().getFirst().sh("rm -rf " + FOLDER + "/e2e");
    }
}
