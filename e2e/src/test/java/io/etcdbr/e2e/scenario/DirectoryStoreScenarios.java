package io.etcdbr.e2e.scenario;

import io.etcdbr.e2e.harness.ClusterUnderTest;
import io.etcdbr.e2e.harness.OnACluster;
import io.etcdbr.e2e.store.NodeDirectory;
import io.etcdbr.e2e.store.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;

/** Backups in the clear, in a directory of a node. */
@ExtendWith(OnACluster.class)
class DirectoryStoreScenarios extends StoreFlow {

    @Override
    Optional<ClusterUnderTest> cluster() {
        return OnACluster.find();
    }

    @Override
    Place open(ClusterUnderTest cluster, Path folder) {
        return new NodeDirectory(cluster.nodes().getFirst());
    }

    @Override
    List<String> identity() {
        return List.of();
    }
}
