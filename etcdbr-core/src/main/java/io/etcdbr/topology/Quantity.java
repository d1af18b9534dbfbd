package io.etcdbr.topology;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount as Kubernetes writes it: {@code 512Mi}, {@code 1.5Gi}, {@code 1G}, {@code 268435456}, {@code 1e9}, {@code 500m}. The grammar is that of
 * {@code k8s.io/apimachinery/pkg/api/resource}, without amounts below zero.
 */
public record Quantity(BigDecimal value) {
    private static final Pattern FORM = Pattern.compile(
            "\\+?([0-9]{1,40}\\.?[0-9]{0,40}|\\.[0-9]{1,40})(?:[eE]([+-]?[0-9]{1,2})|([KMGTPE]i|[numkMGTPE]|))");

    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("n", BigDecimal.ONE.scaleByPowerOfTen(-9)),
            Map.entry("u", BigDecimal.ONE.scaleByPowerOfTen(-6)),
            Map.entry("m", BigDecimal.ONE.scaleByPowerOfTen(-3)),
            Map.entry("", BigDecimal.ONE),
            Map.entry("k", BigDecimal.TEN.pow(3)),
            Map.entry("M", BigDecimal.TEN.pow(6)),
            Map.entry("G", BigDecimal.TEN.pow(9)),
            Map.entry("T", BigDecimal.TEN.pow(12)),
            Map.entry("P", BigDecimal.TEN.pow(15)),
            Map.entry("E", BigDecimal.TEN.pow(18)),
            Map.entry("Ki", new BigDecimal(1L << 10)),
            Map.entry("Mi", new BigDecimal(1L << 20)),
            Map.entry("Gi", new BigDecimal(1L << 30)),
            Map.entry("Ti", new BigDecimal(1L << 40)),
            Map.entry("Pi", new BigDecimal(1L << 50)),
            Map.entry("Ei", new BigDecimal(1L << 60)));

    /** Empty if Kubernetes would not understand it either, or it is below zero. */
    public static Optional<Quantity> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(parts.group(1));
        String exponent = parts.group(2);
        return Optional.of(new Quantity(
                exponent == null
                        ? number.multiply(Objects.requireNonNull(UNITS.get(parts.group(3))))
                        : number.scaleByPowerOfTen(Integer.parseInt(exponent))));
    }

    /** In whole units, rounded up; the largest number there is if it is more. */
    public long whole() {
        return value.min(BigDecimal.valueOf(Long.MAX_VALUE))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }
}
