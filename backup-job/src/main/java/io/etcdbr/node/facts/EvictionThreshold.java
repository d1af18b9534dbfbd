package io.etcdbr.node.facts;

import io.etcdbr.topology.Quantity;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** kubelet's thresholds: a quantity of Kubernetes or a percentage. */
final class EvictionThreshold {
    private static final Pattern PERCENTAGE = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,20})?)%");

    private EvictionThreshold() {}

    /** @throws IOException if it is neither */
    static long bytes(String threshold, long total) throws IOException {
        Matcher percentage = PERCENTAGE.matcher(threshold);
        if (percentage.matches()) {
            return new BigDecimal(percentage.group(1))
                    .multiply(BigDecimal.valueOf(total))
                    .movePointLeft(2)
                    .longValue();
        }
        Optional<Quantity> quantity = Quantity.parse(threshold);
        if (quantity.isPresent()) {
            return quantity.get().whole();
        }
        throw new IOException("kubelet's eviction threshold nodefs.available is '" + threshold
                + "'; expected a quantity such as 1Gi or a percentage");
    }
}
