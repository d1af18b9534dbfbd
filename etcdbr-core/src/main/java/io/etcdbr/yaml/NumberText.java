package io.etcdbr.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Numbers as kubectl prints them in YAML and in tables: those that fit into 64 bits as they are, others as the shortest double. */
public final class NumberText {
    private static final int LARGEST_WHOLE_DIGITS = 20;
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private NumberText() {}

    /** @param json a number as JSON has it */
    public static String of(String json) {
        if (json.matches("-?\\d{1," + LARGEST_WHOLE_DIGITS + "}")) {
            BigInteger whole = new BigInteger(json);
            if (whole.compareTo(LEAST) >= 0 && whole.compareTo(MOST) <= 0) {
                return whole.toString();
            }
        }
        double value = Double.parseDouble(json);
        if (value == 0) {
            return "0";
        }
        // No server takes what is beyond a double; whoever reads it here shall see it.
        return Double.isInfinite(value) ? json : shortest(value);
    }

    private static String shortest(double value) {
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        String digits = decimal.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - decimal.scale();
        if (exponent >= -4 && exponent < 6) {
            return decimal.toPlainString();
        }
        return (value < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }
}
