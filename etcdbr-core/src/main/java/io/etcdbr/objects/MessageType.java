package io.etcdbr.objects;

import io.etcdbr.objects.FieldType.Presence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A message: its fields by number, and those that JSON always shows. */
final class MessageType {
    private final Map<Integer, FieldType> byNumber = new HashMap<>();
    private final Optional<TypeMeta> kind;
    private final List<FieldType> fields;
    private final List<FieldType> always;

    /** @param kind of objects that are stored on their own */
    MessageType(Optional<TypeMeta> kind, List<FieldType> fields) {
        this.kind = kind;
        this.fields = List.copyOf(fields);
        fields.forEach(field -> byNumber.put(field.number(), field));
        always = fields.stream()
                .filter(field -> field.presence() == Presence.ALWAYS || field.presence() == Presence.NULL)
                .toList();
    }

    Optional<TypeMeta> kind() {
        return kind;
    }

    Optional<FieldType> field(int number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    List<FieldType> fields() {
        return fields;
    }

    List<FieldType> always() {
        return always;
    }
}
