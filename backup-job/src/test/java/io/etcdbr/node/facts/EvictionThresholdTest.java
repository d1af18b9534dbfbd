package io.etcdbr.node.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvictionThresholdTest {

    @ParameterizedTest
    @CsvSource({
        "10%, 1000, 100",
        "0.5%, 1000, 5",
        "1Gi, 5, 1073741824",
        "500M, 5, 500000000",
        "1.5Ki, 5, 1536",
        "1Pi, 5, 1125899906842624",
        "2e9, 5, 2000000000",
        ".5Gi, 5, 536870912",
        "1500m, 5, 2",
        "100Ei, 5, 9223372036854775807",
        "7, 5, 7"
    })
    void quantitiesAndPercentagesAreBytes(String threshold, long total, long bytes) throws IOException {
        assertThat(EvictionThreshold.bytes(threshold, total)).isEqualTo(bytes);
    }

    @Test
    void anythingElseIsTold() {
        assertThatThrownBy(() -> EvictionThreshold.bytes("a lot", 1)).hasMessageContaining("is 'a lot'; expected");
    }
}
