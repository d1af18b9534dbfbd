package io.etcdbr.kubectl.operation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of memory, as Kubernetes writes it: {@code 512Mi}, {@code 1.5Gi}, {@code 1G}, {@code 268435456}, {@code 1e9}. */
record Memory(BigDecimal bytes) {
    private static final BigDecimal MEBIBYTE = new BigDecimal(1 << 20);

    private static final Pattern FORM =
            Pattern.compile("(\\d{1,20}(?:\\.\\d{0,9})?)(m|[KMGTPE]i|[kMGTPE]|[eE][+]?\\d{1,2}|)");

    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("", BigDecimal.ONE),
            Map.entry("m", new BigDecimal("0.001")),
            Map.entry("k", BigDecimal.TEN.pow(3)),
            Map.entry("M", BigDecimal.TEN.pow(6)),
            Map.entry("G", BigDecimal.TEN.pow(9)),
            Map.entry("T", BigDecimal.TEN.pow(12)),
            Map.entry("P", BigDecimal.TEN.pow(15)),
            Map.entry("E", BigDecimal.TEN.pow(18)),
            Map.entry("Ki", new BigDecimal(1L << 10)),
            Map.entry("Mi", MEBIBYTE),
            Map.entry("Gi", new BigDecimal(1L << 30)),
            Map.entry("Ti", new BigDecimal(1L << 40)),
            Map.entry("Pi", new BigDecimal(1L << 50)),
            Map.entry("Ei", new BigDecimal(1L << 60)));

    static Memory mebibytes(int count) {
        return new Memory(MEBIBYTE.multiply(new BigDecimal(count)));
    }

    /** Empty if Kubernetes would not understand it either. */
    static Optional<Memory> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(parts.group(1));
        String unit = parts.group(2);
        return Optional.of(new Memory(
                unit.matches("[eE].*\\d")
                        ? number.scaleByPowerOfTen(Integer.parseInt(unit.substring(1)))
                        : number.multiply(Objects.requireNonNull(UNITS.get(unit), unit))));
    }

    Memory times(int factor) {
        return new Memory(bytes.multiply(new BigDecimal(factor)));
    }

    Memory atLeast(Memory other) {
        return new Memory(bytes.max(other.bytes));
    }

    /** In mebibytes, rounded up. */
    String text() {
        return bytes.divide(MEBIBYTE, 0, RoundingMode.CEILING).toBigInteger() + "Mi";
    }
}
