package io.etcdbr.kubectl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterOptionsTest {

    @ParameterizedTest
    @CsvSource({"30, PT30S", "0, PT0S", "0s, PT0S", "90s, PT1M30S", "2m, PT2M"})
    void theTimeoutOfARequestIsReadAsKubectlReadsIt(String text, Duration timeout) {
        assertThat(options(text).requestTimeout()).isEqualTo(timeout);
    }

    @Test
    void whatIsNoTimeIsRefused() {
        assertThatThrownBy(() -> options("soon"))
                .isInstanceOf(EtcdbrException.class)
                .hasMessageContaining("expected a duration such as 30s");
    }

    private static ClusterOptions options(String timeout) {
        return Settings.merge(Map.of(Setting.REQUEST_TIMEOUT, List.of(timeout)), Map.of(), Map.of(), List.of())
                .read(ClusterOptions::from);
    }
}
