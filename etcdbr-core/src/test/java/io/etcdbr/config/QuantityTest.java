package io.etcdbr.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({"30s,PT30S", "1h30m,PT1H30M", "14d,PT336H", "2w,PT336H", "250ms,PT0.25S", "0s,PT0S"})
    void durationsAreReadAsPeopleWriteThem(String text, Duration duration) {
        assertThat(Quantity.duration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-1s", "1.5h", "1y", "1 h", "9999999999s"})
    void whatIsNoDurationIsRefused(String text) {
        assertThatThrownBy(() -> Quantity.duration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("found '" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1500,1500",
        "500MB,500000000",
        "50GiB,53687091200",
        "50Gi,53687091200",
        "1.5K,1500",
        "1 TiB,1099511627776"
    })
    void sizesAreReadAsPeopleWriteThem(String text, long bytes) {
        assertThat(Quantity.size(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GiB", "-1", "1 XB", "1e9", "999999999999999TiB"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> Quantity.size(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T14:30:05Z,2026-11-20T14:30:05Z",
        "2026-11-20T14:30:05+02:00,2026-11-20T12:30:05Z",
        "2026-11-20T14:30:05,2026-11-20T14:30:05Z",
        "2026-11-20 14:30,2026-11-20T14:30:00Z",
        "2026-11-20,2026-11-20T00:00:00Z"
    })
    void timesAreReadAsUtcUnlessTheySayOtherwise(String text, Instant time) {
        assertThat(Quantity.time(text)).isEqualTo(time);
    }

    @Test
    void whatIsNoTimeIsRefused() {
        assertThatThrownBy(() -> Quantity.time("yesterday")).hasMessageContaining("found 'yesterday'");
        assertThatThrownBy(() -> Quantity.time("2026-13-01")).isInstanceOf(IllegalArgumentException.class);
    }
}
