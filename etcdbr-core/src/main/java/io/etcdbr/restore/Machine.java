package io.etcdbr.restore;

import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;
import java.util.Optional;

/**
 * A restore as one node takes part in it: a pure function of a state and an event. It never looks at a clock, a disk or the
 * network. Every state is journaled before its commands are begun, so a crash at any point is followed by {@link #resume} of the
 * last state.
 */
public final class Machine {
    static final Duration ARMED = Duration.ofMinutes(10);
    static final Duration LEAVE_GATE = Duration.ofSeconds(10);
    static final Duration FIRST_API = Duration.ofSeconds(60);

    private final RestorePlan plan;
    private final Commands commands;
    private final Staged staged;
    private final boolean first;

    /**
     * @param self the node
     * @param staged what the stager made here
     * @throws IllegalArgumentException if {@code self} does not take part, or {@code staged} is of another plan
     */
    public Machine(RestorePlan plan, String self, Staged staged) {
        if (!staged.plan().equals(PlanCodec.digest(plan))) {
            throw new IllegalArgumentException("what is staged on node " + self + " is for the plan with digest "
                    + staged.plan() + "; expected " + PlanCodec.digest(plan));
        }
        this.plan = plan;
        this.staged = staged;
        this.first = plan.first().equals(plan.participant(self));
        this.commands = new Commands(plan, self, staged);
    }

    /** How a node begins: armed. */
    public Step start() {
        return resume(new State.Armed());
    }

    /** The commands of a state that was read from the journal. */
    public Step resume(State state) {
        return new Step(state, commands.of(state));
    }

    /** What follows. An event that does not belong to the state changes nothing. */
    public Step step(State state, Event event) {
        return resume(next(state, event));
    }

    /**
     * How long the runner waits in this state before it reports {@link Event.DeadlinePassed}. It is measured by the clock that
     * counts since boot, from when the state was journaled; after a reboot it begins anew.
     */
    public Optional<Duration> deadline(State state) {
        return Optional.ofNullable(
                switch (state) {
                    case State.Armed _ -> ARMED;
                    case State.StoppingApi _, State.StoppingEtcd _, State.Swapping _ ->
                        plan.deadlines().stop();
                    case State.AtGate _, State.GivingUp _ -> plan.deadlines().gate();
                    case State.LeavingGate _ -> LEAVE_GATE;
                    case State.StartingEtcd _, State.AwaitingMembers _, State.Voting _, State.AwaitingOld _ ->
                        plan.deadlines().start();
                    case State.AwaitingFirstApi _ -> FIRST_API;
                    case State.Finishing _ -> plan.deadlines().api();
                    case State.AskingRollback _,
                            State.StartingApi _,
                            State.StartingControllers _,
                            State.RollingBack _,
                            State.SwappingBack _,
                            State.RestartingOld _,
                            State.Aborting _,
                            State.Stuck _,
                            State.Terminal _ -> null;
                });
    }

    private record At(State state, Event event) {}

