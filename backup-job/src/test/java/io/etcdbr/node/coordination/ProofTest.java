package io.etcdbr.node.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.job.etcd.control.MemberClient;
import io.etcdbr.job.etcd.grpc.GrpcException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What reads the whole store takes as long as the store is big. */
@Timeout(60)
class ProofTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void aHashMayTakeLongerThanAnyOtherCall() throws Exception {
        try (StandInMember member = new StandInMember(Duration.ofMillis(500));
                MemberClient client = member.client()) {
            member.reading = Duration.ofSeconds(2);

            assertThat(client.hash(0, PATIENCE).hash()).isEqualTo(4711);
            assertThat(client.countAll(1, PATIENCE)).isZero();
            assertThatThrownBy(() -> client.hash(0, Duration.ofMillis(200))).isInstanceOf(GrpcException.class);
        }
    }

    @Test
    void anotherCallThatFailsDoesNotEndAHashThatIsUnderWay() throws Exception {
        try (StandInMember member = new StandInMember(Duration.ofMillis(500));
                MemberClient client = member.client()) {
            member.reading = Duration.ofSeconds(2);
            FutureTask<Integer> hash =
                    new FutureTask<>(() -> client.hash(0, PATIENCE).hash());
            Thread.ofVirtual().start(hash);
            TimeUnit.MILLISECONDS.sleep(700);

            assertThatThrownBy(client::status).isInstanceOf(GrpcException.class);
            client.close();

            assertThat(hash.get(30, TimeUnit.SECONDS)).isEqualTo(4711);
        }
    }

    @Test
    void biggerStoresAreGivenMoreTime() {
        assertThat(Proof.patience(0)).isEqualTo(Duration.ofSeconds(60));
        assertThat(Proof.patience(8L << 30)).isEqualTo(Duration.ofSeconds(300));
    }
}
