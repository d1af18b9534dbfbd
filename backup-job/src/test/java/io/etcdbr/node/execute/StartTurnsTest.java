package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.format.EtcdClusterId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class StartTurnsTest {
    private static final EtcdClusterId OLD = new EtcdClusterId(1);
    private static final EtcdClusterId NEW = new EtcdClusterId(2);
    private static final List<String> NODES = List.of("cp3", "cp1", "cp2");

    private final Map<String, EtcdClusterId> answers = new ConcurrentHashMap<>();
    private final AtomicLong looks = new AtomicLong();
    private final AtomicLong seconds = new AtomicLong();

    @Test
    void theFirstOfThePlanWaitsForNobody() throws InterruptedException {
        turns("cp3").await(NEW);
    }

    @Test
    void theLastWaitsUntilAllBeforeItServeTheSameCluster() throws InterruptedException {
        answers.put("cp3", OLD);
        Thread waiting = Thread.startVirtualThread(() -> awaitNew("cp2"));

        assertGoesOnWaiting(waiting);
        answers.put("cp3", NEW);
        assertGoesOnWaiting(waiting);
        answers.put("cp1", NEW);
        waiting.join();
    }

    @Test
    void whoDoesNotComeIsNotWaitedForForEver() throws InterruptedException {
        Thread waiting = Thread.startVirtualThread(() -> awaitNew("cp1"));

        assertGoesOnWaiting(waiting);
        seconds.set(5);
        assertGoesOnWaiting(waiting);
        seconds.set(7);
        waiting.join();
    }

    private void assertGoesOnWaiting(Thread waiting) throws InterruptedException {
        long before = looks.get();
        while (looks.get() < before + 3) {
            assertThat(waiting.isAlive()).isTrue();
            Thread.sleep(10);
        }
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
        StartTurns.Peers peers = node -> {
            looks.incrementAndGet();
            return Optional.ofNullable(answers.get(node));
        };
        return new StartTurns(NODES, self, 0, peers, () -> TimeUnit.SECONDS.toNanos(seconds.get()));
    }
}
