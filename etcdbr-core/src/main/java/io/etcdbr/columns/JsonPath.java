package io.etcdbr.columns;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The part of JSONPath that definitions of custom resources use: {@code .field}, with {@code \.} for a dot in its name, {@code
 * ['field']}, {@code [0]}, {@code [-1]}, {@code [-1:]}, {@code [*]}, and {@code [?(@.field=="text")]} with {@code ==}, {@code !=}, {@code <},
 * {@code <=}, {@code >} or {@code >=}. Whatever else a path holds finds nothing.
 */
final class JsonPath {
    private static final int LONGEST = 1000;
    private static final Pattern STEP = Pattern.compile(
            "\\.(?<field>(?:[^.\\[\\]\\\\*]++|\\\\.)++)"
                    + "|\\.?\\[(?:(?<index>-?\\d{1,9})|(?<from>-?\\d{0,9}):(?<to>-?\\d{0,9})|(?<all>\\*)|'(?<quoted>[^']*)'"
                    + "|\\?\\(@(?<path>[^=!<>()]*?)\\s*(?<sign>==|!=|<=|>=|<|>)\\s*(?<value>'[^']*'|\"[^\"]*\"|[^'\"()]+?)\\s*\\))\\]");

    private final List<Function<JsonElement, Stream<JsonElement>>> steps;

    private JsonPath(List<Function<JsonElement, Stream<JsonElement>>> steps) {
        this.steps = List.copyOf(steps);
    }

    static JsonPath parse(String path) {
        List<Function<JsonElement, Stream<JsonElement>>> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(path);
        int at = path.length() > LONGEST ? -1 : 0;
        while (at >= 0 && at < path.length() && matcher.find(at) && matcher.start() == at) {
            steps.add(step(matcher));
            at = matcher.end();
        }
        return new JsonPath(at == path.length() ? steps : List.of(_ -> Stream.empty()));
    }

    Optional<JsonElement> first(JsonElement root) {
        Stream<JsonElement> found = Stream.of(root);
        for (Function<JsonElement, Stream<JsonElement>> step : steps) {
            found = found.flatMap(step);
        }
        return found.findFirst();
    }

    private static Function<JsonElement, Stream<JsonElement>> step(Matcher matcher) {
        String field = matcher.group("field");
        String quoted = matcher.group("quoted");
        String index = matcher.group("index");
        if (field != null || quoted != null) {
            String name = quoted == null ? field.replaceAll("\\\\(.)", "$1") : quoted;
            return element -> element instanceof JsonObject object && object.has(name)
                    ? Stream.of(object.get(name))
                    : Stream.empty();
        }
        if (index != null) {
            int number = Integer.parseInt(index);
            return element -> element(element, number);
        }
        if (matcher.group("from") != null) {
            String from = matcher.group("from");
            String to = matcher.group("to");
            return element -> slice(element, from, to);
        }
        if (matcher.group("all") != null) {
            return JsonPath::elements;
        }
        JsonPath path = parse(matcher.group("path"));
        String sign = matcher.group("sign");
        String value = matcher.group("value");
        return element -> elements(element)
                .filter(item -> path.first(item)
                        .filter(found -> holds(found, sign, value))
                        .isPresent());
    }

    private static Stream<JsonElement> element(JsonElement element, int index) {
        if (!(element instanceof JsonArray array)) {
            return Stream.empty();
        }
        int position = index < 0 ? array.size() + index : index;
        return position >= 0 && position < array.size() ? Stream.of(array.get(position)) : Stream.empty();
    }

    private static Stream<JsonElement> slice(JsonElement element, String from, String to) {
        int size = element instanceof JsonArray array ? array.size() : 0;
        int begin = bound(from, 0, size);
        return elements(element).limit(bound(to, size, size)).skip(begin);
    }

    private static int bound(String text, int missing, int size) {
        if (text.isEmpty() || text.equals("-")) {
            return missing;
        }
        int number = Integer.parseInt(text);
        return Math.clamp(number < 0 ? size + number : number, 0, size);
    }

    private static Stream<JsonElement> elements(JsonElement element) {
        return switch (element) {
            case JsonArray array -> IntStream.range(0, array.size()).mapToObj(array::get);
            case JsonObject object -> object.asMap().values().stream();
            default -> Stream.empty();
        };
    }

    private static boolean holds(JsonElement found, String sign, String literal) {
        if (!(found instanceof JsonPrimitive value)) {
            return false;
        }
        boolean text = literal.startsWith("'") || literal.startsWith("\"");
        Optional<Integer> order = text
                ? Optional.of(value.getAsString().compareTo(literal.substring(1, literal.length() - 1)))
                        .filter(_ -> value.isString())
                : order(value, literal);
        return order.map(sum -> switch (sign) {
                    case "==" -> sum == 0;
                    case "!=" -> sum != 0;
                    case "<" -> sum < 0;
                    case "<=" -> sum <= 0;
                    case ">" -> sum > 0;
                    default -> sum >= 0;
                })
                .orElse(false);
    }

    private static Optional<Integer> order(JsonPrimitive value, String literal) {
        if (value.isBoolean()) {
            return Optional.of(value.getAsString().compareTo(literal));
        }
        try {
            return value.isNumber()
                    ? Optional.of(Double.compare(value.getAsDouble(), Double.parseDouble(literal)))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
