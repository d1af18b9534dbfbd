package io.etcdbr.restore.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.restore.State;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each thing that happens in a restore is once the last before a crash. */
class CrashPointsTest {
    /** On the way back nodes wait for long and nothing happens to them; what answers late does so within this time. */
    private static final long STIR = 500;

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void afterAKillAtAnyMomentTheRestoreGoesOn(int victim) {
        everyMoment(victim, new Course(2, _ -> {}, Long.MAX_VALUE, Simulation.End.RESTORED), CrashPointsTest::kill);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void afterAPowerCutAtAnyMomentTheRestoreGoesOn(int victim) {
        everyMoment(victim, new Course(2, _ -> {}, Long.MAX_VALUE, Simulation.End.RESTORED), CrashPointsTest::cutPower);
    }

    @ParameterizedTest
    @CsvSource({"2,0", "2,1", "3,0", "3,1", "3,2"})
    void afterAKillAtAnyMomentAllNodesGoBackTogether(int nodes, int victim) {
        everyMoment(victim, newEtcdOfTheLastDoesNotStart(nodes), CrashPointsTest::kill);
    }

    @ParameterizedTest
    @CsvSource({"2,0", "2,1", "3,0", "3,1", "3,2"})
    void afterAPowerCutAtAnyMomentAllNodesGoBackTogether(int nodes, int victim) {
        everyMoment(victim, newEtcdOfTheLastDoesNotStart(nodes), CrashPointsTest::cutPower);
    }

    /** All have voted then, and go back by what they decide in the new etcd. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void afterAKillAtAnyMomentAllNodesGoBackTogetherFromTheirVotes(int victim) {
        everyMoment(
                victim,
                new Course(2, world -> world.proofHolds = false, STIR, Simulation.End.OLD),
                CrashPointsTest::kill);
    }

    private static Course newEtcdOfTheLastDoesNotStart(int nodes) {
        return new Course(
                nodes, world -> world.participants().getLast().newEtcdBroken = true, STIR, Simulation.End.OLD);
    }

    /**
     * What a restore runs into, and how it ends.
     *
     * @param stir how long after something changed on the victim, or in etcd, its crash may make a difference, in milliseconds
     */
    private record Course(int nodes, Consumer<World> scene, long stir, Simulation.End end) {}

    private interface Crash {
        void strike(Host host);
    }

    private static void kill(Host host) {
        host.killExecutor();
        host.startExecutor();
    }

    private static void cutPower(Host host) {
        host.powerOff();
        host.world.after(4000, host::powerOn);
    }

    /** What a crash leaves, or takes away. */
    private static List<Object> picture(Host host) {
        return List.of(
                host.journal.size(),
                List.of(host.member, host.newFolder, host.oldFolder, host.etcd, host.servesClients, host.api),
                List.of(host.etcdManifest, host.apiManifest, host.controllersManifest, host.executorManifest),
                host.world.old.store(),
                host.world.restored.store());
    }

    private static void everyMoment(int victim, Course course, Crash crash) {
        for (boolean exchanges : new boolean[] {true, false}) {
            boolean struck = true;
            int moment = 1;
            for (; struck; moment++) {
                World world = Simulation.quiet(4711, course.nodes, 0, Set.of(), false).world;
                Simulation simulation = new Simulation(world);
                Host host = world.hosts.get(victim);
                world.hosts.forEach(each -> each.exchanges = exchanges);
                course.scene.accept(world);
                int wanted = moment;
                int[] seen = {0};
                boolean[] done = {false};
                Stir stir = new Stir(host, course.stir);
                world.afterEach = () -> {
                    if (!done[0] && stir.isOn() && host.executor.isPresent() && ++seen[0] == wanted) {
                        done[0] = true;
                        crash.strike(host);
                    }
                };
                assertThat(simulation.run())
                        .as("crash of %s after %d happenings", host.name, wanted)
                        .isEqualTo(course.end);
                if (course.end == Simulation.End.OLD) {
                    assertThat(world.participants())
                            .as("crash of %s after %d happenings", host.name, wanted)
                            .allSatisfy(node -> assertThat(
                                            Executor.journal(node).state().orElseThrow())
                                    .isInstanceOf(State.RolledBack.class));
                }
                struck = done[0];
            }
            assertThat(moment).as("moments at which it struck").isGreaterThan(100);
        }
    }

    /** Whether something has changed on a host a short while ago. */
    private static final class Stir {
        private final Host host;
        private final long length;
        private List<Object> last = List.of();
        private long since;

        Stir(Host host, long length) {
            this.host = host;
            this.length = length;
        }

        boolean isOn() {
            if (length == Long.MAX_VALUE) {
                return true;
            }
            List<Object> now = picture(host);
            if (!now.equals(last)) {
                last = now;
                since = host.world.now();
            }
            return host.world.now() - since <= length;
        }
    }
}
