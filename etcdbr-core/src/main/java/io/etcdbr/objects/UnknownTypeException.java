package io.etcdbr.objects;

/**
 * A value that may well be sound, in protobuf of a type that this program has no description of: one of another Kubernetes, newer
 * or much older. Its bytes alone can be handed out.
 */
public final class UnknownTypeException extends ObjectException {
    private static final long serialVersionUID = 1L;

    private final String type;

    UnknownTypeException(TypeMeta type) {
        this(ObjectException.quoted(type.toString()));
    }

    private UnknownTypeException(String type) {
        super("this program does not know " + type);
        this.type = type;
    }

    /** For messages, such as {@code 'networking.k8s.io/v1beta1 Ingress'}. */
    public String type() {
        return type;
    }
}
