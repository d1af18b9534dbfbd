package io.etcdbr.objects;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes the schema of the built-in types from the official Java client: what is on the wire from the descriptors of
 * {@code client-java-proto}, the names in JSON and what is always there from the models of {@code client-java-api}. Types that are
 * in no model any more are taken to be like those of the same name that are.
 */
final class SchemaText {

    private static final String HEAD = """
            # The built-in types of Kubernetes on the wire and in JSON, from the official Java client; SchemaTest writes this file.
            # A line of a message, of those that are stored with their apiVersion; then a line for each field: its number, its name in
            # JSON, what it holds, and "required" where JSON always has it.
            """;

    /** Messages that JSON does not show as objects. */
    private static final Map<String, String> SPECIAL = Map.ofEntries(
            Map.entry("Time", "time"),
            Map.entry("MicroTime", "micro-time"),
            Map.entry("Duration", "duration"),
            Map.entry("FieldsV1", "raw"),
            Map.entry("ExtraValue", "strings"),
            Map.entry("Quantity", "quantity"),
            Map.entry("IntOrString", "int-or-string"),
            Map.entry("RawExtension", "raw"),
            Map.entry("JSON", "raw"),
            Map.entry("JSONSchemaPropsOrArray", "schema-or-array"),
            Map.entry("JSONSchemaPropsOrBool", "schema-or-bool"),
            Map.entry("JSONSchemaPropsOrStringArray", "schema-or-strings"));

    private final Map<String, String> texts = new TreeMap<>();
    private final Deque<Work> work = new ArrayDeque<>();

    /** What was found of fields that are inline, or have another name in JSON: under the simple names of message and field. */
    private final Map<String, String> known = new HashMap<>();

    private record Work(Descriptor message, Optional<Model> model) {}

    /** The messages of the models. */
    private final Map<Class<?>, String> ofModels = new HashMap<>();

    private final String text;

    SchemaText() {
        text = write();
    }

    String text() {
        return text;
    }

    /** The name of the message that a model belongs to, if that is in the schema. */
    Optional<String> message(Model model) {
        return Optional.ofNullable(ofModels.get(model.type()));
    }

    private String write() {
        Map<String, Descriptor> kinds = new TreeMap<>();
        ProtoFiles.kinds().forEach(kind -> kinds.put(ProtoFiles.name(kind), kind));
        for (boolean modelled : List.of(true, false)) {
            kinds.forEach((name, kind) -> {
                Optional<Model> model = Model.of(name);
                if (model.isPresent() == modelled) {
                    work.add(new Work(kind, model));
                }
            });
            while (!work.isEmpty()) {
                message(work.remove());
            }
        }
        StringBuilder text = new StringBuilder(HEAD);
        texts.forEach((name, fields) -> {
            text.append(name);
            if (kinds.containsKey(name)) {
                text.append(" is ").append(ProtoFiles.apiVersion(kinds.get(name)));
            }
            text.append('\n').append(fields);
        });
        return text.toString();
    }

    private void message(Work item) {
        String name = ProtoFiles.name(item.message());
        item.model().ifPresent(model -> ofModels.putIfAbsent(model.type(), name));
        if (texts.containsKey(name)) {
            return;
        }
        texts.put(name, "");
        StringBuilder text = new StringBuilder();
        for (FieldDescriptor field : item.message().getFields()) {
            text.append(' ')
                    .append(field.getNumber())
                    .append(' ')
                    .append(field(item, field))
                    .append('\n');
        }
        texts.put(name, text.toString());
    }

    private String field(Work item, FieldDescriptor field) {
        String place = item.message().getName() + "." + field.getName();
        Optional<Model> model = item.model();
        if (model.isPresent() && isInline(model.get(), field)) {
            known.put(place, "inline");
        } else if (model.isPresent()) {
            known.put(place, jsonName(model.get(), field));
        }
        String name = known.getOrDefault(place, field.getName());
        if (name.equals("inline")) {
            work.add(new Work(field.getMessageType(), model));
            return "inline " + ProtoFiles.name(field.getMessageType());
        }
        boolean required = model.isPresent() && model.get().required().contains(name);
        return name + " " + type(field, model.flatMap(owner -> owner.inside(name))) + (required ? " required" : "");
    }

    private String type(FieldDescriptor field, Optional<Model> inside) {
        if (field.isMapField()) {
            return "map " + type(field.getMessageType().findFieldByNumber(2), inside);
        }
        String list = field.isRepeated() ? "list " : "";
        if (field.getType() != FieldDescriptor.Type.MESSAGE) {
            return list + field.getType().name().toLowerCase(Locale.ROOT);
        }
        Descriptor message = field.getMessageType();
        String special = SPECIAL.get(message.getName());
        if (special != null) {
            return list + special;
        }
        work.add(new Work(message, inside));
        return list + ProtoFiles.name(message);
    }

    /** Whether the model has the fields of the field instead of it; those may be inline again. */
    private static boolean isInline(Model model, FieldDescriptor field) {
        return field.getType() == FieldDescriptor.Type.MESSAGE
                && !field.isRepeated()
                && !model.fields().containsKey(field.getName())
                && !field.getMessageType().getFields().isEmpty()
                && field.getMessageType().getFields().stream()
                        .allMatch(inner -> model.fields().containsKey(inner.getName()) || isInline(model, inner));
    }

    private static String jsonName(Model model, FieldDescriptor field) {
        if (model.fields().containsKey(field.getName())) {
            return field.getName();
        }
        return model.fields().keySet().stream()
                .filter(name -> letters(name).equals(letters(field.getName())))
                .findFirst()
                .orElse(field.getName());
    }

    private static String letters(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }
}
