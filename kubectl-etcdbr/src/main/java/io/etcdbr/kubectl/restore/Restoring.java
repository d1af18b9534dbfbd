package io.etcdbr.kubectl.restore;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.operation.Installation;
import io.etcdbr.kubectl.preflight.Check;
import io.etcdbr.kubectl.stager.Reach;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A restore from the first look at the cluster to its end, or to where the user wanted it to stop. */
public final class Restoring {

    /** How far to go. */
    public enum Until {
        PLANNED,
        STAGED,
        RESTORED
    }

    /** Where it stopped. */
    public sealed interface Result {
        /** Nothing was done: it was refused, only asked after, or not confirmed. */
        record Planned(Preparation preparation, boolean confirmed) implements Result {}

        /** The new data is on the nodes. */
        record Staged(Preparation preparation, RestorePlan plan) implements Result {}

        /** It came to an end on the nodes. */
        record Ended(Optional<Preparation> preparation, RestorePlan plan, RestoreEnd end) implements Result {}
    }

    private final Cluster cluster;
    private final Pods pods;
    private final Conversation conversation;
    private final Cancellation cancellation;
    private final Clock clock;
    private Optional<RestoreId> underWay = Optional.empty();
    private boolean beyondGo;

    /** Makes stager pods on nodes, of the installation as it is at that moment. */
    @FunctionalInterface
    public interface Pods {
        Stagers on(Collection<String> nodes, Cancellation cancellation);

        /** @param patience how long a pod may take to start */
        static Pods of(Cluster cluster, String namespace, Optional<String> cronJob, Reach reach, Duration patience) {
            Collection<Stagers> abandoned = new ConcurrentLinkedQueue<>();
            return (nodes, cancellation) -> Stagers.open(
                    cluster,
                    Installation.find(cluster, namespace, cronJob),
                    reach,
                    nodes,
                    patience,
                    cancellation,
                    abandoned);
        }
    }

    /** Pods that were opened to look first, for the restore that follows; closed here if none does. */
    public static final class PodsAtHand implements Pods, AutoCloseable {
        private final Pods pods;
        private Optional<Stagers> opened = Optional.empty();

        public PodsAtHand(Pods pods) {
            this.pods = pods;
        }

        /** They stay this object's until somebody asks for pods. */
        public Stagers open(Collection<String> nodes, Cancellation cancellation) {
            Stagers made = pods.on(nodes, cancellation);
            opened = Optional.of(made);
            return made;
        }

        @Override
        public Stagers on(Collection<String> nodes, Cancellation cancellation) {
            Optional<Stagers> mine = opened;
            opened = Optional.empty();
            return mine.orElseGet(() -> pods.on(nodes, cancellation));
        }

        @Override
        public void close() {
            Optional<Stagers> mine = opened;
            opened = Optional.empty();
            mine.ifPresent(Stagers::close);
        }
    }

    public Restoring(Cluster cluster, Pods pods, Conversation conversation, Cancellation cancellation, Clock clock) {
        this.cluster = cluster;
        this.pods = pods;
        this.conversation = conversation;
        this.cancellation = cancellation;
        this.clock = clock;
    }

    /** The restore of which something may be on the nodes, whatever has become of it. */
    public Optional<RestoreId> underWay() {
        return underWay;
    }

    /** Whether GO was given, or may have been. */
    public boolean isBeyondGo() {
        return beyondGo;
    }

    /** A new restore. */
    public Result run(Wishes wishes, Until until) {
        conversation.activity().begins("looking at the cluster");
        ClusterReading reading = ClusterReading.of(cluster);
        Preparing.refuseDistributions(reading);
        conversation.activity().begins("starting a pod on " + String.join(", ", reading.controlPlane()));
        Stagers stagers = pods.on(reading.controlPlane(), cancellation);
        Preparation preparation;
        byte[] identities;
        Optional<Staging.Snapshot> pushed;
        boolean goesOn = false;
        try {
            Preparing preparing = new Preparing(reading, stagers, conversation.activity(), cancellation, clock);
            preparation = preparing.of(wishes, conversation);
            identities = preparing.identities();
            conversation.shows(preparation);
            if (until == Until.PLANNED || preparation.plan().isEmpty()) {
                return new Result.Planned(preparation, false);
            }
            if (!conversation.confirms(preparation.plan().get())) {
                return new Result.Planned(preparation, false);
            }
            pushed = preparing.pushed();
            goesOn = true;
        } finally {
            if (!goesOn) {
                stagers.close();
            }
        }
        return goOn(preparation, stagers, identities, pushed, until);
    }

    private Result goOn(
            Preparation preparation,
            Stagers stagers,
            byte[] identities,
            Optional<Staging.Snapshot> pushed,
            Until until) {
        RestorePlan plan = preparation.plan().orElseThrow();
        underWay = Optional.of(plan.id());
        try (AtMostOnce pods = new AtMostOnce(stagers)) {
            Staging staging = new Staging(plan, stagers, conversation.activity(), cancellation);
            boolean given;
            try {
                try {
                    staging.stage(identities, pushed);
                } finally {
                    pushed.ifPresent(Staging.Snapshot::close);
                }
                if (until == Until.STAGED) {
                    return new Result.Staged(preparation, plan);
                }
                staging.arm();
                cancellation.check();
                given = staging.go();
            } catch (RuntimeException e) {
                throw undone(plan, pods, staging, e);
            }
            beyondGo = true;
            return watch(Optional.of(preparation), plan, pods.handedOver(), given);
        }
    }

