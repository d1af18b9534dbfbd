package io.etcdbr.restore;

import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;
import java.util.List;

/** The commands of each state. */
final class Commands {
    /** How long a participant must show the old etcd before a node that has not voted goes back: it may only be slow. */
    static final Duration OLD_FOR = Duration.ofSeconds(30);

    /** The next in the order of names proves only if the one before it did not within this time. */
    static final Duration PROVE_AFTER = Duration.ofSeconds(5);

    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final Duration FAST = Duration.ofMillis(250);
    private static final Command API_DOWN = new Command.KeepApiDown(FAST);

    private final RestorePlan plan;
    private final Staged staged;
    private final Duration turn;

    Commands(RestorePlan plan, String self, Staged staged) {
        this.plan = plan;
        this.staged = staged;
        this.turn =
                PROVE_AFTER.multipliedBy(plan.nodes().stream().sorted().toList().indexOf(self));
    }

    List<Command> of(State state) {
        return switch (state) {
            case State.Armed _ -> List.of(new Command.KeepArmed(staged.armed(), FAST));
            case State.StoppingApi _ -> List.of(new Command.StopApi());
            case State.AtGate _ -> List.of(API_DOWN, new Command.AskToProceed(plan.firstRevision(), FAST));
            case State.GivingUp _ -> List.of(API_DOWN, new Command.AskToAbort(SLOW));
            case State.LeavingGate _ -> List.of(API_DOWN, new Command.LeaveGate(FAST));
            case State.StoppingEtcd _ -> List.of(API_DOWN, new Command.StopEtcd(Data.OLD));
            case State.Swapping _ -> List.of(API_DOWN, new Command.Swap(Data.NEW));
            case State.StartingEtcd _ -> List.of(API_DOWN, new Command.StartEtcd(Data.NEW));
            case State.AwaitingMembers _ -> List.of(API_DOWN, new Command.WatchMembers(OLD_FOR, FAST));
            case State.Voting _ ->
                List.of(
                        API_DOWN,
                        new Command.Vote(FAST),
                        new Command.Prove(turn, FAST),
                        new Command.WatchDecision(FAST));
            case State.AskingRollback _ ->
                List.of(API_DOWN, new Command.AskToRollBack(SLOW), new Command.WatchDecision(SLOW));
            case State.AwaitingFirstApi _ ->
                List.of(API_DOWN, new Command.AwaitApiOf(plan.first().node(), FAST));
            case State.StartingApi _ -> List.of(new Command.StartApi());
            case State.StartingControllers _ -> List.of(new Command.StartControllers());
            case State.Finishing _ -> List.of(new Command.RemoveKeys(SLOW));
            case State.RollingBack _ -> List.of(API_DOWN, new Command.StopEtcd(Data.NEW));
            case State.SwappingBack _ -> List.of(API_DOWN, new Command.Swap(Data.OLD));
            case State.RestartingOld _ -> List.of(API_DOWN, new Command.StartEtcd(Data.OLD));
            case State.AwaitingOld _ -> List.of(API_DOWN, new Command.AwaitOldLeader(FAST));
            case State.Aborting _ -> List.of(new Command.PutManifestsBack());
            case State.Terminal _ -> List.of(new Command.Leave());
            case State.Stuck _ -> List.of();
        };
    }
}
