package io.etcdbr.format;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backup's id, {@code <time>-r<revision>-<random>}, such as {@code 20261120T143005Z-r48211907-7f3a9c}. Unique within its
 * cluster name. Sorts by time, then revision.
 *
 * @param time when the snapshot began; a fraction of a second is cut off
 * @param revision the revision the source had reached just before, never negative
 * @param random six lower-case hexadecimal digits
 */
public record BackupId(Instant time, long revision, String random) implements Comparable<BackupId> {
    private static final Pattern SHAPE = Pattern.compile("(" + KeyTime.SHAPE + ")-r(0|[1-9][0-9]{0,18})-([0-9a-f]{6})");
    private static final Pattern RANDOM = Pattern.compile("[0-9a-f]{6}");
    /** Clocks may differ so much before a date counts as wrong: some file servers show local times as if they were UTC. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofHours(24);

    private static final SecureRandom DICE = new SecureRandom();
    private static final Comparator<BackupId> ORDER = Comparator.comparing(BackupId::time)
            .thenComparingLong(BackupId::revision)
            .thenComparing(BackupId::random);

    public BackupId {
        time = KeyTime.wholeSeconds(time);
        if (revision < 0) {
            throw new IllegalArgumentException("a revision is not negative: " + revision);
        }
        if (!RANDOM.matcher(random).matches()) {
            throw new IllegalArgumentException("not six lower-case hexadecimal digits: '" + random + "'");
        }
    }

    /** A new id for a snapshot that begins at {@code time}; two calls give two ids. */
    public static BackupId create(Instant time, long revision) {
        return new BackupId(time, revision, HexFormat.of().toHexDigits(DICE.nextInt(1 << 24), 6));
    }

    /** The id that {@code text} is in its only spelling, or empty. */
    public static Optional<BackupId> parse(String text) {
        Matcher parts = SHAPE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            long revision = Long.parseLong(parts.group(2));
            return KeyTime.parse(parts.group(1)).map(time -> new BackupId(time, revision, parts.group(3)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether the clock of the writer was ahead, judged by a moment at which the backup had begun for certain: when its store
     * got it, by the store's own clock.
     */
    public boolean isDatedAheadOf(Instant moment) {
        return time.isAfter(moment.plus(CLOCK_TOLERANCE));
    }

    @Override
    public int compareTo(BackupId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return KeyTime.format(time) + "-r" + revision + "-" + random;
    }
}
