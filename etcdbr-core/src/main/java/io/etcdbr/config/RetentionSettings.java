package io.etcdbr.config;

import io.etcdbr.retention.RetentionPolicy;
import io.etcdbr.retention.Rule;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is to be kept. */
public final class RetentionSettings {
    public static final List<Setting> USED = List.of(
            Setting.KEEP_LAST,
            Setting.KEEP_WITHIN,
            Setting.KEEP_HOURLY,
            Setting.KEEP_DAILY,
            Setting.KEEP_WEEKLY,
            Setting.KEEP_MONTHLY,
            Setting.KEEP_YEARLY,
            Setting.MAX_TOTAL_SIZE,
            Setting.TIME_ZONE);

    private RetentionSettings() {}

    public static RetentionPolicy from(Settings settings) {
        Map<Rule, Integer> counts = new EnumMap<>(Rule.class);
        for (Rule rule : Rule.values()) {
            settings.number(setting(rule), 1, 1_000_000).ifPresent(count -> counts.put(rule, count));
        }
        try {
            return new RetentionPolicy(
                    counts,
                    settings.duration(Setting.KEEP_WITHIN),
                    settings.size(Setting.MAX_TOTAL_SIZE),
                    settings.parsed(Setting.TIME_ZONE, RetentionSettings::zone).orElse(ZoneOffset.UTC));
        } catch (IllegalArgumentException e) {
            settings.problem(Setting.KEEP_WITHIN, String.valueOf(e.getMessage()));
            return RetentionPolicy.KEEP_ALL;
        }
    }

    private static Setting setting(Rule rule) {
        return switch (rule) {
            case LAST -> Setting.KEEP_LAST;
            case HOURLY -> Setting.KEEP_HOURLY;
            case DAILY -> Setting.KEEP_DAILY;
            case WEEKLY -> Setting.KEEP_WEEKLY;
            case MONTHLY -> Setting.KEEP_MONTHLY;
            case YEARLY -> Setting.KEEP_YEARLY;
        };
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw Quantity.wrong("a time zone such as UTC or Europe/Berlin", text);
        }
    }
}
