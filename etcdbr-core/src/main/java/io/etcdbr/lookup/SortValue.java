package io.etcdbr.lookup;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.etcdbr.jsonpath.Names;
import io.etcdbr.jsonpath.Numbers;
import io.etcdbr.topology.Quantity;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Optional;

/**
 * What an object is ordered by, in the order of {@code kubectl get --sort-by}: what has nothing there first, then numbers, then amounts
 * such as {@code 512Mi} by what they amount to, then other texts. Numbers beside texts, or texts of both kinds, kubectl cannot order at all
 * or not always in the same way.
 *
 * @param number of a number or an amount
 */
record SortValue(Rank rank, BigDecimal number, String text) implements Comparable<SortValue> {
    static final SortValue MISSING = new SortValue(Rank.MISSING, BigDecimal.ZERO, "");

    private static final Comparator<SortValue> ORDER = Comparator.comparing(SortValue::rank)
            .thenComparing(SortValue::number)
            .thenComparing(SortValue::text, Names.ORDER);

    /** What comes before what. */
    enum Rank {
        MISSING,
        NULL,
        NUMBER,
        AMOUNT,
        TEXT
    }

    /** Empty if such a value has no order. */
    static Optional<SortValue> of(JsonElement value) {
        return switch (value) {
            case JsonPrimitive text when text.isString() -> Optional.of(ofText(text.getAsString()));
            case JsonPrimitive number
            when number.isNumber() -> Optional.of(new SortValue(Rank.NUMBER, ofNumber(number), ""));
            default ->
                value.isJsonNull() ? Optional.of(new SortValue(Rank.NULL, BigDecimal.ZERO, "")) : Optional.empty();
        };
    }

    private static BigDecimal ofNumber(JsonPrimitive number) {
        return Numbers.isWhole(number)
                ? new BigDecimal(number.getAsString())
                : BigDecimal.valueOf(Math.clamp(number.getAsDouble(), -Double.MAX_VALUE, Double.MAX_VALUE));
    }

    private static SortValue ofText(String text) {
        boolean negative = text.startsWith("-");
        return Quantity.parse(negative ? text.substring(1) : text)
                .map(amount ->
                        new SortValue(Rank.AMOUNT, negative ? amount.value().negate() : amount.value(), ""))
                .orElseGet(() -> new SortValue(Rank.TEXT, BigDecimal.ZERO, text));
    }

    boolean isMissing() {
        return rank == Rank.MISSING;
    }

    @Override
    public int compareTo(SortValue other) {
        return ORDER.compare(this, other);
    }
}
