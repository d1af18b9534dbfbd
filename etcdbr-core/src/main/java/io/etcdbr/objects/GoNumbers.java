package io.etcdbr.objects;

import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as Go's {@code encoding/json} writes them: the shortest digits, with an exponent only outside 1e-6 to 1e21. */
final class GoNumbers {
    private static final double SMALL = 1e-6;
    private static final double LARGE = 1e21;

    private GoNumbers() {}

    /** @param number neither infinite nor not a number */
    static JsonPrimitive of(double number) {
        return JsonParser.parseString(spell(number)).getAsJsonPrimitive();
    }

    private static String spell(double number) {
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        BigDecimal shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        double size = Math.abs(number);
        if (size >= SMALL && size < LARGE) {
            return shortest.toPlainString();
        }
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        return (number < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + String.format(Locale.ROOT, "e%+03d", exponent).replace("e-0", "e-");
    }
}
