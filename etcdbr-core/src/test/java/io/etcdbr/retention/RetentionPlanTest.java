package io.etcdbr.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Health;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class RetentionPlanTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @Property
    void theNewestOfEachEpochIsNeverDeleted(
            @ForAll("backups") List<Candidate> backups, @ForAll("policies") RetentionPolicy policy) {
        List<Candidate> kept = RetentionPlan.of(backups, policy, NOW).kept();
        for (Candidate backup : backups) {
            assertThat(kept)
                    .anyMatch(other ->
                            other.epoch().equals(backup.epoch()) && other.id().compareTo(backup.id()) >= 0);
        }
    }

    @Property
    void theNewestVerifiedOfEachEpochIsNeverDeleted(
            @ForAll("backups") List<Candidate> backups, @ForAll("policies") RetentionPolicy policy) {
        List<Candidate> kept = RetentionPlan.of(backups, policy, NOW).kept();
        for (Candidate backup : backups) {
            if (backup.health() == Health.VERIFIED) {
                assertThat(kept)
                        .anyMatch(other -> other.epoch().equals(backup.epoch())
                                && other.health() == Health.VERIFIED
                                && other.id().compareTo(backup.id()) >= 0);
            }
        }
    }

    @Property
    void whereThereIsAnUndamagedBackupOneStays(
            @ForAll("backups") List<Candidate> backups, @ForAll("policies") RetentionPolicy policy) {
        List<Candidate> kept = RetentionPlan.of(backups, policy, NOW).kept();
        for (Candidate backup : backups) {
            if (backup.health() != Health.DAMAGED) {
                assertThat(kept)
                        .anyMatch(other -> other.epoch().equals(backup.epoch()) && other.health() != Health.DAMAGED);
            }
        }
    }

    @Property
    void theLockedTheUnreadableAndThoseFromTheFutureAreNeverDeleted(
            @ForAll("backups") List<Candidate> backups, @ForAll("policies") RetentionPolicy policy) {
        assertThat(RetentionPlan.of(backups, policy, NOW).deleted()).allSatisfy(backup -> {
            assertThat(backup.readable()).isTrue();
            assertThat(backup.lockedUntil().filter(until -> until.isAfter(NOW))).isEmpty();
            assertThat(backup.id().time()).isBeforeOrEqualTo(NOW.plus(Duration.ofHours(24)));
        });
    }

    @Property
    void planningAgainOnWhatIsKeptDeletesNothing(
            @ForAll("backups") List<Candidate> backups, @ForAll("policies") RetentionPolicy policy) {
        List<Candidate> kept = RetentionPlan.of(backups, policy, NOW).kept();
        assertThat(RetentionPlan.of(kept, policy, NOW).deleted()).isEmpty();
    }

    @Property
    void theOrderOfTheBackupsDoesNotMatter(
            @ForAll("backups") List<Candidate> backups,
            @ForAll("policies") RetentionPolicy policy,
            @ForAll Random random) {
        List<Candidate> shuffled = new ArrayList<>(backups);
        Collections.shuffle(shuffled, random);
        assertThat(RetentionPlan.of(shuffled, policy, NOW)).isEqualTo(RetentionPlan.of(backups, policy, NOW));
    }

    @Property
    void everyBackupIsDecidedOnceAndWithAReason(
            @ForAll("backups") List<Candidate> backups, @ForAll("policies") RetentionPolicy policy) {
        List<Decision> decisions = RetentionPlan.of(backups, policy, NOW).decisions();
        assertThat(decisions.stream().map(Decision::candidate)).containsExactlyInAnyOrderElementsOf(backups);
        assertThat(decisions)
                .allSatisfy(decision -> assertThat(decision.reasons()).isNotEmpty());
    }

    @Property
    void onlyWhatIsProtectedExceedsTheSize(
            @ForAll("backups") List<Candidate> backups, @ForAll("policies") RetentionPolicy policy) {
        RetentionPlan plan = RetentionPlan.of(backups, policy, NOW);
        plan.excesses()
                .forEach(excess -> assertThat(plan.decisions().stream()
                                .filter(decision -> decision.keep()
                                        && decision.candidate().epoch().equals(excess.epoch()))
                                .mapToLong(decision -> decision.candidate().storedSize())
                                .sum())
                        .isEqualTo(excess.kept())
                        .isGreaterThan(excess.limit()));
    }

    @Test
    void aCountOfZeroIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetentionPolicy(
                        Map.of(Rule.DAILY, 0), Optional.empty(), OptionalLong.empty(), ZoneOffset.UTC))
                .withMessage("keep-daily is 0; expected at least 1");
    }

    @Test
    void tenThousandBackupsArePlannedAtOnce() {
        List<Candidate> backups = LongStream.range(0, 10_000)
                .mapToObj(hour -> candidate(1, NOW.minus(Duration.ofHours(hour)), Health.UNVERIFIED, hour, 0, true))
                .toList();
        RetentionPolicy policy = new RetentionPolicy(
                Map.of(Rule.HOURLY, 24, Rule.DAILY, 7, Rule.WEEKLY, 4),
                Optional.empty(),
                OptionalLong.empty(),
                ZoneOffset.UTC);
        // On the processor, for machines with other work.
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long begun = thread.getCurrentThreadCpuTime();
        assertThat(RetentionPlan.of(backups, policy, NOW).kept()).hasSizeBetween(30, 35);
        // Far above what it takes, for slow machines.
        assertThat(Duration.ofNanos(thread.getCurrentThreadCpuTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }

    @Provide
    Arbitrary<List<Candidate>> backups() {
        Arbitrary<Instant> times = Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.longs().between(0, 24 * 90).map(hours -> NOW.minus(Duration.ofHours(hours)))),
                Tuple.of(3, Arbitraries.longs().between(0, 3).map(year -> NOW.minus(Duration.ofDays(365 * year)))),
                Tuple.of(1, Arbitraries.longs().between(1, 900).map(days -> NOW.plus(Duration.ofDays(days)))));
        return Combinators.combine(
                        Arbitraries.longs().between(1, 2),
                        times,
                        Arbitraries.of(Health.class),
                        Arbitraries.longs().between(0, 3),
                        Arbitraries.longs().between(-30, 3),
                        Arbitraries.frequencyOf(
                                Tuple.of(9, Arbitraries.just(true)), Tuple.of(1, Arbitraries.just(false))))
                .as(RetentionPlanTest::candidate)
                .list()
                .uniqueElements(backup -> backup.epoch() + "/" + backup.id())
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<RetentionPolicy> policies() {
        Arbitrary<Map<Rule, Integer>> counts = Arbitraries.maps(
                        Arbitraries.of(Rule.class), Arbitraries.integers().between(1, 5))
                .ofMaxSize(4);
        return Combinators.combine(
                        counts,
                        Arbitraries.integers()
                                .between(1, 60)
                                .map(days -> Duration.ofDays(days))
                                .optional(0.3),
                        Arbitraries.longs().between(1, 120).optional(0.3),
                        Arbitraries.of("Z", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"))
                .as((rules, within, size, zone) -> new RetentionPolicy(
                        rules, within, size.map(OptionalLong::of).orElse(OptionalLong.empty()), ZoneId.of(zone)));
    }

    private static Candidate candidate(
            long epoch, Instant time, Health health, long revision, long lockDays, boolean readable) {
        return new Candidate(
                new Epoch(new ClusterName("prod"), new EtcdClusterId(epoch)),
                new BackupId(time, revision, "00000" + epoch),
                time,
                10,
                health,
                lockDays == 0 ? Optional.empty() : Optional.of(NOW.plus(Duration.ofDays(lockDays))),
                readable);
    }
}
