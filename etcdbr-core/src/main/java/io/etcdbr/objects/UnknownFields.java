package io.etcdbr.objects;

import java.util.List;

/**
 * What an object holds that is not in its tree, because another Kubernetes wrote it than this program knows. Nothing of it is lost
 * where the value is handed out as stored.
 *
 * @param count how many fields
 * @param bytes their size altogether, with their tags
 * @param first the first of them, at most {@value #KEPT}
 */
public record UnknownFields(int count, long bytes, List<UnknownField> first) {
    static final int KEPT = 100;

    public static final UnknownFields NONE = new UnknownFields(0, 0, List.of());

    public UnknownFields {
        first = List.copyOf(first);
    }

    /**
     * A field that this program has no name for.
     *
     * @param path of the message that holds it, such as {@code .spec.containers[0]}; {@code .} for the object itself
     * @param number of the field in the message
     * @param bytes its size with its tag
     */
    public record UnknownField(String path, int number, long bytes) {
        @Override
        public String toString() {
            return "%s, field %d of %d bytes".formatted(path, number, bytes);
        }
    }
}
