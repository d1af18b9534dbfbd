package io.etcdbr.jsonpath;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Goes along paths. A field that is missing finds nothing; an element that is missing, or something of another kind than a path takes
 * it for, is an error, as with {@code kubectl get}. Fields come sorted where all of them are asked for: there Go has them in any order.
 */
final class Walk {
    private final int most;
    private boolean ended;

    Walk() {
        this(Integer.MAX_VALUE);
    }

    /** @param most what one step may find; more is an error */
    Walk(int most) {
        this.most = most;
    }

    /** What the whole path finds, from each of these. */
    static List<JsonElement> along(List<Step> path, List<JsonElement> from) throws JsonPathException {
        return new Walk().go(path, from);
    }

    List<JsonElement> go(List<Step> path, List<JsonElement> from) throws JsonPathException {
        List<JsonElement> found = from;
        for (Step step : path) {
            found = one(step, found);
        }
        return found;
    }

    /** Whether a step came to its end before its time: whatever comes behind what was looked at has nothing to add. */
    boolean ended() {
        return ended;
    }

    private List<JsonElement> one(Step step, List<JsonElement> from) throws JsonPathException {
        List<JsonElement> found = new ArrayList<>();
        switch (step) {
            case Step.Quoted quoted -> found.add(quoted.text());
            case Step.Literal literal -> from.forEach(_ -> found.add(literal.value()));
            case Step.Field field -> from.forEach(value -> field(field.name(), value, found));
            case Step.Wildcard _ -> from.forEach(value -> found.addAll(parts(value)));
            case Step.Descent descent -> {
                for (JsonElement value : from) {
                    descend(value, found, descent.position());
                }
            }
            case Step.Union union -> {
                for (List<Step> path : union.paths()) {
                    found.addAll(new Walk(most).go(path, from));
                    requireNoMore(found, union.position());
                }
            }
            case Step.Slice slice -> {
                for (JsonElement value : from) {
                    if (!value.isJsonNull() && !slice(slice, list(value, slice.position()), found)) {
                        ended = true;
                        break;
                    }
                }
            }
            case Step.Filter filter -> {
                for (JsonElement value : from) {
                    filter(filter, list(value, filter.position()), found);
                }
            }
        }
        return found;
    }

    private static void field(String name, JsonElement value, List<JsonElement> found) {
        if (value instanceof JsonObject object && object.has(name)) {
            found.add(object.get(name));
        }
    }

    /** What a value holds; of a text its bytes, as in Go. */
    private static List<JsonElement> parts(JsonElement value) {
        return switch (value) {
            case JsonObject object ->
                object.asMap().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey(Names.ORDER))
                        .map(Map.Entry::getValue)
                        .toList();
            case JsonArray array -> array.asList();
            case JsonPrimitive text
            when text.isString() -> {
                List<JsonElement> bytes = new ArrayList<>();
                for (byte b : text.getAsString().getBytes(StandardCharsets.UTF_8)) {
                    bytes.add(new JsonPrimitive(Byte.toUnsignedInt(b)));
                }
                yield bytes;
            }
            default -> List.of();
        };
    }

    private void descend(JsonElement value, List<JsonElement> found, int position) throws JsonPathException {
        // Of a text nothing but whether it has bytes is of interest, which may be many.
        boolean text = value instanceof JsonPrimitive primitive
                && primitive.isString()
                && !primitive.getAsString().isEmpty();
        List<JsonElement> parts = value instanceof JsonPrimitive ? List.of() : parts(value);
        if (text || !parts.isEmpty()) {
            found.add(value);
            requireNoMore(found, position);
        }
        for (JsonElement part : parts) {
            descend(part, found, position);
        }
    }

    /** Only where what is found may be there several times: descents and unions that follow one another multiply it without end. */
    private void requireNoMore(List<JsonElement> found, int position) throws JsonPathException {
        if (found.size() > most) {
            throw new JsonPathException("more than " + most + " values are found", position);
        }
    }

    private static JsonArray list(JsonElement value, int position) throws JsonPathException {
        if (value instanceof JsonArray array) {
            return array;
        }
        throw new JsonPathException("expected a list, found " + Kind.of(value).asFound(), position);
    }

    /** False if what was asked for is nothing, which ends the step for whatever comes behind. */
    private static boolean slice(Step.Slice slice, JsonArray list, List<JsonElement> found) throws JsonPathException {
        long size = list.size();
        long from = slice.from().orElse(0);
        long to = slice.to().orElse(size);
        from += from < 0 ? size : 0;
        to += to < 0 || to == 0 && slice.single() ? size : 0;
        if (from == to) {
            return false;
        }
        if (from < 0 || from >= size) {
            throw outOf(slice, slice.from().orElse(0), size);
        }
        if (to < 0 || to > size) {
            throw outOf(slice, slice.to().orElse(size) - 1, size);
        }
        if (from > to) {
            throw new JsonPathException(
                    "the first element asked for lies behind the last, in a list of " + size, slice.position());
        }
        long step = slice.step().orElse(1);
        for (long i = from; i < to; i += step) {
            found.add(list.get((int) i));
        }
        return true;
    }

    private static JsonPathException outOf(Step.Slice slice, long index, long size) {
        return new JsonPathException("there is no element " + index + " in a list of " + size, slice.position());
    }

    private void filter(Step.Filter filter, JsonArray list, List<JsonElement> found) throws JsonPathException {
        for (JsonElement element : list) {
            if (passes(filter, element)) {
                found.add(element);
            }
        }
    }

    private boolean passes(Step.Filter filter, JsonElement element) throws JsonPathException {
        List<JsonElement> left = new Walk(most).go(filter.path(), List.of(element));
        if (filter.test().isEmpty()) {
            // Where the path itself breaks, kubectl takes the element for one that has it.
            return !left.isEmpty();
        }
        Step.Test test = filter.test().get();
        List<JsonElement> right = left.isEmpty() ? List.of() : new Walk(most).go(test.path(), List.of(element));
        if (left.isEmpty() || right.isEmpty()) {
            return false;
        }
        if (left.size() > 1 || right.size() > 1) {
            throw new JsonPathException("a filter compares single values, found several", filter.position());
        }
        return Kind.compare(left.getFirst(), test.operator(), right.getFirst(), filter.position());
    }
}
