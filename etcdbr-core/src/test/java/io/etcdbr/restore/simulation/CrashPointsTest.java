package io.etcdbr.restore.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each thing that happens in a restore is once the last before a crash. */
class CrashPointsTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void afterAKillAtAnyMomentTheRestoreGoesOn(int victim) {
        everyMoment(victim, host -> {
            host.killExecutor();
            host.startExecutor();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void afterAPowerCutAtAnyMomentTheRestoreGoesOn(int victim) {
        everyMoment(victim, host -> {
            host.powerOff();
            host.world.after(4000, host::powerOn);
        });
    }

    private interface Crash {
        void strike(Host host);
    }

    private static void everyMoment(int victim, Crash crash) {
        for (boolean exchanges : new boolean[] {true, false}) {
            boolean struck = true;
            int moment = 1;
            for (; struck; moment++) {
                World world = Simulation.quiet(4711, 2, 0, Set.of(), false).world;
                Simulation simulation = new Simulation(world);
                Host host = world.hosts.get(victim);
                world.hosts.forEach(each -> each.exchanges = exchanges);
                int wanted = moment;
                int[] seen = {0};
                boolean[] done = {false};
                world.afterEach = () -> {
                    if (host.executor.isPresent() && ++seen[0] == wanted) {
                        done[0] = true;
                        crash.strike(host);
                    }
                };
                assertThat(simulation.run())
                        .as("crash of %s after %d happenings", host.name, wanted)
                        .isEqualTo(Simulation.End.RESTORED);
                struck = done[0];
            }
            assertThat(moment).as("moments at which it struck").isGreaterThan(100);
        }
    }
}