    /**
     * A restore of which the nodes have the new data already. All is checked anew. What is staged stays, whatever keeps it from
     * going on.
     *
     * @param until not {@link Until#STAGED}, which it is
     */
    public Result goOnWith(RestoreId id, Set<Check> allowed, Until until) {
        underWay = Optional.of(id);
        conversation.activity().begins("looking for restore " + id);
        ClusterReading reading = ClusterReading.of(cluster);
        Stagers stagers = pods.on(reading.controlPlane(), cancellation);
        try (AtMostOnce pods = new AtMostOnce(stagers)) {
            RestorePlan plan = new StagedRestore(stagers, id).plan();
            Preparation preparation =
                    new Preparing(reading, stagers, conversation.activity(), cancellation, clock).again(plan, allowed);
            conversation.shows(preparation);
            if (until == Until.PLANNED || preparation.plan().isEmpty()) {
                return new Result.Planned(preparation, false);
            }
            if (!conversation.confirms(plan)) {
                throw new EtcdbrException(
                        ExitCode.REFUSED,
                        "restore " + id + " was not confirmed; it stays staged",
                        "Go on later, or remove it with 'kubectl etcdbr restore rollback " + id + "'");
            }
            Staging staging = new Staging(plan, stagers, conversation.activity(), cancellation);
            boolean given;
            try {
                staging.armAgain();
                cancellation.check();
                given = staging.go();
            } catch (RuntimeException e) {
                throw staysStaged(plan, failure(e), e);
            }
            beyondGo = true;
            return watch(Optional.of(preparation), plan, pods.handedOver(), given);
        }
    }

    /** @param given whether GO was given for certain */
    private Result watch(Optional<Preparation> preparation, RestorePlan plan, Stagers stagers, boolean given) {
        try (Watching watching = new Watching(
                cluster,
                Optional.of(stagers),
                on -> pods.on(on, cancellation),
                plan.id(),
                plan.nodes(),
                OptionalLong.of(plan.firstRevision()),
                conversation.activity(),
                cancellation,
                Patience.of(plan))) {
            return new Result.Ended(preparation, plan, watching.untilItEnds());
        } catch (EtcdbrException e) {
            throw cancellation.reason().isPresent()
                    ? new EtcdbrException(
                            cancellation.reason().get().code(),
                            "no longer looked at; restore " + plan.id()
                                    + (given
                                            ? " goes on by itself on its nodes"
                                            : " goes on by itself on its nodes if GO was given, which is not known"),
                            "Look again: kubectl etcdbr restore status " + plan.id())
                    : e;
        }
    }

    /**
     * Removes what was staged, after a failure or, if the user wants it, after Ctrl-C. The pods that are there do it, since a node that has
     * lost the image starts no other. If they cannot, or were interrupted, new ones do: what hangs in the old ones went with them.
     */
    private RuntimeException undone(RestorePlan plan, AtMostOnce pods, Staging staging, RuntimeException why) {
        Failure failure = failure(why);
        boolean interrupted = cancellation.reason().isPresent();
        if (interrupted && !conversation.discards(plan)) {
            pods.close();
            return staysStaged(plan, failure, why);
        }
        boolean removed = !interrupted && isDiscarded(staging);
        pods.close();
        if (!removed) {
            Cancellation fresh = new Cancellation();
            try (Stagers again = this.pods.on(plan.nodes(), fresh)) {
                new Staging(plan, again, conversation.activity(), fresh).discard();
            } catch (EtcdbrException e) {
                return new EtcdbrException(
                        new Failure(
                                failure.code(),
                                failure.problem() + "; and what was staged could not be removed: "
                                        + e.failure().problem(),
                                "The cluster is as it was. Remove the rest with 'kubectl etcdbr restore rollback "
                                        + plan.id() + "'"),
                        why);
            }
        }
        return new EtcdbrException(
                new Failure(
                        failure.code(),
                        failure.problem() + "; nothing was changed, and what was staged is removed",
                        failure.remedy()),
                why);
    }

    private static boolean isDiscarded(Staging staging) {
        try {
            staging.discard();
            return true;
        } catch (EtcdbrException e) {
            return false;
        }
    }

    private Failure failure(RuntimeException why) {
        return cancellation
                .reason()
                .orElseGet(() -> why instanceof EtcdbrException known
                        ? known.failure()
                        : new Failure(
                                ExitCode.INTERNAL,
                                "a defect of kubectl etcdbr: " + why,
                                "Please report it to the project with the lines below"));
    }

    private RuntimeException staysStaged(RestorePlan plan, Failure failure, RuntimeException why) {
        String next = "Go on with 'kubectl etcdbr restore --continue " + plan.id()
                + "', or remove it with 'kubectl etcdbr restore rollback " + plan.id() + "'";
        return cancellation.reason().isPresent()
                ? new EtcdbrException(failure.code(), "stopped before GO; restore " + plan.id() + " stays staged", next)
                : new EtcdbrException(
                        new Failure(
                                failure.code(),
                                failure.problem() + "; nothing was changed, and restore " + plan.id() + " stays staged",
                                failure.remedy().isEmpty() ? next : failure.remedy() + ". " + next),
                        why);
    }

    /** Pods that are closed here unless somebody else took them over. */
    private static final class AtMostOnce implements AutoCloseable {
        private Optional<Stagers> stagers;

        AtMostOnce(Stagers stagers) {
            this.stagers = Optional.of(stagers);
        }

        Stagers handedOver() {
            Stagers taken = stagers.orElseThrow();
            stagers = Optional.empty();
            return taken;
        }

        @Override
        public void close() {
            Optional<Stagers> mine = stagers;
            stagers = Optional.empty();
            try {
                mine.ifPresent(Stagers::close);
            } catch (EtcdbrException e) {
                // They have a deadline; what happened before matters more.
            }
        }
    }
}