    private State next(State state, Event event) {
        return switch (new At(state, event)) {
            case At(State.Armed _, Event.GoSeen(String value))
            when value.equals(staged.armed()) -> new State.StoppingApi();
            case At(State.Armed _, Event.DeadlinePassed _) -> new State.Disarmed("no GO came in time");
            case At(State.Armed _, Event.RollbackAsked _) -> new State.Disarmed(ASKED);

            case At(State.StoppingApi _, Event.ApiStopped _) -> new State.AtGate();
            case At(State.StoppingApi _, Event.DeadlinePassed _) ->
                new State.GivingUp("the API server did not go in time");

            case At(State.AtGate _, Event.GateRead(Gate gate)) -> through(gate, "another node called it off");
            case At(State.AtGate _, Event.RevisionPassed(long live)) ->
                new State.GivingUp(
                        "etcd is at revision " + live + "; the restored store begins at " + plan.firstRevision());
            case At(State.AtGate _, Event.ManifestChanged(String why)) -> new State.GivingUp(why);
            case At(State.AtGate _, Event.DeadlinePassed _) ->
                new State.GivingUp("not all API servers were gone in time");

            case At(State.StoppingApi _, Event.RollbackAsked(boolean force)) -> giveUp(force);
            case At(State.AtGate _, Event.RollbackAsked(boolean force)) -> giveUp(force);
            case At(State.GivingUp _, Event.RollbackAsked(boolean force)) when force -> giveUp(true);

            case At(State.GivingUp(String why), Event.GateRead(Gate gate)) -> through(gate, why);
            case At(State.GivingUp(String why), Event.DeadlinePassed _) -> new State.Aborting(why, false);

            case At(State.LeavingGate _, Event.AllSeen _) -> new State.StoppingEtcd();
            case At(State.LeavingGate _, Event.DeadlinePassed _) -> new State.StoppingEtcd();
            case At(State.LeavingGate _, Event.RollbackAsked _) -> new State.Aborting(ASKED, false);

            case At(State.StoppingEtcd _, Event.EtcdStopped _) -> new State.Swapping();
            case At(State.StoppingEtcd _, Event.ManifestChanged(String why)) -> new State.RestartingOld(why, false);
            case At(State.StoppingEtcd _, Event.DeadlinePassed _) ->
                new State.RestartingOld("etcd did not go in time", false);
            case At(State.StoppingEtcd _, Event.RollbackAsked _) -> new State.RestartingOld(ASKED, false);

            case At(State.Swapping _, Event.Swapped(Data in)) when in == Data.NEW -> new State.StartingEtcd();
            case At(State.Swapping _, Event.SwapRefused(String why)) -> new State.RestartingOld(why, false);
            case At(State.Swapping _, Event.SwapUnclear(String why)) -> new State.Stuck(state, why);
            case At(State.Swapping _, Event.DeadlinePassed _) ->
                new State.RollingBack("the data could not be exchanged in time");
            case At(State.Swapping _, Event.RollbackAsked _) -> new State.RollingBack(ASKED);

            case At(State.StartingEtcd _, Event.EtcdStarted(Data with))
            when with == Data.NEW -> new State.AwaitingMembers();
            case At(State.StartingEtcd _, Event.EtcdRefused(String why)) -> new State.RollingBack(why);
            case At(State.StartingEtcd _, Event.DeadlinePassed _) ->
                new State.RollingBack("the new etcd could not be started in time");
            case At(State.StartingEtcd _, Event.RollbackAsked _) -> new State.RollingBack(ASKED);

            case At(State.AwaitingMembers _, Event.AllMembersThere _) -> new State.Voting();
            case At(State.AwaitingMembers _, Event.DecisionRead(Decision decision)) -> decided(decision, DECIDED);
            case At(State.AwaitingMembers _, Event.OldClusterAnswers(String node)) ->
                new State.RollingBack("node " + node + " runs the old etcd");
            case At(State.AwaitingMembers _, Event.OwnEtcdFails(String why)) -> new State.RollingBack(why);
            case At(State.AwaitingMembers _, Event.DeadlinePassed _) ->
                new State.RollingBack("not all members came up in the new etcd in time");
            case At(State.AwaitingMembers _, Event.RollbackAsked _) -> new State.RollingBack(ASKED);

            case At(State.Voting _, Event.DecisionRead(Decision decision)) -> decided(decision, DECIDED);
            case At(State.Voting _, Event.OldClusterAnswers(String node)) -> wentBack(node);
            case At(State.Voting _, Event.ProofFailed(String why)) -> new State.AskingRollback(why);
            case At(State.Voting _, Event.DeadlinePassed _) -> new State.AskingRollback("no decision was made in time");
            case At(State.Voting _, Event.RollbackAsked(boolean force)) ->
                force ? new State.RollingBack(FORCED) : new State.AskingRollback(ASKED);

            case At(State.AskingRollback(String why), Event.DecisionRead(Decision decision)) -> decided(decision, why);
            case At(State.AskingRollback _, Event.OldClusterAnswers(String node)) -> wentBack(node);
            case At(State.AskingRollback _, Event.RollbackAsked(boolean force))
            when force -> new State.RollingBack(FORCED);

            case At(State.AwaitingFirstApi _, Event.FirstApiReady _) -> new State.StartingApi();
            case At(State.AwaitingFirstApi _, Event.DeadlinePassed _) -> new State.StartingApi();
            case At(State.StartingApi _, Event.ApiReady _) -> new State.StartingControllers();
            case At(State.StartingControllers _, Event.ControllersStarted _) ->
                first ? new State.Finishing() : new State.Restored();
            case At(State.Finishing _, Event.Finished _) -> new State.Restored();
            case At(State.Finishing _, Event.DeadlinePassed _) -> new State.Restored();

            case At(State.RollingBack(String why), Event.EtcdStopped _) -> new State.SwappingBack(why);
            case At(State.SwappingBack(String why), Event.Swapped(Data in))
            when in == Data.OLD -> new State.RestartingOld(why, true);
            case At(State.SwappingBack _, Event.SwapUnclear(String unclear)) -> new State.Stuck(state, unclear);
            case At(State.RestartingOld(String why, boolean swapped), Event.EtcdStarted(Data with))
            when with == Data.OLD -> new State.AwaitingOld(why, swapped);
            case At(State.RestartingOld _, Event.EtcdRefused(String refused)) -> new State.Stuck(state, refused);
            case At(State.AwaitingOld(String why, boolean swapped), Event.OldLeaderSeen _) ->
                new State.Aborting(why, swapped);
            case At(State.AwaitingOld(String why, boolean swapped), Event.DeadlinePassed _) ->
                new State.Aborting(why, swapped);
            case At(State.Aborting(String why, boolean swapped), Event.ManifestsBack _) ->
                swapped ? new State.RolledBack(why) : new State.Aborted(why);

            case At(State _, Event.BroughtBack _) -> broughtBack(state);

            case At(State.Stuck(State where, String _), Event.ResumeAsked _) -> where;
            case At(State.Stuck(State where, String _), Event.RollbackAsked _) -> next(where, event);

            case At(State same, Event _) -> same;
        };
    }

