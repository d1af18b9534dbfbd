package io.etcdbr.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.restore.plan.Deadlines;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MachineTest {
    private static final RestorePlan PLAN = PlanFixture.plan(3);
    private static final Staged STAGED = AllStates.staged(PLAN);
    private static final Machine FIRST = new Machine(PLAN, "cp1", STAGED);
    private static final Machine OTHER = new Machine(PLAN, "cp2", STAGED);

    /** Every change of a state there is; what is not here changes nothing. */
    private static final String TABLE = """
            Aborted + BroughtBack[] -> RestartingOld
            Aborting + BroughtBack[] -> RestartingOld
            Aborting + ManifestsBack[] -> Aborted
            Aborting swapped + BroughtBack[] -> RestartingOld swapped
            Aborting swapped + ManifestsBack[] -> RolledBack
            Armed + BroughtBack[] -> RestartingOld
            Armed + DeadlinePassed[] -> Disarmed
            Armed + GoSeen[value=armed] -> StoppingApi
            Armed + RollbackAsked[force=false] -> Disarmed
            Armed + RollbackAsked[force=true] -> Disarmed
            AskingRollback + BroughtBack[] -> RollingBack
            AskingRollback + DecisionRead[decision=COMMIT] -> StartingApi
            AskingRollback + DecisionRead[decision=ROLLBACK] -> RollingBack
            AskingRollback + OldClusterAnswers[node=cp2] -> RollingBack
            AskingRollback + RollbackAsked[force=true] -> RollingBack
            AtGate + BroughtBack[] -> RestartingOld
            AtGate + DeadlinePassed[] -> GivingUp
            AtGate + GateRead[gate=ABORT] -> Aborting
            AtGate + GateRead[gate=PROCEED] -> LeavingGate
            AtGate + ManifestChanged[why=why] -> GivingUp
            AtGate + RevisionPassed[live=2000000] -> GivingUp
            AtGate + RollbackAsked[force=false] -> GivingUp
            AtGate + RollbackAsked[force=true] -> Aborting
            AwaitingFirstApi + BroughtBack[] -> RollingBack
            AwaitingFirstApi + DeadlinePassed[] -> StartingApi
            AwaitingFirstApi + FirstApiReady[] -> StartingApi
            AwaitingMembers + AllMembersThere[] -> Voting
            AwaitingMembers + BroughtBack[] -> RollingBack
            AwaitingMembers + DeadlinePassed[] -> RollingBack
            AwaitingMembers + DecisionRead[decision=COMMIT] -> StartingApi
            AwaitingMembers + DecisionRead[decision=ROLLBACK] -> RollingBack
            AwaitingMembers + OldClusterAnswers[node=cp2] -> RollingBack
            AwaitingMembers + OwnEtcdFails[why=why] -> RollingBack
            AwaitingMembers + RollbackAsked[force=false] -> RollingBack
            AwaitingMembers + RollbackAsked[force=true] -> RollingBack
            AwaitingOld + BroughtBack[] -> RestartingOld
            AwaitingOld + DeadlinePassed[] -> Aborting
            AwaitingOld + OldLeaderSeen[] -> Aborting
            AwaitingOld swapped + BroughtBack[] -> RestartingOld swapped
            AwaitingOld swapped + DeadlinePassed[] -> Aborting swapped
            AwaitingOld swapped + OldLeaderSeen[] -> Aborting swapped
            Disarmed + BroughtBack[] -> RestartingOld
            Finishing + BroughtBack[] -> RollingBack
            Finishing + DeadlinePassed[] -> Restored
            Finishing + Finished[] -> Restored
            GivingUp + BroughtBack[] -> RestartingOld
            GivingUp + DeadlinePassed[] -> Aborting
            GivingUp + GateRead[gate=ABORT] -> Aborting
            GivingUp + GateRead[gate=PROCEED] -> LeavingGate
            GivingUp + RollbackAsked[force=true] -> Aborting
            LeavingGate + AllSeen[] -> StoppingEtcd
            LeavingGate + BroughtBack[] -> RestartingOld
            LeavingGate + DeadlinePassed[] -> StoppingEtcd
            LeavingGate + RollbackAsked[force=false] -> Aborting
            LeavingGate + RollbackAsked[force=true] -> Aborting
            RestartingOld + EtcdRefused[why=why] -> Stuck
            RestartingOld + EtcdStarted[with=OLD] -> AwaitingOld
            RestartingOld swapped + EtcdRefused[why=why] -> Stuck
            RestartingOld swapped + EtcdStarted[with=OLD] -> AwaitingOld swapped
            Restored + BroughtBack[] -> RollingBack
            RolledBack + BroughtBack[] -> RestartingOld swapped
            RollingBack + EtcdStopped[] -> SwappingBack
            StartingApi + ApiReady[] -> StartingControllers
            StartingApi + BroughtBack[] -> RollingBack
            StartingControllers + BroughtBack[] -> RollingBack
            StartingControllers + ControllersStarted[] -> Finishing
            StartingEtcd + BroughtBack[] -> RollingBack
            StartingEtcd + DeadlinePassed[] -> RollingBack
            StartingEtcd + EtcdRefused[why=why] -> RollingBack
            StartingEtcd + EtcdStarted[with=NEW] -> AwaitingMembers
            StartingEtcd + RollbackAsked[force=false] -> RollingBack
            StartingEtcd + RollbackAsked[force=true] -> RollingBack
            StoppingApi + ApiStopped[] -> AtGate
            StoppingApi + BroughtBack[] -> RestartingOld
            StoppingApi + DeadlinePassed[] -> GivingUp
            StoppingApi + RollbackAsked[force=false] -> GivingUp
            StoppingApi + RollbackAsked[force=true] -> Aborting
            StoppingEtcd + BroughtBack[] -> RestartingOld
            StoppingEtcd + DeadlinePassed[] -> RestartingOld
            StoppingEtcd + EtcdStopped[] -> Swapping
            StoppingEtcd + ManifestChanged[why=why] -> RestartingOld
            StoppingEtcd + RollbackAsked[force=false] -> RestartingOld
            StoppingEtcd + RollbackAsked[force=true] -> RestartingOld
            Swapping + BroughtBack[] -> RollingBack
            Swapping + DeadlinePassed[] -> RollingBack
            Swapping + RollbackAsked[force=false] -> RollingBack
            Swapping + RollbackAsked[force=true] -> RollingBack
            Swapping + SwapRefused[why=why] -> RestartingOld
            Swapping + SwapUnclear[why=why] -> Stuck
            Swapping + Swapped[in=NEW] -> StartingEtcd
            SwappingBack + SwapUnclear[why=why] -> Stuck
            SwappingBack + Swapped[in=OLD] -> RestartingOld swapped
            Voting + BroughtBack[] -> RollingBack
            Voting + DeadlinePassed[] -> AskingRollback
            Voting + DecisionRead[decision=COMMIT] -> StartingApi
            Voting + DecisionRead[decision=ROLLBACK] -> RollingBack
            Voting + OldClusterAnswers[node=cp2] -> RollingBack
            Voting + ProofFailed[why=why] -> AskingRollback
            Voting + RollbackAsked[force=false] -> AskingRollback
            Voting + RollbackAsked[force=true] -> RollingBack
            """;

    @Test
    void theTableHasEveryChangeOfAStateAndNoOther() {
        assertThat(changes(FIRST)).isEqualTo(TABLE.lines().collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theOthersDifferOnlyInWhoStartsFirstAndFinishes() {
        Set<String> differences = changes(OTHER);
        differences.removeAll(changes(FIRST));

        assertThat(differences)
                .containsExactlyInAnyOrder(
                        "AskingRollback + DecisionRead[decision=COMMIT] -> AwaitingFirstApi",
                        "AwaitingMembers + DecisionRead[decision=COMMIT] -> AwaitingFirstApi",
                        "StartingControllers + ControllersStarted[] -> Restored",
                        "Voting + DecisionRead[decision=COMMIT] -> AwaitingFirstApi");
    }

    @Test
    void whatIsStuckGoesOnWhereItWasOrAsIfAskedThere() {
        for (State state : AllStates.states()) {
            if (state instanceof State.Stuck(State where, String _)) {
                for (Event event : AllStates.events(STAGED)) {
                    State expected = switch (event) {
                        case Event.ResumeAsked _ -> where;
                        case Event.RollbackAsked _, Event.BroughtBack _ ->
                            FIRST.step(where, event).state();
                        default -> state;
                    };
                    assertThat(FIRST.step(state, event).state()).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void theStateAloneSaysTheCommands() {
        for (State state : AllStates.states()) {
            for (Event event : AllStates.events(STAGED)) {
                Step step = OTHER.step(state, event);
                assertThat(OTHER.resume(step.state())).isEqualTo(step);
            }
            assertThat(OTHER.resume(state).commands().isEmpty()).isEqualTo(state instanceof State.Stuck);
        }
    }

    @Test
    void onlyADecisionOrAnothersReturnOrForceLeadsAVotedNodeBack() {
        List<Event> back = AllStates.events(STAGED).stream()
                .filter(event -> FIRST.step(new State.Voting(), event).state() instanceof State.RollingBack)
                .toList();

        assertThat(back)
                .containsExactlyInAnyOrder(
                        new Event.OldClusterAnswers("cp2"),
                        new Event.DecisionRead(Decision.ROLLBACK),
                        new Event.RollbackAsked(true),
                        new Event.BroughtBack());
    }

    @Test
    void nothingLeadsBackAfterTheCommitButAPersonWhoBroughtTheOldDataBack() {
        List<State> committed = List.of(
                new State.AwaitingFirstApi(),
                new State.StartingApi(),
                new State.StartingControllers(),
                new State.Finishing(),
                new State.Restored());
        for (State state : committed) {
            for (Event event : AllStates.events(STAGED)) {
                State next = FIRST.step(state, event).state();
                if (event instanceof Event.BroughtBack) {
                    assertThat(next).isInstanceOf(State.RollingBack.class);
                } else {
                    assertThat(committed).contains(next);
                }
            }
        }
    }

    @Test
    void theListsHaveEveryStateAndEveryEvent() {
        assertThat(AllStates.states().stream().map(State::getClass).collect(Collectors.toSet()))
                .isEqualTo(permitted(State.class));
        assertThat(AllStates.events(STAGED).stream().map(Event::getClass).collect(Collectors.toSet()))
                .isEqualTo(permitted(Event.class));
    }

    @Test
    void theOrderOfNamesSaysWhoProvesFirst() {
        assertThat(FIRST.resume(new State.Voting()).commands())
                .anyMatch(command ->
                        command instanceof Command.Prove prove && prove.after().isZero());
        assertThat(OTHER.resume(new State.Voting()).commands())
                .anyMatch(command ->
                        command instanceof Command.Prove prove && prove.after().toSeconds() == 5);
    }

    @Test
    void theDeadlinesAreThoseOfTheDesign() {
        Map<String, Duration> deadlines = new TreeMap<>();
        AllStates.states().forEach(state -> FIRST.deadline(state).ifPresent(time -> deadlines.put(state.name(), time)));

        Deadlines planned = PLAN.deadlines();
        assertThat(deadlines)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("Armed", Duration.ofMinutes(10)),
                        Map.entry("StoppingApi", planned.stop()),
                        Map.entry("AtGate", planned.gate()),
                        Map.entry("GivingUp", planned.gate()),
                        Map.entry("LeavingGate", Duration.ofSeconds(10)),
                        Map.entry("StoppingEtcd", planned.stop()),
                        Map.entry("Swapping", planned.stop()),
                        Map.entry("StartingEtcd", planned.start()),
                        Map.entry("AwaitingMembers", planned.start()),
                        Map.entry("Voting", planned.start()),
                        Map.entry("AwaitingFirstApi", Duration.ofSeconds(60)),
                        Map.entry("Finishing", planned.api()),
                        Map.entry("AwaitingOld", planned.start())));
    }

    @Test
    void theApiIsKeptDownFromTheGateToTheCommitAndOnTheWayBackUntilTheOldEtcdIsThere() {
        assertThat(AllStates.states().stream()
                        .filter(state ->
                                OTHER.resume(state).commands().stream().anyMatch(Command.KeepApiDown.class::isInstance))
                        .map(State::name)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "AtGate",
                        "GivingUp",
                        "LeavingGate",
                        "StoppingEtcd",
                        "Swapping",
                        "StartingEtcd",
                        "AwaitingMembers",
                        "Voting",
                        "AskingRollback",
                        "AwaitingFirstApi",
                        "RollingBack",
                        "SwappingBack",
                        "RestartingOld",
                        "AwaitingOld");
    }

    @Test
    void anotherMustShowTheOldEtcdForHalfAMinuteBeforeANodeThatHasNotVotedGoesBack() {
        assertThat(FIRST.resume(new State.AwaitingMembers()).commands())
                .anyMatch(command -> command instanceof Command.WatchMembers watch
                        && watch.oldFor().equals(Duration.ofSeconds(30)));
    }

    @Test
    void whatWasStagedForAnotherPlanIsRefused() {
        Staged other = AllStates.staged(PlanFixture.plan(2));

        assertThatThrownBy(() -> new Machine(PLAN, "cp1", other)).hasMessageContaining("is for the plan with digest");
        assertThatThrownBy(() -> new Machine(PLAN, "cp9", STAGED)).hasMessageContaining("node cp9 does not take part");
    }

    private static Set<Class<?>> permitted(Class<?> type) {
        return Arrays.stream(type.getPermittedSubclasses())
                .flatMap(each -> each.isSealed() ? permitted(each).stream() : Stream.<Class<?>>of(each))
                .collect(Collectors.toSet());
    }

    private static Set<String> changes(Machine machine) {
        Set<String> changes = new TreeSet<>();
        for (State state : AllStates.states()) {
            for (Event event : AllStates.events(STAGED)) {
                State next = machine.step(state, event).state();
                if (!next.equals(state) && !(state instanceof State.Stuck)) {
                    changes.add(shown(state) + " + " + event.toString().replace(STAGED.armed(), "armed") + " -> "
                            + shown(next));
                }
            }
        }
        return changes;
    }

    /** Without the reason, and with {@code swapped}, which says how it will end. */
    private static String shown(State state) {
        return switch (state) {
            case State.RestartingOld(String _, boolean swapped) -> "RestartingOld" + (swapped ? " swapped" : "");
            case State.AwaitingOld(String _, boolean swapped) -> "AwaitingOld" + (swapped ? " swapped" : "");
            case State.Aborting(String _, boolean swapped) -> "Aborting" + (swapped ? " swapped" : "");
            default -> state.name();
        };
    }
}
