package io.etcdbr.kubectl.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PausesTest {
    /** The pauses, each in milliseconds, where every attempt takes so long. */
    private static List<Long> made(Duration timeout, Duration each, Duration asked) {
        Pauses pauses = Pauses.within(timeout);
        List<Long> made = new ArrayList<>();
        Duration length = each;
        for (Optional<Duration> next = pauses.next(1, length, Duration.ZERO, asked);
                next.isPresent();
                next = pauses.next(made.size() + 1, length, length.minus(each), asked)) {
            made.add(next.get().toMillis());
            length = length.plus(next.get()).plus(each);
        }
        return made;
    }

    @Test
    void theyGrowAndEndAfterFive() {
        assertThat(made(Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO))
                .containsExactly(500L, 1000L, 2000L, 4000L, 4000L);
    }

    @Test
    void noAttemptBeginsLaterThanFifteenSecondsAfterTheFirstFailure() {
        assertThat(made(Duration.ZERO, Duration.ofSeconds(4), Duration.ZERO)).containsExactly(500L, 1000L, 2000L);
        assertThat(made(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO))
                .containsExactly(500L, 1000L, 2000L, 4000L);
    }

    @Test
    void noAttemptBeginsLaterThanTheRequestTimeoutAfterTheFirstOne() {
        assertThat(made(Duration.ofSeconds(4), Duration.ZERO, Duration.ZERO)).containsExactly(500L, 1000L, 2000L);
        assertThat(made(Duration.ofSeconds(4), Duration.ofSeconds(2), Duration.ZERO))
                .containsExactly(500L);
    }

    @Test
    void theServerMayAskForLongerPausesButNotForOnesBeyondTheEnd() {
        assertThat(made(Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(3)))
                .containsExactly(3000L, 3000L, 3000L, 4000L);
        assertThat(made(Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(16)))
                .isEmpty();
    }

    @Test
    void whoeverAsksAgainByItselfWaitsForNothing() {
        assertThat(Pauses.none().next(1, Duration.ZERO, Duration.ZERO, Duration.ZERO))
                .isEmpty();
    }
}
