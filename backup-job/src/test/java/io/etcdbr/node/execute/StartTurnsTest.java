package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.format.EtcdClusterId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StartTurnsTest {
    private static final EtcdClusterId OLD = new EtcdClusterId(1);
    private static final EtcdClusterId NEW = new EtcdClusterId(2);
    private static final List<String> NODES = List.of("cp3", "cp1", "cp2");

    private final Map<String, EtcdClusterId> answers = new ConcurrentHashMap<>();

    @Test
    void theFirstOfThePlanWaitsForNobody() throws InterruptedException {
        turns("cp3").await(NEW);
    }

    @Test
    void theLastWaitsUntilAllBeforeItServeTheSameCluster() throws InterruptedException {
        answers.put("cp3", OLD);
        Thread waiting = Thread.startVirtualThread(() -> awaitNew("cp2"));

        assertThat(waiting.join(Duration.ofMillis(300))).isFalse();
        answers.put("cp3", NEW);
        assertThat(waiting.join(Duration.ofMillis(300))).isFalse();
        answers.put("cp1", NEW);
        assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void whoDoesNotComeIsNotWaitedForForEver() throws InterruptedException {
        Thread waiting = Thread.startVirtualThread(() -> awaitNew("cp1"));

        assertThat(waiting.join(Duration.ofSeconds(4))).isFalse();
        assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void moreDataIsGivenMoreTime() {
        assertThat(StartTurns.patience(0)).isEqualTo(Duration.ofSeconds(6));
        assertThat(StartTurns.patience(1L << 30)).isEqualTo(Duration.ofSeconds(10));
    }

    private void awaitNew(String node) {
        try {
            turns(node).await(NEW);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private StartTurns turns(String self) {
        return new StartTurns(NODES, self, 0, node -> Optional.ofNullable(answers.get(node)));
    }
}
