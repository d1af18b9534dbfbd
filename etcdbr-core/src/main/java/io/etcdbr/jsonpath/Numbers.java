package io.etcdbr.jsonpath;

import com.google.gson.JsonPrimitive;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers as Go has them: whole ones of 64 bits, and all others as doubles. */
public final class Numbers {
    private static final int MOST_DIGITS = 400;
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,20}");

    private Numbers() {}

    /** Whether a number is a whole one of 64 bits; {@code 1.0} is none. */
    public static boolean isWhole(JsonPrimitive number) {
        return whole(number.getAsString()).isPresent();
    }

    /** What a template has for a number. */
    static Optional<JsonPrimitive> parsed(String text) {
        Optional<JsonPrimitive> whole = whole(text).map(JsonPrimitive::new);
        return whole.isPresent() ? whole : fraction(text).map(JsonPrimitive::new);
    }

    private static Optional<Long> whole(String text) {
        try {
            return WHOLE.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Double> fraction(String text) {
        try {
            double number = text.length() > MOST_DIGITS ? Double.NaN : Double.parseDouble(text);
            return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
