package io.etcdbr.restore;

import io.etcdbr.format.Sha256;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every state and every event that there is, with each of their flags; a test holds the lists against the sealed types. */
public final class AllStates {
    private AllStates() {}

    public static Staged staged(RestorePlan plan) {
        return staged(PlanCodec.digest(plan));
    }

    public static Staged staged(Sha256 plan) {
        return new Staged(plan, "fe01cf57", 4711, 4712, Map.of());
    }

    public static List<State> states() {
        List<State> moving = List.of(
                new State.Armed(),
                new State.StoppingApi(),
                new State.AtGate(),
                new State.GivingUp("why"),
                new State.LeavingGate(),
                new State.StoppingEtcd(),
                new State.Swapping(),
                new State.StartingEtcd(),
                new State.AwaitingMembers(),
                new State.Voting(),
                new State.AskingRollback("why"),
                new State.AwaitingFirstApi(),
                new State.StartingApi(),
                new State.StartingControllers(),
                new State.Finishing(),
                new State.RollingBack("why"),
                new State.SwappingBack("why"),
                new State.RestartingOld("why", true),
                new State.RestartingOld("why", false),
                new State.AwaitingOld("why", true),
                new State.AwaitingOld("why", false),
                new State.Aborting("why", true),
                new State.Aborting("why", false));
        List<State> all = new ArrayList<>(moving);
        moving.forEach(state -> all.add(new State.Stuck(state, "why")));
        all.addAll(List.of(
                new State.Restored(),
                new State.RolledBack("why"),
                new State.Aborted("why"),
                new State.Disarmed("why")));
        return all;
    }

    /** @param staged its GO is among the events, and one of another restore */
    public static List<Event> events(Staged staged) {
        return List.of(
                new Event.GoSeen(staged.armed()),
                new Event.GoSeen("another"),
                new Event.ApiStopped(),
                new Event.GateRead(Gate.PROCEED),
                new Event.GateRead(Gate.ABORT),
                new Event.RevisionPassed(2_000_000),
                new Event.ManifestChanged("why"),
                new Event.AllSeen(),
                new Event.EtcdStopped(),
                new Event.Swapped(Data.NEW),
                new Event.Swapped(Data.OLD),
                new Event.SwapRefused("why"),
                new Event.SwapUnclear("why"),
                new Event.EtcdStarted(Data.NEW),
                new Event.EtcdStarted(Data.OLD),
                new Event.EtcdRefused("why"),
                new Event.AllMembersThere(),
                new Event.OldClusterAnswers("cp2"),
                new Event.OwnEtcdFails("why"),
                new Event.DecisionRead(Decision.COMMIT),
                new Event.DecisionRead(Decision.ROLLBACK),
                new Event.ProofFailed("why"),
                new Event.FirstApiReady(),
                new Event.ApiReady(),
                new Event.ControllersStarted(),
                new Event.Finished(),
                new Event.OldLeaderSeen(),
                new Event.ManifestsBack(),
                new Event.DeadlinePassed(),
                new Event.RollbackAsked(false),
                new Event.RollbackAsked(true),
                new Event.BroughtBack(),
                new Event.ResumeAsked());
    }
}
