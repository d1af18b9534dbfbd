package io.etcdbr.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.e2e.harness.AgeKey;
import io.etcdbr.e2e.harness.ClusterUnderTest;
import io.etcdbr.e2e.harness.OnK3s;
import io.etcdbr.e2e.harness.Said;
import io.etcdbr.e2e.store.Place;
import io.etcdbr.e2e.store.S3Place;
import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Encrypted backups of k3s in a bucket. */
@ExtendWith(OnK3s.class)
class K3sScenarios extends StoreFlow {
    private @Nullable AgeKey key;

    @Override
    Optional<ClusterUnderTest> cluster() {
        return OnK3s.find();
    }

    @Override
    Place open(ClusterUnderTest cluster, Path folder) throws Exception {
        key = AgeKey.make(folder);
        return S3Place.start(cluster.addressOfThisMachine(), List.of(key.recipient()));
    }

    @Override
    List<String> identity() {
        return List.of("--identity", Objects.requireNonNull(key).file().toString());
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aRestoreIsRefusedWithTheCommandThatK3sHas() throws IOException {
        List<String> line = new ArrayList<>(List.of("restore", "latest", "--dry-run"));
        line.addAll(identity());

        Said said = installation().restorer().ask(line.toArray(String[]::new));

        assertThat(said.code()).as(said.out() + said.err()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(said.out() + said.err()).contains("k3s server --cluster-reset");
    }
}
