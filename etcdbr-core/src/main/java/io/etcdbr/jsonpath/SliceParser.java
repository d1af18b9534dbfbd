package io.etcdbr.jsonpath;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in brackets and is no name: {@code 0}, {@code -1}, {@code 1:3}, {@code ::2}. */
final class SliceParser {
    private static final Pattern FORM = Pattern.compile("(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?");

    private SliceParser() {}

    /** @param position of the bracket */
    static Step.Slice parse(String text, int position) throws JsonPathException {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new JsonPathException(
                    "expected [number], [from:to:step], [*], ['field'], [?(filter)] or several of them between commas, found ["
                            + text + "]",
                    position);
        }
        OptionalLong from = number(parts.group(1), text, position);
        boolean single = parts.group(2) == null;
        // kubectl takes [] for [0].
        OptionalLong to = single
                ? OptionalLong.of(from.orElse(0) + 1)
                : number(parts.group(2).substring(1), text, position);
        OptionalLong step = parts.group(3) == null
                ? OptionalLong.empty()
                : number(parts.group(3).substring(1), text, position);
        if (step.isPresent() && step.getAsLong() <= 0) {
            throw new JsonPathException("expected a step above 0, found [" + text + "]", position);
        }
        return new Step.Slice(from, to, single, step, position);
    }

    private static OptionalLong number(String digits, String text, int position) throws JsonPathException {
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!digits.matches("-?[0-9]{1,18}")) {
            throw new JsonPathException("expected whole numbers, found [" + text + "]", position);
        }
        return OptionalLong.of(Long.parseLong(digits));
    }
}
