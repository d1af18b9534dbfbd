package io.etcdbr.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations, sizes and times as people write them. Every method throws {@link IllegalArgumentException} saying what it expected. */
public final class Quantity {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(ms|s|m|h|d|w))+");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+)(ms|s|m|h|d|w)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,3})?) ?([KMGT]i?)?B?");
    private static final Map<String, Long> FACTORS = Map.of(
            "K",
            1_000L,
            "M",
            1_000_000L,
            "G",
            1_000_000_000L,
            "T",
            1_000_000_000_000L,
            "Ki",
            1L << 10,
            "Mi",
            1L << 20,
            "Gi",
            1L << 30,
            "Ti",
            1L << 40);

    private Quantity() {}

    /** {@code 90s}, {@code 1h30m}, {@code 14d}, {@code 2w}: a day has 24 hours. */
    public static Duration duration(String text) {
        if (!DURATION.matcher(text).matches()) {
            throw wrong("a duration such as 30s, 10m, 12h, 14d or 2w", text);
        }
        Duration sum = Duration.ZERO;
        Matcher part = DURATION_PART.matcher(text);
        while (part.find()) {
            long count = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "ms" -> Duration.ofMillis(count);
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        case "d" -> Duration.ofDays(count);
                        default -> Duration.ofDays(7 * count);
                    });
        }
        return sum;
    }

    /** Bytes: {@code 1500000}, {@code 500MB} (decimal), {@code 50GiB} or {@code 50Gi} (binary). */
    public static long size(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw wrong("a size such as 500MiB, 50GiB or 1TB", text);
        }
        long factor = Optional.ofNullable(matcher.group(2)).map(FACTORS::get).orElse(1L);
        BigInteger bytes = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(factor))
                .toBigInteger();
        if (bytes.bitLength() > 62) {
            throw wrong("a size below 4096 PiB", text);
        }
        return bytes.longValue();
    }

    /** {@code 2026-11-20T14:30:05Z}, with another offset, without one (UTC), {@code 2026-11-20 14:30} or {@code 2026-11-20} (its first moment in UTC). */
    public static Instant time(String text) {
        String iso = text.strip().replace(' ', 'T');
        try {
            if (!iso.contains("T")) {
                return LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            return DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from)
                            instanceof OffsetDateTime offset
                    ? offset.toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw wrong("a time such as 2026-11-20T14:30:05Z or 2026-11-20", text);
        }
    }

    static IllegalArgumentException wrong(String expected, String found) {
        return new IllegalArgumentException("expected " + expected + ", found '" + found + "'");
    }
}
