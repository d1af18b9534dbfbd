package io.etcdbr.node.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SyncStepTest {
    private static final long MIB = 1 << 20;

    private final SyncStep step = new SyncStep();

    @Test
    void aFastDiskIsForcedSeldom() {
        assertThat(step.bytes()).isEqualTo(8 * MIB);
        times(2, Duration.ofMillis(50));
        assertThat(step.bytes()).isEqualTo(32 * MIB);
        times(20, Duration.ofMillis(50));
        assertThat(step.bytes()).isEqualTo(64 * MIB);
    }

    @Test
    void aSlowDiskGetsSmallPieces() {
        times(20, Duration.ofMillis(900));
        assertThat(step.bytes()).isEqualTo(4 * MIB);
    }

    @Test
    void whatIsRightStays() {
        times(20, Duration.ofMillis(150));
        assertThat(step.bytes()).isEqualTo(8 * MIB);
    }

    private void times(int count, Duration force) {
        for (int i = 0; i < count; i++) {
            step.took(force);
        }
    }
}
