package io.etcdbr.retention;

import io.etcdbr.format.Epoch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a policy makes of some backups.
 *
 * @param decisions one for every candidate: by epoch, newest first
 * @param excesses the epochs whose protected backups alone take more than the policy's size
 */
public record RetentionPlan(List<Decision> decisions, List<Excess> excesses) {

    /**
     * An epoch that cannot be made to fit.
     *
     * @param kept bytes of what is kept
     * @param limit bytes the policy allows
     */
    public record Excess(Epoch epoch, long kept, long limit) {}

    public RetentionPlan {
        decisions = List.copyOf(decisions);
        excesses = List.copyOf(excesses);
    }

    /**
     * Judges each epoch by itself ({@code docs/format.md} section 8). Gives the same plan for the same candidates in any order,
     * and planning again on what it keeps deletes nothing.
     *
     * @param now what locks and dates in the future are measured by, and nothing else: a clock that runs ahead must not make
     *     backups old
     */
    public static RetentionPlan of(List<Candidate> candidates, RetentionPolicy policy, Instant now) {
        Map<Epoch, List<Candidate>> byEpoch =
                candidates.stream().collect(Collectors.groupingBy(Candidate::epoch, TreeMap::new, Collectors.toList()));
        List<Decision> decisions = new ArrayList<>();
        List<Excess> excesses = new ArrayList<>();
        byEpoch.forEach((epoch, backups) -> {
            EpochPlan plan = new EpochPlan(backups, policy, now);
            decisions.addAll(plan.decisions());
            plan.excess(epoch).ifPresent(excesses::add);
        });
        return new RetentionPlan(decisions, excesses);
    }

    public List<Candidate> deleted() {
        return decisions.stream()
                .filter(decision -> !decision.keep())
                .map(Decision::candidate)
                .toList();
    }

    public List<Candidate> kept() {
        return decisions.stream()
                .filter(Decision::keep)
                .map(Decision::candidate)
                .toList();
    }
}
