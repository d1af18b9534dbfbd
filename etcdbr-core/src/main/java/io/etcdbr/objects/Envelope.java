package io.etcdbr.objects;

import java.util.Optional;

/**
 * What stands around every built-in object: the four bytes {@code k8s\0}, then the message {@code runtime.Unknown} as "Kubernetes
 * API Concepts" documents it: 1 the type (1 apiVersion, 2 kind), 2 the object, 3 its content encoding, 4 its content type.
 *
 * @param object its bytes
 * @param contentType empty for protobuf
 */
record Envelope(TypeMeta type, Wire object, String contentType) {

    /** The type, if it stands whole in {@code start}, the beginning of a value. */
    static Optional<TypeMeta> peek(byte[] start) {
        try {
            Wire fields = new Wire(start, Classification.PROTOBUF.length, start.length);
            return fields.next() == 1 ? Optional.of(type(fields.message())) : Optional.empty();
        } catch (ObjectException e) {
            return Optional.empty();
        }
    }

    static Envelope of(byte[] value, UnknownCount unknown) throws ObjectException {
        Wire fields = new Wire(value, Classification.PROTOBUF.length, value.length);
        TypeMeta type = new TypeMeta("", "");
        Wire object = new Wire(value, value.length, value.length);
        String contentType = "";
        String encoding = "";
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> type = type(fields.message());
                case 2 -> object = fields.message();
                case 3 -> encoding = fields.text();
                case 4 -> contentType = fields.text();
                default -> unknown.skip(Place.ROOT, field, fields);
            }
        }
        if (!encoding.isEmpty()) {
            throw new ObjectException("the object has the content encoding %s, which is not known"
                    .formatted(ObjectException.quoted(encoding)));
        }
        return new Envelope(type, object, contentType);
    }

    private static TypeMeta type(Wire fields) throws ObjectException {
        String apiVersion = "";
        String kind = "";
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> apiVersion = fields.text();
                case 2 -> kind = fields.text();
                default -> fields.skip();
            }
        }
        return new TypeMeta(apiVersion, kind);
    }
}
