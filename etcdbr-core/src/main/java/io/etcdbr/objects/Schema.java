package io.etcdbr.objects;

import io.etcdbr.objects.FieldType.Presence;
import io.etcdbr.objects.FieldType.Shape;
import io.etcdbr.objects.ValueType.Scalar;
import io.etcdbr.objects.ValueType.Special;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The built-in types, from the resource {@code kubernetes.schema}. Only the messages that are asked for are understood, since one
 * command seldom needs more than a few of the hundreds.
 */
final class Schema {
    /** What all types that are stored begin with. */
    static final MessageType METADATA_ONLY =
            new MessageType(List.of(field("1 metadata meta.v1.ObjectMeta")));

    private static final String TYPES = "kubernetes.schema";
    private static final String IS = " is ";

    /** Where the lines of a message's fields begin, by its name. */
    private final Map<String, Integer> starts = new HashMap<>();

    private final Map<TypeMeta, String> kinds = new HashMap<>();
    private final Map<String, MessageType> messages = new ConcurrentHashMap<>();
    private final String text;

    private Schema(String text) {
        this.text = text;
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            if (text.charAt(at) != ' ' && text.charAt(at) != '#') {
                header(text.substring(at, end), end + 1);
            }
            at = end + 1;
        }
    }

    static Schema builtIn() {
        return new Schema(resource(TYPES));
    }

    /** The message of a type that is stored. */
    Optional<MessageType> kind(TypeMeta type) {
        return Optional.ofNullable(kinds.get(type)).map(this::message);
    }

    /** @param name such as {@code core.v1.PodSpec} */
    MessageType message(String name) {
        return messages.computeIfAbsent(name, this::read);
    }

    private void header(String line, int fields) {
        int is = line.indexOf(IS);
        String name = is < 0 ? line : line.substring(0, is);
        starts.put(name, fields);
        if (is >= 0) {
            kinds.put(new TypeMeta(line.substring(is + IS.length()), name.substring(name.lastIndexOf('.') + 1)), name);
        }
    }

    private MessageType read(String name) {
        List<FieldType> fields = new ArrayList<>();
        int at = Objects.requireNonNull(starts.get(name), name);
        while (at < text.length() && text.charAt(at) == ' ') {
            int end = text.indexOf('\n', at);
            fields.add(field(text.substring(at + 1, end)));
            at = end + 1;
        }
        return new MessageType(fields);
    }

    private static FieldType field(String line) {
        List<String> words = new ArrayList<>(Arrays.asList(line.split(" ")));
        int number = Integer.parseInt(words.removeFirst());
        boolean required = words.getLast().equals("required") && words.removeLast() != null;
        String name = words.removeFirst();
        Shape shape = Shape.SINGLE;
        if (name.equals("inline")) {
            shape = Shape.INLINE;
        } else if (words.size() == 2) {
            shape = words.removeFirst().equals("map") ? Shape.MAP : Shape.LIST;
        }
        ValueType type = type(words.getFirst());
        Presence presence = required || shape == Shape.INLINE
                ? Presence.ALWAYS
                : type instanceof ValueType.Message ? Presence.SENT : Presence.NONZERO;
        return new FieldType(number, name, shape, type, presence);
    }

    private static ValueType type(String word) {
        if (word.indexOf('.') >= 0) {
            return new ValueType.Message(word);
        }
        String constant = word.replace('-', '_').toUpperCase(Locale.ROOT);
        for (Scalar scalar : Scalar.values()) {
            if (scalar.name().equals(constant)) {
                return scalar;
            }
        }
        return Special.valueOf(constant);
    }

    private static String resource(String name) {
        try (InputStream stream = Objects.requireNonNull(Schema.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
