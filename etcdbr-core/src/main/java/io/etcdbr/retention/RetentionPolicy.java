package io.etcdbr.retention;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an administrator wants kept. A backup is kept if any rule keeps it; a policy without rules keeps all. Damaged backups are
 * kept like others but never counted, so they push no sound one out.
 *
 * @param counts how many of each; a rule that is not there keeps nothing
 * @param keepWithin keeps what is at most so much older than the newest backup of the epoch (not than now: when backups have
 *     stopped, the old ones are worth more, not less)
 * @param maxTotalSize deletes the oldest of an epoch, whatever the rules say, until the rest takes at most so many bytes
 * @param zone where hours, days, weeks, months and years begin
 */
public record RetentionPolicy(
        Map<Rule, Integer> counts, Optional<Duration> keepWithin, OptionalLong maxTotalSize, ZoneId zone) {
    public static final RetentionPolicy KEEP_ALL =
            new RetentionPolicy(Map.of(), Optional.empty(), OptionalLong.empty(), ZoneOffset.UTC);

    /** @throws IllegalArgumentException with a sentence, if a count, duration or size is zero or less */
    public RetentionPolicy {
        counts = Map.copyOf(counts);
        counts.forEach((rule, count) -> {
            if (count < 1) {
                throw new IllegalArgumentException(rule.text() + " is " + count + "; expected at least 1");
            }
        });
        if (keepWithin.filter(span -> !span.isPositive()).isPresent()) {
            throw new IllegalArgumentException("keep-within is " + keepWithin.get() + "; expected more than nothing");
        }
        if (maxTotalSize.isPresent() && maxTotalSize.getAsLong() < 1) {
            throw new IllegalArgumentException(
                    "max-total-size is " + maxTotalSize.getAsLong() + "; expected at least 1 byte");
        }
    }

    /** Whether some rule says what to keep; without one, everything is kept as far as {@code maxTotalSize} lets it. */
    public boolean hasKeepRule() {
        return !counts.isEmpty() || keepWithin.isPresent();
    }

    public boolean deletesNothing() {
        return !hasKeepRule() && maxTotalSize.isEmpty();
    }
}
