package io.etcdbr.kubectl.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ending all calls of a cluster, as a signal does, ends removals of pods too that are under way. */
@Timeout(600)
class SessionGroupTest {
    private final ScriptedPods cluster = new ScriptedPods();
    private final Cancellation cancellation = new Cancellation();
    private final SessionGroup group = new SessionGroup(cluster);

    @Test
    void aSignalEndsCallsOnlyAfterTheLastPodIsRemoved() throws InterruptedException {
        Session first = open();
        Session second = open();
        CountDownLatch firstRemoved = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicBoolean cut = new AtomicBoolean();
        cluster.onCancel = ended::countDown;
        cluster.beforeDelete = pod -> {
            if (pod.endsWith("1")) {
                firstRemoved.countDown();
            } else {
                await(firstRemoved);
                // Long enough for a call that ends all to come while this one is under way.
                cut.set(reached(ended, Duration.ofMillis(300)));
            }
            if (cut.get()) {
                throw new EtcdbrException(ExitCode.KUBERNETES_UNREACHABLE, "the call was ended", "");
            }
        };

        cancellation.cancel(new Failure(ExitCode.INTERRUPTED, "Ctrl-C", ""));

        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cluster.pods()).isEmpty();
        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isTrue();
    }

    @Test
    void aPodThatCouldNotBeRemovedIsRemovedByTheNextTry() {
        Session session = open();
        AtomicInteger tries = new AtomicInteger();
        cluster.beforeDelete = _ -> {
            if (tries.incrementAndGet() == 1) {
                throw new EtcdbrException(ExitCode.KUBERNETES_UNREACHABLE, "cut", "");
            }
        };

        assertThatThrownBy(session::close).hasMessageContaining("cut");
        session.close();
        session.close();

        assertThat(cluster.deleted).containsExactly("etcdbr-session-1");
    }

    @Test
    void evenIfNoPodCanBeRemovedAllIsEnded() throws InterruptedException {
        open();
        CountDownLatch ended = new CountDownLatch(1);
        cluster.onCancel = ended::countDown;
        cluster.beforeDelete = _ -> {
            throw new EtcdbrException(ExitCode.KUBERNETES_UNREACHABLE, "cut", "");
        };

        cancellation.cancel(new Failure(ExitCode.INTERRUPTED, "Ctrl-C", ""));

        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private Session open() {
        Installation installation = new Installation(ScriptedPods.NAMESPACE, cluster.cronJob());
        return Session.open(
                cluster, installation, Session.manifest(installation), Duration.ofMinutes(1), cancellation, group);
    }

    private static void await(CountDownLatch latch) {
        assertThat(reached(latch, Duration.ofSeconds(60))).isTrue();
    }

    private static boolean reached(CountDownLatch latch, Duration patience) {
        try {
            return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
