package io.etcdbr.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.etcdbr.jsonpath.Names;
import io.etcdbr.jsonpath.Numbers;
import io.etcdbr.yaml.NumberText;
import java.math.BigDecimal;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Values as Go prints them, such as {@code map[a:1 b:[x y]]}. */
final class GoText {
    private static final int LEAST_EXPONENT = -6;
    private static final int LARGE_EXPONENT = 21;

    private GoText() {}

    static String of(JsonElement value) {
        return switch (value) {
            case JsonObject object ->
                object.keySet().stream()
                        .sorted(Names.ORDER)
                        .map(name -> name + ":" + of(object.get(name)))
                        .collect(Collectors.joining(" ", "map[", "]"));
            case JsonArray array ->
                StreamSupport.stream(array.spliterator(), false)
                        .map(GoText::of)
                        .collect(Collectors.joining(" ", "[", "]"));
            case JsonPrimitive number when number.isNumber() -> number(number);
            case JsonPrimitive word -> word.getAsString();
            default -> "<nil>";
        };
    }

    private static String number(JsonPrimitive number) {
        if (Numbers.isWhole(number)) {
            return Long.toString(Long.parseLong(number.getAsString()));
        }
        double value = number.getAsDouble();
        return Double.isFinite(value) ? NumberText.of(Double.toString(value)) : number.getAsString();
    }

    /** In JSON. */
    static String json(JsonPrimitive number) {
        double value = number.getAsDouble();
        if (Numbers.isWhole(number) || !Double.isFinite(value)) {
            return number.getAsString();
        }
        BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        if (value == 0 || exponent >= LEAST_EXPONENT && exponent < LARGE_EXPONENT) {
            return value == 0 ? "0" : shortest.toPlainString();
        }
        return (value < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + Math.abs(exponent);
    }
}