    private static final String ASKED = "a person asked for it";
    private static final String DECIDED = "the nodes decided to go back";
    private static final String FORCED = "a person forced it";
    private static final String BY_HAND = "a person brought the old cluster back with RECOVER.sh";

    /** The way back from where everything that it finds undone is done already, and what a script left out is done. */
    private static State broughtBack(State state) {
        return switch (state) {
            case State.Armed _,
                    State.StoppingApi _,
                    State.AtGate _,
                    State.GivingUp _,
                    State.LeavingGate _,
                    State.StoppingEtcd _,
                    State.Disarmed _ -> new State.RestartingOld(BY_HAND, false);
            case State.Swapping _,
                    State.StartingEtcd _,
                    State.AwaitingMembers _,
                    State.Voting _,
                    State.AskingRollback _,
                    State.AwaitingFirstApi _,
                    State.StartingApi _,
                    State.StartingControllers _,
                    State.Finishing _,
                    State.Restored _ -> new State.RollingBack(BY_HAND);
            case State.RollingBack _, State.SwappingBack _, State.RestartingOld _ -> state;
            case State.AwaitingOld(String why, boolean swapped) -> new State.RestartingOld(why, swapped);
            case State.Aborting(String why, boolean swapped) -> new State.RestartingOld(why, swapped);
            case State.Aborted(String why) -> new State.RestartingOld(why, false);
            case State.RolledBack(String why) -> new State.RestartingOld(why, true);
            case State.Stuck(State where, String _) -> broughtBack(where);
        };
    }

    private static State giveUp(boolean force) {
        return force ? new State.Aborting(FORCED, false) : new State.GivingUp(ASKED);
    }

    private static State through(Gate gate, String whyNot) {
        return switch (gate) {
            case PROCEED -> new State.LeavingGate();
            case ABORT -> new State.Aborting(whyNot, false);
        };
    }

    private State decided(Decision decision, String whyBack) {
        return switch (decision) {
            case COMMIT -> first ? new State.StartingApi() : new State.AwaitingFirstApi();
            case ROLLBACK -> new State.RollingBack(whyBack);
        };
    }

    /** R2: whoever was in the new etcd and left it knew that there is no commit, and never will be. */
    private static State wentBack(String node) {
        return new State.RollingBack("node " + node + " has gone back to the old etcd");
    }
}
