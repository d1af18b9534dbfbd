package io.etcdbr.node.stage;

import io.etcdbr.config.EtcdSettings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.job.etcd.ClusterState;
import io.etcdbr.job.etcd.EtcdSource;
import io.etcdbr.job.etcd.EtcdSources;
import io.etcdbr.job.etcd.MemberState;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.restore.plan.Participant;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the running etcd while its disk is written to. Without a leader, or if it answers slowly, those who write must pause; if it
 * does not recover, they must stop. Thread-safe.
 */
final class EtcdWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdWatch.class);
    private static final Duration EVERY = Duration.ofMillis(500);

    /** An election takes about a second; a member that needs so long for an answer is close to one. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    /** How long it may take to recover. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** One look. */
    interface Look {
        /** The term of a leader that was seen; empty if there is none. */
        OptionalLong leaderTerm();
    }

    private final Look look;
    private final Duration every;
    private final Duration patience;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Optional<String> trouble = Optional.empty();
    private volatile long troubleSince;

    EtcdWatch(Look look, Duration every, Duration patience) {
        this.look = look;
        this.every = every;
        this.patience = patience;
        Thread.ofVirtual().name("watch etcd").start(this::run);
    }

    /** Of the node's own member; all others are learned from it. */
    static EtcdWatch of(HostRoot root, Participant self) throws IOException {
        EtcdSettings settings = new EtcdSettings(
                List.of(URI.create(self.clientUrl())),
                Optional.of(root.resolve(self.tls().ca())),
                Optional.of(root.resolve(self.tls().cert())),
                Optional.of(root.resolve(self.tls().key())),
                TIMEOUT,
                TIMEOUT);
        return new EtcdWatch(() -> leaderTerm(settings), EVERY, PATIENCE);
    }

    /**
     * Returns while etcd is well, and waits for it otherwise.
     *
     * @throws EtcdbrException {@link ExitCode#SOURCE_UNREACHABLE} if it does not get well in time
     */
    void awaitWell() {
        while (isTroubled()) {
            if (System.nanoTime() - troubleSince > patience.toNanos()) {
                throw new EtcdbrException(
                        ExitCode.SOURCE_UNREACHABLE,
                        "staging was stopped because " + trouble.orElse("etcd was not well") + " for "
                                + patience.toSeconds() + " s",
                        "Look at etcd and at its disk before trying again; what was staged here was removed");
            }
            try {
                Thread.sleep(every.dividedBy(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EtcdbrException(ExitCode.INTERRUPTED, "waiting for etcd was interrupted", "");
            }
        }
    }

    boolean isTroubled() {
        return trouble.isPresent();
    }

    @Override
    public void close() {
        // A look under way ends by itself.
        closed.countDown();
    }

    private void run() {
        try {
            do {
                long start = System.nanoTime();
                OptionalLong term = look.leaderTerm();
                boolean slow = System.nanoTime() - start > SLOW.toNanos();
                note(
                        term.isEmpty()
                                ? Optional.of("etcd has no leader")
                                : slow ? Optional.of("etcd answers slowly") : Optional.empty());
            } while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(Optional<String> now) {
        if (closed.getCount() == 0) {
            return;
        }
        if (now.isPresent() && trouble.isEmpty()) {
            troubleSince = System.nanoTime();
            LOG.warn("Writing pauses: {}", now.get());
        } else if (now.isEmpty() && trouble.isPresent()) {
            LOG.info("Writing goes on: etcd is well");
        }
        trouble = now;
    }

    private static OptionalLong leaderTerm(EtcdSettings settings) {
        try (EtcdSource etcd = EtcdSources.open(settings)) {
            ClusterState state = etcd.look();
            return state.members().stream()
                    .filter(MemberState.Reachable.class::isInstance)
                    .map(MemberState.Reachable.class::cast)
                    .filter(MemberState.Reachable::leader)
                    .mapToLong(MemberState.Reachable::raftTerm)
                    .findFirst();
        } catch (EtcdbrException e) {
            return OptionalLong.empty();
        }
    }
}
