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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The built-in types, from three resources. {@code kubernetes.schema} has the messages, {@code learned.schema} those that it lacks,
 * and {@code presence.txt} says which fields JSON shows when they are zero. Only the messages that are asked for are understood,
 * since one command seldom needs more than a few of the hundreds.
 */
final class Schema {
    static final List<String> RESOURCES = List.of("kubernetes.schema", "learned.schema", "presence.txt");

    private static final String IS = " is ";

    private final String text;

    /** Where the lines about a message begin, by its name. */
    private final Map<String, List<Integer>> starts = new HashMap<>();

    private final Map<TypeMeta, String> kinds = new HashMap<>();
    private final Map<String, TypeMeta> ofKinds = new HashMap<>();
    private final Map<String, MessageType> messages = new ConcurrentHashMap<>();

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
        return of(RESOURCES.stream().map(Schema::resource).toList());
    }

    /** @param texts in the form of the resources, each ending with its last line */
    static Schema of(List<String> texts) {
        return new Schema(String.join("", texts));
    }

    /** The types that are stored. */
    Set<TypeMeta> kinds() {
        return Set.copyOf(kinds.keySet());
    }

    /** The name of the message of a type that is stored. */
    Optional<String> messageOf(TypeMeta type) {
        return Optional.ofNullable(kinds.get(type));
    }

    /** The message of a type that is stored. */
    Optional<MessageType> kind(TypeMeta type) {
        return messageOf(type).map(this::message);
    }

    /** The names of all messages. */
    Set<String> messages() {
        return Set.copyOf(starts.keySet());
    }

    /** @param name such as {@code core.v1.PodSpec} */
    MessageType message(String name) {
        return messages.computeIfAbsent(name, this::read);
    }

    private void header(String line, int begin) {
        int is = line.indexOf(IS);
        String name = is < 0 ? line : line.substring(0, is);
        starts.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(begin);
        if (is >= 0) {
            TypeMeta type = new TypeMeta(line.substring(is + IS.length()), name.substring(name.lastIndexOf('.') + 1));
            kinds.put(type, name);
            ofKinds.put(name, type);
        }
    }

    private MessageType read(String name) {
        List<String> fields = new ArrayList<>();
        Map<String, Presence> presences = new HashMap<>();
        boolean measured = false;
        for (int start : Objects.requireNonNull(starts.get(name), name)) {
            for (String line : lines(start)) {
                if (Character.isDigit(line.charAt(0))) {
                    fields.add(line);
                } else {
                    measured = true;
                    presences(line, presences);
                }
            }
        }
        boolean isMeasured = measured;
        return new MessageType(
                Optional.ofNullable(ofKinds.get(name)),
                fields.stream().map(line -> field(line, presences, isMeasured)).toList());
    }

    private List<String> lines(int start) {
        List<String> lines = new ArrayList<>();
        int at = start;
        while (at < text.length() && text.charAt(at) == ' ') {
            int end = text.indexOf('\n', at);
            lines.add(text.substring(at + 1, end));
            at = end + 1;
        }
        return lines;
    }

    /** A presence, and the fields that have it. */
    private static void presences(String line, Map<String, Presence> presences) {
        String[] words = line.split(" ");
        Presence presence = Presence.valueOf(words[0].toUpperCase(Locale.ROOT));
        for (int i = 1; i < words.length; i++) {
            presences.put(words[i], presence);
        }
    }

    /** @param measured whether {@code presences} has all fields of the message that are to be shown when they are zero */
    private static FieldType field(String line, Map<String, Presence> presences, boolean measured) {
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
        // "additionalProperties: false" says more than nothing.
        boolean isMessage = type instanceof ValueType.Message || type == Special.SCHEMA_OR_BOOL;
        Presence usual = isMessage || shape != Shape.SINGLE ? Presence.SENT : Presence.NONZERO;
        if (shape == Shape.INLINE || required && !measured) {
            usual = shape == Shape.LIST || shape == Shape.MAP ? Presence.NULL : Presence.ALWAYS;
        }
        return new FieldType(number, name, shape, type, presences.getOrDefault(name, usual));
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
