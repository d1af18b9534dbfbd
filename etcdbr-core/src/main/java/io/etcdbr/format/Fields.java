package io.etcdbr.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * One object of a stored document while it is read. Every mistake becomes a failure that names the document and the field;
 * every field nobody asked for is remembered.
 */
public final class Fields {
    private static final String ANOTHER_BACKUP =
            "Choose another backup from the list; the data objects of this one may still be whole";
    private static final Instant YEAR_0 = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

    private final String document;
    private final String remedy;
    private final String path;
    private final JsonObject object;
    private final Set<String> known = new HashSet<>();
    private final List<Fields> children = new ArrayList<>();

    private Fields(String document, String remedy, String path, JsonObject object) {
        this.document = document;
        this.remedy = remedy;
        this.path = path;
        this.object = object;
    }

    static Fields of(String document, JsonObject root) {
        return of(document, ANOTHER_BACKUP, root);
    }

    /**
     * @param document what failures call it
     * @param remedy the next step after a failure, one imperative sentence without a full stop
     */
    public static Fields of(String document, String remedy, JsonObject root) {
        return new Fields(document, remedy, "", root);
    }

    String document() {
        return document;
    }

    public String text(String name, String expected) {
        return parsed(name, expected, Optional::of);
    }

    public Optional<String> optionalText(String name, String expected) {
        return optional(name, expected, Optional::of);
    }

    /** A text that {@code parser} understands. */
    public <T> T parsed(String name, String expected, Function<String, Optional<T>> parser) {
        return this.<T>optional(name, expected, parser).orElseThrow(() -> missing(name, expected));
    }

    public <T> Optional<T> optional(String name, String expected, Function<String, Optional<T>> parser) {
        return find(name).map(element -> parse(element, name, expected, parser));
    }

    public Optional<Instant> optionalTime(String name) {
        return optional(name, "a time such as 2026-11-20T14:30:05.123Z", Fields::parseTime);
    }

    public Instant time(String name) {
        return parsed(name, "a time such as 2026-11-20T14:30:05.123Z", Fields::parseTime);
    }

    /** A whole number between two bounds, both included. */
    public long number(String name, long least, long most, String expected) {
        return wholeNumber(find(name).orElseThrow(() -> missing(name, expected)), name, least, most, expected);
    }

    public OptionalLong optionalNumber(String name, long least, long most, String expected) {
        return find(name)
                .map(element -> OptionalLong.of(wholeNumber(element, name, least, most, expected)))
                .orElseGet(OptionalLong::empty);
    }

    private long wholeNumber(JsonElement element, String name, long least, long most, String expected) {
        if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
            BigDecimal number = primitive.getAsBigDecimal();
            // The comparison first: making an integer of 1e999999999 would take all memory there is.
            if (number.compareTo(BigDecimal.valueOf(least)) >= 0
                    && number.compareTo(BigDecimal.valueOf(most)) <= 0
                    && isWhole(number)) {
                return number.longValueExact();
            }
        }
        throw wrong(name, element.toString(), expected);
    }

    public boolean flag(String name) {
        String expected = "true or false";
        JsonElement element = find(name).orElseThrow(() -> missing(name, expected));
        if (element instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        throw wrong(name, element.toString(), expected);
    }

    public Fields object(String name) {
        return optionalObject(name).orElseThrow(() -> missing(name, "an object"));
    }

    public Optional<Fields> optionalObject(String name) {
        return find(name).map(element -> child(element, name));
    }

    /** The elements of an array of objects. */
    public List<Fields> objects(String name) {
        return elements(name, "an array of objects", Fields::child);
    }

    /** The elements of an array of texts. */
    public List<String> texts(String name) {
        String expected = "an array of texts";
        return elements(
                name, expected, (self, element, where) -> self.<String>parse(element, where, "a text", Optional::of));
    }

    /** The names of all fields there are. */
    public Set<String> names() {
        return Set.copyOf(object.keySet());
    }

    /** The failure for a field whose value is not {@code expected}. */
    public EtcdbrException wrong(String name, String found, String expected) {
        return failure("field " + pathOf(name) + " is " + shortened(found) + "; expected " + expected);
    }

    private EtcdbrException failure(String problem) {
        return new EtcdbrException(ExitCode.DAMAGED, document + ": " + problem, remedy);
    }

    static EtcdbrException failure(String document, String problem) {
        return new EtcdbrException(ExitCode.DAMAGED, document + ": " + problem, ANOTHER_BACKUP);
    }

    /** @throws EtcdbrException if there is a field that nobody asked for, here or in an object below */
    public void refuseUnknown() {
        unknown().byPath().entrySet().stream().findFirst().ifPresent(place -> {
            String prefix = place.getKey().isEmpty() ? "" : place.getKey() + ".";
            throw failure("field " + prefix
                    + shortened(place.getValue().keySet().iterator().next())
                    + " is not known; expected no other fields than etcdbr writes");
        });
    }

    /** What nobody asked for, here and in every object below. */
    UnknownFields unknown() {
        Map<String, JsonObject> found = new HashMap<>();
        collectUnknown(found);
        return new UnknownFields(found);
    }

    static String shortened(String text) {
        String safe = text.replaceAll("\\p{Cntrl}", "?");
        return safe.length() <= 80 ? safe : safe.substring(0, 77) + "…";
    }

    private void collectUnknown(Map<String, JsonObject> found) {
        JsonObject rest = new JsonObject();
        object.asMap().forEach((name, value) -> {
            if (!known.contains(name)) {
                rest.add(name, value);
            }
        });
        if (!rest.isEmpty()) {
            found.put(path, rest);
        }
        children.forEach(child -> child.collectUnknown(found));
    }

    private interface ElementReader<T> {
        T read(Fields self, JsonElement element, String where);
    }

    private <T> List<T> elements(String name, String expected, ElementReader<T> reader) {
        JsonElement element = find(name).orElseThrow(() -> missing(name, expected));
        if (!(element instanceof JsonArray array)) {
            throw wrong(name, element.toString(), expected);
        }
        List<T> elements = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            elements.add(reader.read(this, array.get(i), name + "[" + i + "]"));
        }
        return elements;
    }

    private Fields child(JsonElement element, String name) {
        if (!(element instanceof JsonObject childObject)) {
            throw wrong(name, element.toString(), "an object");
        }
        Fields child = new Fields(document, remedy, pathOf(name), childObject);
        children.add(child);
        return child;
    }

    private <T> T parse(JsonElement element, String name, String expected, Function<String, Optional<T>> parser) {
        if (element instanceof JsonPrimitive primitive && primitive.isString()) {
            Optional<T> value = parser.apply(primitive.getAsString());
            if (value.isPresent()) {
                return value.get();
            }
        }
        throw wrong(name, element.toString(), expected);
    }

    private Optional<JsonElement> find(String name) {
        known.add(name);
        return Optional.ofNullable(object.get(name));
    }

    private EtcdbrException missing(String name, String expected) {
        return failure("field " + pathOf(name) + " is missing; expected " + expected);
    }

    private String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static boolean isWhole(BigDecimal number) {
        return number.scale() <= 0 || number.stripTrailingZeros().scale() <= 0;
    }

    private static Optional<Instant> parseTime(String text) {
        try {
            Instant time = Instant.parse(text);
            return time.isBefore(YEAR_0) || !time.isBefore(YEAR_10000) ? Optional.empty() : Optional.of(time);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
