package io.etcdbr.restore.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation can fail: whichever rule of the protocol is taken away, it finds out what the rule was for. */
class WeaknessTest {
    private static final int SEEDS = 3000;

    @ParameterizedTest
    @EnumSource
    void whichRuleEverIsMissingAPromiseIsBroken(Weakness missing) {
        assertThat(breaks(EnumSet.of(missing)))
                .as("without the rule, in %d restores", SEEDS)
                .isTrue();
    }

    private static boolean breaks(Set<Weakness> weak) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            try {
                Simulation.run(seed, weak);
            } catch (Violation e) {
                return true;
            }
        }
        return false;
    }
}
