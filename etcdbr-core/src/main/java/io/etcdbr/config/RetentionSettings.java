package io.etcdbr.config;

import io.etcdbr.retention.RetentionPolicy;
import io.etcdbr.retention.Rule;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is to be kept. */
public final class RetentionSettings {
    private static final List<Setting> RULES = List.of(
            Setting.KEEP_LAST,
            Setting.KEEP_WITHIN,
            Setting.KEEP_HOURLY,
            Setting.KEEP_DAILY,
            Setting.KEEP_WEEKLY,
            Setting.KEEP_MONTHLY,
            Setting.KEEP_YEARLY,
            Setting.MAX_TOTAL_SIZE);

    public static final List<Setting> USED =
            Stream.concat(RULES.stream(), Stream.of(Setting.TIME_ZONE)).toList();

    private RetentionSettings() {}

    /**
     * The policy. A rule on the command line takes the place of all rules from elsewhere, as with restic: whoever types
     * {@code --keep-last 3} means what is written there, and no rule of a file that they may not know. Only the time zone, which is no
     * rule, stays.
     */
    public static RetentionPolicy from(Settings settings) {
        List<Setting> typed = RULES.stream().filter(settings::isTyped).toList();
        return typed.isEmpty()
                ? policy(settings)
                : policy(settings.without(
                        RULES.stream().filter(rule -> !typed.contains(rule)).toList()));
    }

    private static RetentionPolicy policy(Settings settings) {
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
