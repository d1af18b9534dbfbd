package io.etcdbr.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.retention.RetentionPolicy;
import io.etcdbr.retention.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionSettingsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    Path directory;

    private final Map<Setting, List<String>> flags = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void configure() throws IOException {
        Path file = Files.writeString(directory.resolve("config.yaml"), """
                keep-within: 1d
                keep-daily: 14
                keep-weekly: 8
                time-zone: Europe/Berlin
                """);
        environment.put("ETCDBR_CONFIG", file.toString());
    }

    @Test
    void withoutARuleOnTheCommandLineThoseOfFileAndVariablesCountTogether() {
        environment.put("ETCDBR_KEEP_WEEKLY", "4");

        assertThat(policy())
                .isEqualTo(new RetentionPolicy(
                        Map.of(Rule.DAILY, 14, Rule.WEEKLY, 4),
                        Optional.of(Duration.ofDays(1)),
                        OptionalLong.empty(),
                        BERLIN));
    }

    @Test
    void aRuleOnTheCommandLineTakesThePlaceOfAllOthersButTheTimeZone() {
        environment.put("ETCDBR_MAX_TOTAL_SIZE", "1GiB");
        flags.put(Setting.KEEP_LAST, List.of("3"));

        assertThat(policy())
                .isEqualTo(new RetentionPolicy(Map.of(Rule.LAST, 3), Optional.empty(), OptionalLong.empty(), BERLIN));
    }

    @Test
    void eachRuleDoesSoAndSeveralOnTheCommandLineCountTogether() {
        flags.put(Setting.MAX_TOTAL_SIZE, List.of("1GiB"));
        assertThat(policy())
                .isEqualTo(new RetentionPolicy(Map.of(), Optional.empty(), OptionalLong.of(1L << 30), BERLIN));

        flags.put(Setting.KEEP_DAILY, List.of("2"));
        assertThat(policy())
                .isEqualTo(new RetentionPolicy(
                        Map.of(Rule.DAILY, 2), Optional.empty(), OptionalLong.of(1L << 30), BERLIN));
    }

    @Test
    void aTimeZoneOnTheCommandLineIsNoRule() {
        flags.put(Setting.TIME_ZONE, List.of("UTC"));

        assertThat(policy().counts()).containsOnlyKeys(Rule.DAILY, Rule.WEEKLY);
        assertThat(policy().zone()).isEqualTo(ZoneId.of("UTC"));
    }

    @Test
    void aWrongRuleOnTheCommandLineIsRefusedAndNotMadeUpForByTheFile() {
        flags.put(Setting.KEEP_LAST, List.of("few"));

        assertThatThrownBy(this::policy).isInstanceOf(EtcdbrException.class).hasMessageContaining("--keep-last");
    }

    private RetentionPolicy policy() {
        return Settings.merge(flags, environment, Map.of(), List.of()).read(RetentionSettings::from);
    }
}
