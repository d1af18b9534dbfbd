package io.etcdbr.node.execute;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.coordination.Coordination;
import io.etcdbr.node.coordination.KeyView;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives GO for a restore, from any of its nodes: one transaction in the old etcd. From then on the executors need nobody. */
public final class GiveGo {
    /** How long nodes may take that are not armed yet, and an etcd that does not answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Until GO of another restore has lapsed; etcd takes its time to remove what hangs on a lease. */
    private static final Duration LAPSE = Coordination.GO_LIFE.plusSeconds(5);

    private GiveGo() {}

    /** The keys by which GO is given. */
    interface Keys {
        /** @see Coordination#giveGo */
        boolean giveGo(String value) throws IOException;

        KeyView read() throws IOException;

        /** How long to wait for another restore's GO to lapse, which is of no use where that may be under way. */
        Duration lapse(String other);
    }

    /**
     * Returns when GO is given, by this call or by an earlier one. Nodes that are not armed yet get 15 seconds, and so does an etcd that
     * does not answer. What is left of another restore that has ended on this node is waited for until its lease ends.
     *
     * @throws EtcdbrException {@link ExitCode#REFUSED} with the nodes that are not armed or have staged something else, {@link
     *     ExitCode#SOURCE_UNREACHABLE} if the node's etcd does not answer: GO may have been given then
     */
    public static void run(NodeRestore restore) throws InterruptedException {
        RestorePlan plan = restore.plan();
        String value = staged(restore.folder()).armed();
        Participant self = plan.participant(restore.node());
        try (EtcdClients clients =
                new EtcdClients(plan, self, restore.settings().root())) {
            Coordination keys = new Coordination(clients.own(), plan.id(), plan.nodes(), self.node());
            run(plan, value, PATIENCE, new Keys() {
                @Override
                public boolean giveGo(String value) throws IOException {
                    return keys.giveGo(value);
                }

                @Override
                public KeyView read() throws IOException {
                    return keys.read(false);
                }

                @Override
                public Duration lapse(String other) {
                    try {
                        return new OtherRestores(restore.settings().root(), plan.id()).hasEnded(other)
                                ? LAPSE
                                : Duration.ZERO;
                    } catch (IOException e) {
                        return Duration.ZERO;
                    }
                }
            });
        }
    }

    /**
     * An answer that was lost is asked for anew: the same transaction does nothing twice. But whoever lost one never says that GO was not
     * given, and asks the old etcd alone, since GO may have led to the new one meanwhile.
     */
    static void run(RestorePlan plan, String value, Duration patience, Keys keys) throws InterruptedException {
        long begun = System.nanoTime();
        Duration wait = patience;
        Optional<IOException> lost = Optional.empty();
        while (true) {
            boolean late = isOver(begun, wait);
            try {
                if (lost.isPresent()
                        && !keys.read().cluster().equals(plan.etcd().oldClusterId())) {
                    throw unknown(plan, lost.get());
                }
                if (keys.giveGo(value)) {
                    return;
                }
                KeyView found = keys.read();
                Optional<String> other =
                        found.active().filter(id -> !id.equals(plan.id().value()));
                if (other.isPresent() && keys.lapse(other.get()).compareTo(wait) > 0) {
                    wait = keys.lapse(other.get());
                    late = isOver(begun, wait);
                }
                if (late && lost.isPresent()) {
                    throw unknown(plan, lost.get());
                }
                if (late && other.isPresent()) {
                    throw new EtcdbrException(
                            ExitCode.REFUSED,
                            "GO was not given: restore " + other.get()
                                    + " had GO within the last two minutes, and may still be under way",
                            "Nothing was changed. Look at 'etcdbr-node status " + other.get()
                                    + "'; once that has ended on all nodes, try again two minutes later");
                }
                Optional<String> objection = objection(plan, found, value);
                if (late && objection.isPresent()) {
                    throw new EtcdbrException(
                            ExitCode.REFUSED,
                            "GO was not given: " + objection.get(),
                            "Nothing was changed; look at 'etcdbr-node status " + plan.id() + "' on that node");
                }
            } catch (Coordination.NoLeaseException e) {
                if (late) {
                    throw lost.isPresent() ? unknown(plan, lost.get()) : withoutLease(plan, e, keys);
                }
            } catch (IOException e) {
                if (late) {
                    throw unknown(plan, e);
                }
                lost = Optional.of(e);
            }
            Thread.sleep(PAUSE);
        }
    }

    private static boolean isOver(long begun, Duration wait) {
        return System.nanoTime() - begun > wait.toNanos();
    }

    /** As under an alarm, which refuses leases: the old etcd answers, and shows that nobody gave GO before. */
    private static EtcdbrException withoutLease(RestorePlan plan, IOException refused, Keys keys) {
        try {
            KeyView found = keys.read();
            if (!found.cluster().equals(plan.etcd().oldClusterId())
                    || found.go().isPresent()) {
                return unknown(plan, refused);
            }
            return new EtcdbrException(
                    ExitCode.REFUSED,
                    "GO was not given: etcd gives no lease for it (" + refused.getMessage() + ")",
                    "Nothing was changed. See 'etcdctl alarm list': while etcd has an alarm it takes no writes");
        } catch (IOException e) {
            return unknown(plan, e);
        }
    }

    private static EtcdbrException unknown(RestorePlan plan, IOException why) {
        return new EtcdbrException(
                ExitCode.SOURCE_UNREACHABLE,
                "whether GO is given is not known: " + Sentences.plain(why),
                "See 'kubectl etcdbr restore status " + plan.id() + "', or give it again: that does nothing twice");
    }

    /** Why it is not given; empty if there is no reason any more. */
    private static Optional<String> objection(RestorePlan plan, KeyView keys, String value) {
        if (keys.go().isPresent()) {
            return Optional.of("GO was given for something else that is staged on "
                    + keys.go().get());
        }
        List<String> sentences = new ArrayList<>();
        for (String node : plan.nodes()) {
            String armed = keys.armed().get(node);
            if (armed == null) {
                sentences.add("node " + node + " is not armed");
            } else if (!armed.equals(value)) {
                sentences.add("node " + node + " has staged other data than this one");
            }
        }
        return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", sentences));
    }

    private static Staged staged(RestoreFolder folder) {
        try {
            return JournalCodec.decode(Files.readAllBytes(folder.journal()), "the journal " + folder.journal())
                    .staged()
                    .orElseThrow(() -> JournalFile.empty(folder.journal()));
        } catch (IOException e) {
            throw new EtcdbrException(
                    ExitCode.NOT_FOUND,
                    "the journal of the restore cannot be read: " + Sentences.plain(e),
                    "Stage it on this node first");
        }
    }
}
