package io.etcdbr.restore.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.etcdbr.restore.State;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Restores under random faults. {@code -Detcdbr.simulation.seeds=100000} runs so many, {@code -Detcdbr.simulation.first=4711}
 * from that seed on; otherwise 4000, or as many as fit into some seconds, but never fewer than 2000.
 */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("etcdbr.simulation.seeds", 4000);
    private static final int FIRST = Integer.getInteger("etcdbr.simulation.first", 1);
    private static final long LONGEST = Duration.ofSeconds(20).toNanos();
    private static final int LEAST = 2000;

    @Test
    void whateverGoesWrongTheNodesKeepTheirPromisesAndEndTogether() {
        Map<Simulation.End, Integer> ends = new EnumMap<>(Simulation.End.class);
        long begun = System.nanoTime();
        int seed = FIRST;
        for (; seed < FIRST + SEEDS; seed++) {
            if (System.getProperty("etcdbr.simulation.seeds") == null
                    && seed - FIRST >= LEAST
                    && System.nanoTime() - begun > LONGEST) {
                break;
            }
            ends.merge(run(seed), 1, Integer::sum);
        }
        int ran = seed - FIRST;
        System.out.printf("%d restores under random faults, of seeds %d to %d: %s%n", ran, FIRST, seed - 1, ends);
        assertThat(ran).isGreaterThanOrEqualTo(Math.min(SEEDS, LEAST));
        assertThat(ends).as("ends of %d restores", ran).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"1,0", "2,0", "3,0", "5,0", "2,1", "3,2"})
    void withoutFaultsTheClusterIsRestored(int present, int missing) {
        assertThat(Simulation.quiet(present, present, missing, Set.of(), false).run())
                .isEqualTo(Simulation.End.RESTORED);
    }

    /** Nothing on that node can ever be moved: as long as it is so, the others must not wait for it. */
    @ParameterizedTest
    @CsvSource({"1", "3"})
    void aDiskThatRefusesEveryRenameBringsTheOldClusterBackOnAllNodes(int nodes) {
        Simulation simulation = Simulation.quiet(4711, nodes, 0, Set.of(), false);
        simulation.world.participants().forEach(host -> host.refusesRenames = true);

        assertThat(simulation.run()).isEqualTo(Simulation.End.OLD);
    }

    @ParameterizedTest
    @CsvSource({"1", "3"})
    void anAlarmThatCameWithTheBackupDoesNotKeepTheClusterFromBeingRestored(int nodes) {
        Simulation simulation = Simulation.quiet(4711, nodes, 0, Set.of(), false);
        simulation.world.restored.staleAlarm = true;

        assertThat(simulation.run()).isEqualTo(Simulation.End.RESTORED);
    }

    @ParameterizedTest
    @CsvSource({"1", "3"})
    void aNewEtcdThatTakesNoWritesBringsTheOldClusterBack(int nodes) {
        Simulation simulation = Simulation.quiet(4711, nodes, 0, Set.of(), false);
        simulation.world.restored.neverWrites = true;

        assertThat(simulation.run()).isEqualTo(Simulation.End.OLD);
    }

    @ParameterizedTest
    @CsvSource({"1,Voting", "3,Voting", "3,AwaitingMembers"})
    void anAlarmThatRisesInTheNewEtcdBeforeTheCommitBringsTheOldClusterBack(int nodes, String state) {
        Simulation simulation = Simulation.quiet(4711, nodes, 0, Set.of(), false);
        simulation.world.participants().getFirst().alarmRisesIn = state;

        assertThat(simulation.run()).isEqualTo(Simulation.End.OLD);
    }

    /** What asks for the way back is refused as well, until the alarm is taken back, live as it is. */
    @ParameterizedTest
    @CsvSource({"1", "3"})
    void anAlarmThatRisesWhileTheWayBackIsAskedForDoesNotKeepTheNodesFromIt(int nodes) {
        Simulation simulation = Simulation.quiet(4711, nodes, 0, Set.of(), false);
        simulation.world.proofHolds = false;
        simulation.world.participants().getFirst().alarmRisesIn = "AskingRollback";

        assertThat(simulation.run()).isEqualTo(Simulation.End.OLD);
        assertThat(simulation.world.restored.liveAlarm).isFalse();
    }

    /** To take the alarm back is of no use then: the next write raises it again. */
    @ParameterizedTest
    @CsvSource({"1,Voting", "1,AskingRollback", "3,AskingRollback"})
    void aNewEtcdThatIsFullKeepsTheNodesWaitingUntilThereIsRoomAndThenTheyGoBack(int nodes, String state) {
        Simulation simulation = Simulation.quiet(4711, nodes, 0, Set.of(), false);
        World world = simulation.world;
        world.proofHolds = false;
        world.participants().getFirst().fullIn = state;
        boolean[] waited = {false};
        world.after(400_000, () -> {
            waited[0] = world.participants().stream()
                    .anyMatch(host -> host.executor
                            .filter(executor -> executor.state() instanceof State.AskingRollback)
                            .isPresent());
            world.restored.full = false;
        });

        assertThat(simulation.run()).isEqualTo(Simulation.End.OLD);
        assertThat(waited[0]).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1", "3"})
    void aManifestOfEtcdThatWasChangedBeforeTheGateBringsTheOldClusterBackOnAllNodes(int nodes) {
        Simulation simulation = Simulation.quiet(4711, nodes, 0, Set.of(), false);
        simulation.world.participants().getLast().etcdManifestChanged = true;

        assertThat(simulation.run()).isEqualTo(Simulation.End.OLD);
    }

    private static Simulation.End run(int seed) {
        try {
            return Simulation.run(seed, Set.of());
        } catch (RuntimeException e) {
            return fail("seed " + seed + ": " + e + "\n" + Simulation.trace(seed, Set.of()), e);
        }
    }
}
