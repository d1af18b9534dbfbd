package io.etcdbr.node.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class EtcdWatchTest {
    private static final Duration OFTEN = Duration.ofMillis(20);

    private volatile boolean slow;
    private volatile boolean leaderless;

    @Test
    void anEtcdThatStaysSlowStopsWhoWrites() throws Exception {
        slow = true;
        try (EtcdWatch watch = new EtcdWatch(this::look, OFTEN, Duration.ofMillis(300))) {
            awaitTrouble(watch);

            assertThatExceptionOfType(EtcdbrException.class)
                    .isThrownBy(watch::awaitWell)
                    .matches(e -> e.failure().code() == ExitCode.SOURCE_UNREACHABLE)
                    .withMessageContaining("staging was stopped because etcd answers slowly");
        }
    }

    @Test
    void whoWritesGoesOnOnceEtcdIsWellAgain() throws Exception {
        leaderless = true;
        try (EtcdWatch watch = new EtcdWatch(this::look, OFTEN, Duration.ofSeconds(40))) {
            awaitTrouble(watch);
            Thread waiting = Thread.ofVirtual().start(watch::awaitWell);
            assertThat(waiting.join(Duration.ofMillis(300))).isFalse();

            leaderless = false;

            assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
            assertThat(watch.isTroubled()).isFalse();
        }
    }

    private static void awaitTrouble(EtcdWatch watch) throws InterruptedException {
        while (!watch.isTroubled()) {
            Thread.sleep(5);
        }
    }

    private OptionalLong look() {
        if (slow) {
            try {
                Thread.sleep(1_100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return leaderless ? OptionalLong.empty() : OptionalLong.of(3);
    }
}
