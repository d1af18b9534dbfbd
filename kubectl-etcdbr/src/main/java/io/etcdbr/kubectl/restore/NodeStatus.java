package io.etcdbr.kubectl.restore;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.restore.RecoveryStep;
import io.etcdbr.restore.StateWords;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Where a node stands in a restore, as its {@code status.json} says.
 *
 * @param state the name of the machine's state; {@code Planned}, {@code Staged} or {@code Saved} before there is an executor
 * @param executor the state that its executor told last; empty if none has begun
 * @param recovering how far a person came with {@code RECOVER.sh}; empty if nobody began it
 * @param since when it was reached, by the node's clock
 * @param ended whether the state is one of the end, and the data in place is still what it says
 * @param why of a state that is not the way forward
 * @param trouble why it goes on trying
 * @param plan as it lies on the node
 */
public record NodeStatus(
        String restore,
        String node,
        String state,
        String executor,
        Optional<RecoveryStep> recovering,
        Optional<Instant> since,
        boolean ended,
        String why,
        String trouble,
        String note,
        Optional<RestorePlan> plan) {
    private static final String RESTORED = "Restored";

    private static final Set<String> BACK = Set.of(
            "GivingUp",
            "AskingRollback",
            "RollingBack",
            "SwappingBack",
            "RestartingOld",
            "AwaitingOld",
            "Aborting",
            "RolledBack",
            "Aborted",
            "Disarmed");

    private static final Set<String> COMMITTED =
            Set.of("AwaitingFirstApi", "StartingApi", "StartingControllers", "Finishing", RESTORED);

    private static final Set<String> BEFORE_GO = Set.of("Planned", "Received", "Staged", "Saved", "Armed", "Disarmed");

    /** Arming leads on from each. */
    private static final Set<String> STAGED = Set.of("Staged", "Saved", "Armed", "Disarmed");

    static NodeStatus of(String node, KubeObject json) {
        KubeObject executor = json.part("executor");
        String state = json.text("state").orElse("?");
        Optional<RecoveryStep> recovering = json.text("recovering").map(RecoveryStep::of);
        return new NodeStatus(
                json.text("id").orElse(""),
                node,
                state,
                executor.text("state").orElse(""),
                recovering,
                executor.time("since"),
                json.isOn("ended") && recovering.stream().noneMatch(step -> isEndUndone(state, step)),
                executor.text("why").orElse(""),
                executor.text("trouble").orElse(""),
                executor.text("note").orElse(""),
                plan(json));
    }

    private static Optional<RestorePlan> plan(KubeObject json) {
        try {
            return json.part("plan").tree().isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            PlanCodec.decode(PlanCodec.spelled(json.part("plan").tree()), "the plan on the node"));
        } catch (EtcdbrException e) {
            // Of another version of etcdbr, or damaged: what is shown does not need it.
            return Optional.empty();
        }
    }

    /** After a restore only the force moves anything; after one that went back it finds everything in its place. */
    private static boolean isEndUndone(String state, RecoveryStep step) {
        return switch (step) {
            case CHECKING, DONE -> false;
            case MOVING -> true;
            case DONE_BY_FORCE -> state.equals(RESTORED);
        };
    }

    public boolean restored() {
        return state.equals(RESTORED) && ended;
    }

    public boolean goesBack() {
        return BACK.contains(state);
    }

    /** Whether nothing more happens on this node without a person. */
    public boolean stuck() {
        return state.equals("Stuck") || state.equals("Damaged") || isLeftToAPerson();
    }

    /** Whether it is, since a person brings the old cluster back there, or has done so. */
    public boolean isLeftToAPerson() {
        return !ended
                && recovering.filter(step -> step != RecoveryStep.CHECKING).isPresent();
    }

    /** Whether the decision for the restored cluster has fallen. */
    public boolean committed() {
        return COMMITTED.contains(state);
    }

    /** Whether nothing has been changed yet. */
    public boolean beforeGo() {
        return BEFORE_GO.contains(state);
    }

    /** Whether the new data lies there, and only GO is missing. */
    public boolean staged() {
        return STAGED.contains(state);
    }

    /** What it does now, for people. */
    public String doing() {
        return StateWords.of(state)
                + recovering.map(step -> "; " + step.words()).orElse("");
    }

    /** The same, with the reason if it is not the way forward. */
    public String doingAndWhy() {
        return StateWords.of(state)
                + (why.isEmpty() ? "" : ", because " + why)
                + recovering.map(step -> "; " + step.words()).orElse("");
    }
}
