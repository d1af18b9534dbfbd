package io.etcdbr.kubectl.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.topology.Quantity;
import io.kubernetes.client.custom.QuantityFormatException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the node's program and this one read as an amount is what the Kubernetes client reads, which the node's does not have. */
class QuantityTest {

    /** But for Ei, which it rounds. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "7",
                "+7",
                "1.5",
                "7.",
                ".5",
                "3n",
                "3u",
                "300m",
                "1k",
                "2M",
                "2.5G",
                "3T",
                "4P",
                "5E",
                "1Ki",
                "2Mi",
                "1.5Gi",
                "3Ti",
                "4Pi",
                "1e3",
                "1E3",
                "1e+9",
                "25e-1",
                "1.5E2",
                "268435456",
                ".5Gi"
            })
    void everyAmountIsWhatTheKubernetesClientReads(String text) {
        assertThat(Quantity.parse(text).orElseThrow().value())
                .isEqualByComparingTo(
                        io.kubernetes.client.custom.Quantity.fromString(text).getNumber());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plenty", "Gi", "1 Gi", "1gi", "1KiB", "1.2.3", "1e", "0x10", "10%"})
    void whatItDoesNotReadIsNone(String text) {
        assertThat(Quantity.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plenty", "1KiB", "1.2.3"})
    void norDoesTheKubernetesClient(String text) {
        assertThatThrownBy(() -> io.kubernetes.client.custom.Quantity.fromString(text))
                .isInstanceOfAny(QuantityFormatException.class, NumberFormatException.class);
    }
}
