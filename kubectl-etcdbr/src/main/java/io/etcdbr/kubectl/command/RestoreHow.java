package io.etcdbr.kubectl.command;

import io.etcdbr.command.OutputForm;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.kubectl.preflight.Check;
import io.etcdbr.kubectl.restore.BackupChoice;
import io.etcdbr.kubectl.restore.Restoring;
import io.etcdbr.kubectl.restore.Wishes;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How to restore, whatever it is that is restored.
 *
 * @param fenced what is said of members that do not take part
 * @param allowed checks to go on in spite of
 * @param keepOldDays how long the old data is to stay
 * @param sure whether nothing is asked
 */
record RestoreHow(
        Map<String, String> fenced,
        Set<Check> allowed,
        int keepOldDays,
        Restoring.Until until,
        boolean sure,
        OutputForm form) {
    static final List<Setting> USED = List.of(
            Setting.DRY_RUN,
            Setting.STAGE_ONLY,
            Setting.FENCED,
            Setting.ALLOW,
            Setting.KEEP_OLD,
            Setting.YES,
            Setting.OUTPUT);

    /** See {@link io.etcdbr.command.Verb#onlyTyped()}. */
    static final List<Setting> ONLY_TYPED = List.of(Setting.FENCED, Setting.ALLOW, Setting.YES);

    static RestoreHow from(Settings settings) {
        boolean dry = settings.isOn(Setting.DRY_RUN);
        boolean stage = settings.isOn(Setting.STAGE_ONLY);
        if (dry && stage) {
            settings.mistake(
                    "--dry-run stages nothing and --stage-only does; expected one of them",
                    List.of(Setting.DRY_RUN, Setting.STAGE_ONLY));
        }
        return new RestoreHow(
                fenced(settings),
                allowed(settings),
                days(settings),
                dry ? Restoring.Until.PLANNED : stage ? Restoring.Until.STAGED : Restoring.Until.RESTORED,
                settings.isOn(Setting.YES),
                OutputForm.withoutName(settings));
    }

    Wishes wishes(BackupChoice choice, Optional<String> clusterName) {
        return new Wishes(choice, clusterName, fenced, allowed, keepOldDays);
    }

    private static Map<String, String> fenced(Settings settings) {
        Map<String, String> fenced = new LinkedHashMap<>();
        settings.parsedList(Setting.FENCED, text -> {
            int equals = text.indexOf('=');
            if (equals <= 0 || text.substring(equals + 1).isBlank()) {
                throw new IllegalArgumentException(
                        "expected a member and how you know that it is fenced, such as 'cp3=powered off', found '"
                                + text + "'");
            }
            return fenced.put(
                    text.substring(0, equals), text.substring(equals + 1).strip());
        });
        return fenced;
    }

    private static Set<Check> allowed(Settings settings) {
        return new LinkedHashSet<>(settings.parsedList(
                Setting.ALLOW,
                text -> Check.parse(text)
                        .filter(Check::allowable)
                        .orElseThrow(() -> new IllegalArgumentException("expected one of "
                                + Arrays.stream(Check.values())
                                        .filter(Check::allowable)
                                        .map(Check::text)
                                        .collect(Collectors.joining(", "))
                                + ", found '" + text + "'"))));
    }

    /** In whole days, as people are told: of what is to be kept at least that long no hour is dropped. */
    private static int days(Settings settings) {
        return (int) Math.min(
                3650,
                settings.duration(Setting.KEEP_OLD)
                        .orElse(Duration.ofDays(7))
                        .plusDays(1)
                        .minusNanos(1)
                        .toDays());
    }
}
