package io.etcdbr.e2e.scenario;

import io.etcdbr.e2e.harness.AgeKey;
import io.etcdbr.e2e.harness.ClusterUnderTest;
import io.etcdbr.e2e.harness.OnACluster;
import io.etcdbr.e2e.store.Place;
import io.etcdbr.e2e.store.SftpPlace;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;

/** Encrypted backups on an SSH server. */
@ExtendWith(OnACluster.class)
class SftpStoreScenarios extends StoreFlow {
    private @Nullable AgeKey key;

    @Override
    Optional<ClusterUnderTest> cluster() {
        return OnACluster.find();
    }

    @Override
    Place open(ClusterUnderTest cluster, Path folder) throws Exception {
        key = AgeKey.make(folder);
        return SftpPlace.start(cluster.addressOfThisMachine(), folder, List.of(key.recipient()));
    }

    @Override
    List<String> identity() {
        return List.of("--identity", Objects.requireNonNull(key).file().toString());
    }
}
