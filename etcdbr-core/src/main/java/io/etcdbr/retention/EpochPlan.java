package io.etcdbr.retention;

import io.etcdbr.format.Epoch;
import io.etcdbr.format.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The plan for one epoch. */
final class EpochPlan {
    private final List<Candidate> newestFirst;
    private final RetentionPolicy policy;
    private final Map<Candidate, List<Reason>> protections = new LinkedHashMap<>();
    private final Map<Candidate, List<Reason>> keeps = new LinkedHashMap<>();
    private final Map<Candidate, Reason> tooMuch = new LinkedHashMap<>();
    private final long keptSize;

    EpochPlan(Collection<Candidate> backups, RetentionPolicy policy, Instant now) {
        this.newestFirst = backups.stream().sorted(Candidate.NEWEST_FIRST).toList();
        this.policy = policy;
        List<Candidate> dated = newestFirst.stream()
                .filter(backup -> !isFromTheFuture(backup, now))
                .toList();
        protect(dated, now);
        keepByRules(dated);
        this.keptSize = trimToSize();
    }

    List<Decision> decisions() {
        return newestFirst.stream().map(this::decision).toList();
    }

    Optional<RetentionPlan.Excess> excess(Epoch epoch) {
        return policy.maxTotalSize().isPresent()
                        && keptSize > policy.maxTotalSize().getAsLong()
                ? Optional.of(new RetentionPlan.Excess(
                        epoch, keptSize, policy.maxTotalSize().getAsLong()))
                : Optional.empty();
    }

    private Decision decision(Candidate backup) {
        List<Reason> reasons = new ArrayList<>(protections.getOrDefault(backup, List.of()));
        reasons.addAll(keeps.getOrDefault(backup, List.of()));
        if (tooMuch.containsKey(backup)) {
            return new Decision(backup, false, List.of(tooMuch.get(backup)));
        }
        return reasons.isEmpty()
                ? new Decision(backup, false, List.of(new Reason(Reason.UNKEPT, "")))
                : new Decision(backup, true, reasons);
    }

    /**
     * A wrong clock of a writer shows where the store's own clock saw the objects come before the time in the id. Such a backup
     * is kept, but takes no place in the rules: it would push all the others out.
     */
    private static boolean isFromTheFuture(Candidate backup, Instant now) {
        return backup.id().isDatedAheadOf(now) || backup.id().isDatedAheadOf(backup.storedAt());
    }

    private void protect(List<Candidate> dated, Instant now) {
        protectFirst(newestFirst, _ -> true, Reason.NEWEST);
        protectFirst(dated, _ -> true, Reason.NEWEST);
        dated.stream()
                .filter(backup -> !backup.isDamaged() && backup.readable())
                .findFirst()
                .filter(backup -> !protections.containsKey(backup))
                .ifPresent(backup -> protect(backup, new Reason(Reason.NEWEST_UNDAMAGED, "")));
        protectFirst(newestFirst, backup -> backup.health() == Health.VERIFIED, Reason.NEWEST_VERIFIED);
        protectFirst(dated, backup -> backup.health() == Health.VERIFIED, Reason.NEWEST_VERIFIED);
        for (Candidate backup : newestFirst) {
            backup.lockedUntil()
                    .filter(until -> until.isAfter(now))
                    .ifPresent(until -> protect(backup, new Reason(Reason.LOCKED, "until " + until)));
            if (!backup.readable()) {
                protect(backup, new Reason(Reason.UNREADABLE, ""));
            }
            if (isFromTheFuture(backup, now)) {
                protect(backup, new Reason(Reason.FUTURE, "stored " + backup.storedAt()));
            }
        }
    }

    private void protectFirst(List<Candidate> backups, Predicate<Candidate> fits, String rule) {
        backups.stream().filter(fits).findFirst().ifPresent(backup -> protect(backup, new Reason(rule, "")));
    }

    private void protect(Candidate backup, Reason reason) {
        List<Reason> reasons = protections.computeIfAbsent(backup, _ -> new ArrayList<>());
        if (!reasons.contains(reason)) {
            reasons.add(reason);
        }
    }

    private void keepByRules(List<Candidate> dated) {
        if (!policy.hasKeepRule()) {
            newestFirst.forEach(backup -> keep(backup, new Reason(Reason.NO_RULE, "")));
            return;
        }
        new TreeMap<>(policy.counts()).forEach((rule, count) -> keepNewestOfEach(rule, count, dated));
        policy.keepWithin().filter(_ -> !dated.isEmpty()).ifPresent(span -> {
            Instant newest = dated.getFirst().id().time();
            dated.stream()
                    .filter(backup ->
                            Duration.between(backup.id().time(), newest).compareTo(span) <= 0)
                    .forEach(backup -> keep(backup, new Reason(Reason.WITHIN, spoken(span) + " before the newest")));
        });
    }

    private void keepNewestOfEach(Rule rule, int count, List<Candidate> dated) {
        Map<String, List<Candidate>> stretches = new LinkedHashMap<>();
        dated.forEach(backup -> stretches
                .computeIfAbsent(rule.stretch(backup, policy.zone()), _ -> new ArrayList<>())
                .add(backup));
        int counted = 0;
        for (Map.Entry<String, List<Candidate>> stretch : stretches.entrySet()) {
            Optional<Candidate> sound = stretch.getValue().stream()
                    .filter(backup -> !backup.isDamaged() && backup.readable())
                    .findFirst();
            String detail = rule == Rule.LAST ? "" : stretch.getKey();
            if (sound.isPresent()) {
                keep(sound.get(), new Reason(rule.text(), detail));
                counted++;
            } else {
                String uncounted = detail.isEmpty() ? "not counted" : detail + ", not counted";
                keep(stretch.getValue().getFirst(), new Reason(rule.text(), uncounted));
            }
            if (counted == count) {
                return;
            }
        }
    }

    private void keep(Candidate backup, Reason reason) {
        keeps.computeIfAbsent(backup, _ -> new ArrayList<>()).add(reason);
    }

    /** @return the bytes of what is kept in the end */
    private long trimToSize() {
        long size = 0;
        for (Candidate backup : newestFirst) {
            if (protections.containsKey(backup) || keeps.containsKey(backup)) {
                size += backup.storedSize();
            }
        }
        if (policy.maxTotalSize().isEmpty()) {
            return size;
        }
        long limit = policy.maxTotalSize().getAsLong();
        for (Candidate backup : newestFirst.reversed()) {
            if (size <= limit) {
                break;
            }
            if (keeps.containsKey(backup) && !protections.containsKey(backup)) {
                tooMuch.put(backup, new Reason(Reason.SIZE, "of " + limit + " bytes"));
                size -= backup.storedSize();
            }
        }
        return size;
    }

    private static String spoken(Duration span) {
        return span.equals(Duration.ofDays(span.toDays()))
                ? span.toDays() + "d"
                : span.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
