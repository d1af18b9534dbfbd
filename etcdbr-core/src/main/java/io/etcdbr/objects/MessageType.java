package io.etcdbr.objects;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A message: its fields by number, and those that JSON always shows. */
final class MessageType {
    private final Map<Integer, FieldType> byNumber = new HashMap<>();
    private final List<FieldType> always;

    MessageType(List<FieldType> fields) {
        fields.forEach(field -> byNumber.put(field.number(), field));
        always = fields.stream()
                .filter(field -> field.presence() == FieldType.Presence.ALWAYS)
                .toList();
    }

    Optional<FieldType> field(int number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    List<FieldType> always() {
        return always;
    }
}
