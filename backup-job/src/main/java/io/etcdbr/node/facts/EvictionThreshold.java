package io.etcdbr.node.facts;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** kubelet's thresholds: a quantity of Kubernetes or a percentage. */
final class EvictionThreshold {
    private static final Pattern SHAPE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(%|[kMGTP]i?|Ki|)");
    private static final Map<String, BigDecimal> UNITS = Map.of(
            "", BigDecimal.ONE,
            "k", BigDecimal.TEN.pow(3),
            "M", BigDecimal.TEN.pow(6),
            "G", BigDecimal.TEN.pow(9),
            "T", BigDecimal.TEN.pow(12),
            "Ki", BigDecimal.valueOf(1L << 10),
            "Mi", BigDecimal.valueOf(1L << 20),
            "Gi", BigDecimal.valueOf(1L << 30),
            "Ti", BigDecimal.valueOf(1L << 40));

    private EvictionThreshold() {}

    /** @throws IOException if it is neither */
    static long bytes(String threshold, long total) throws IOException {
        Matcher parts = SHAPE.matcher(threshold);
        if (parts.matches()) {
            BigDecimal number = new BigDecimal(parts.group(1));
            if (parts.group(2).equals("%")) {
                return number.multiply(BigDecimal.valueOf(total))
                        .movePointLeft(2)
                        .longValue();
            }
            BigDecimal unit = UNITS.get(parts.group(2));
            if (unit != null) {
                return number.multiply(unit).setScale(0, RoundingMode.CEILING).longValue();
            }
        }
        throw new IOException("kubelet's eviction threshold nodefs.available is '" + threshold
                + "'; expected a quantity such as 1Gi or a percentage");
    }
}
