package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.node.coordination.Coordination;
import io.etcdbr.node.coordination.KeyView;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class GiveGoTest {
    private static final RestorePlan PLAN = PlanFixture.plan(3);
    private static final String VALUE = "digest hash";
    private static final Duration LONG = Duration.ofMinutes(10);

    /** What comes of each try: given, not given, or an answer that was lost. */
    private enum Try {
        GIVEN,
        NOT_GIVEN,
        LOST,
        /** Etcd refused the lease, so nothing was written. */
        NO_LEASE
    }

    private final Deque<Try> tries = new ArrayDeque<>();
    private EtcdClusterId cluster = PLAN.etcd().oldClusterId();
    private Optional<String> active = Optional.empty();
    private Duration lapse = Duration.ZERO;
    private int asked;

    @Test
    void anAnswerThatWasLostIsAskedForAnew() throws Exception {
        tries.addAll(List.of(Try.LOST, Try.NOT_GIVEN, Try.LOST, Try.GIVEN));

        giveGo(LONG);

        assertThat(tries).isEmpty();
    }

    @Test
    void nodesThatAreNotArmedAreNamed() {
        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> giveGo(Duration.ZERO))
                .matches(e -> e.failure().code() == ExitCode.REFUSED)
                .withMessageContaining("GO was not given: node cp1 is not armed");
    }

    /** Its GO stays for two minutes, and what was staged anew would be removed for that. */
    @Test
    void anotherRestoreThatHasEndedHereIsWaitedForUntilItsGoLapses() throws Exception {
        active = Optional.of("r20261120t143005-000000");
        lapse = LONG;
        tries.addAll(List.of(Try.NOT_GIVEN, Try.NOT_GIVEN, Try.GIVEN));

        giveGo(Duration.ZERO);

        assertThat(tries).isEmpty();
    }

    @Test
    void anotherRestoreThatHadGoIsNamedAndWhenToTryAgain() {
        active = Optional.of("r20261120t143005-000000");

        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> giveGo(Duration.ZERO))
                .matches(e -> e.failure().code() == ExitCode.REFUSED)
                .matches(e -> e.failure().remedy().contains("try again two minutes later"))
                .withMessageContaining("GO was not given: restore r20261120t143005-000000 had GO within the last two"
                        + " minutes, and may still be under way");
    }

    @Test
    void whoLostAnAnswerNeverSaysThatGoWasNotGiven() {
        tries.add(Try.LOST);

        assertUnknown(Duration.ofMillis(100));
    }

    @Test
    void anEtcdThatNeverAnswersLeavesItOpen() {
        tries.addAll(List.of(Try.LOST, Try.LOST, Try.LOST, Try.LOST));

        assertUnknown(Duration.ofMillis(600));
    }

    @Test
    void afterALostAnswerTheNewEtcdIsNotAskedForGo() {
        tries.addAll(List.of(Try.LOST, Try.GIVEN));
        cluster = PLAN.etcd().newClusterId();

        assertUnknown(LONG);
        assertThat(asked).isEqualTo(1);
    }

    /** As under an alarm: who is told so can stage again, and does not watch for an outage that never comes. */
    @Test
    void anEtcdThatAnswersButGivesNoLeaseWasNotGivenGo() {
        tries.addAll(List.of(Try.NO_LEASE, Try.NO_LEASE, Try.NO_LEASE, Try.NO_LEASE));

        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> giveGo(Duration.ofMillis(600)))
                .matches(e -> e.failure().code() == ExitCode.REFUSED)
                .withMessageContaining("GO was not given: etcd gives no lease for it (no space)");
    }

    @Test
    void withoutALeaseInAnotherEtcdItIsLeftOpenWhetherGoWasGivenBefore() {
        tries.add(Try.NO_LEASE);
        cluster = PLAN.etcd().newClusterId();

        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> giveGo(Duration.ZERO))
                .matches(e -> e.failure().code() == ExitCode.SOURCE_UNREACHABLE);
    }

    @Test
    void afterALostAnswerARefusedLeaseProvesNothing() {
        tries.addAll(List.of(Try.LOST, Try.NO_LEASE, Try.NO_LEASE, Try.NO_LEASE, Try.NO_LEASE));

        assertUnknown(Duration.ofMillis(600));
    }

    private void assertUnknown(Duration patience) {
        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> giveGo(patience))
                .matches(e -> e.failure().code() == ExitCode.SOURCE_UNREACHABLE)
                .withMessageContaining("whether GO is given is not known: lost");
    }

    private void giveGo(Duration patience) throws InterruptedException {
        GiveGo.run(PLAN, VALUE, patience, new GiveGo.Keys() {
            @Override
            public boolean giveGo(String value) throws IOException {
                asked++;
                assertThat(value).isEqualTo(VALUE);
                Try next = tries.isEmpty() ? Try.NOT_GIVEN : tries.remove();
                if (next == Try.LOST) {
                    throw new IOException("lost");
                }
                if (next == Try.NO_LEASE) {
                    throw new Coordination.NoLeaseException(new IOException("no space"));
                }
                return next == Try.GIVEN;
            }

            @Override
            public KeyView read() {
                return new KeyView(
                        cluster,
                        1,
                        Map.of(),
                        active,
                        Optional.empty(),
                        Set.of(),
                        Optional.empty(),
                        Set.of(),
                        Set.of(),
                        Optional.empty(),
                        Set.of());
            }

            @Override
            public Duration lapse(String other) {
                return lapse;
            }
        });
    }
}
