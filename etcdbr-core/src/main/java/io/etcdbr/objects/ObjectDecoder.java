package io.etcdbr.objects;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import io.etcdbr.format.JsonTree;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Decodes stored values into the JSON that kube-apiserver serves for them in the version in which they are stored. For any number of
 * threads. */
public final class ObjectDecoder {
    private final Schema schema;

    private ObjectDecoder(Schema schema) {
        this.schema = schema;
    }

    /** One that knows the built-in types of the Kubernetes that this program was made for. */
    public static ObjectDecoder create() {
        return new ObjectDecoder(Schema.builtIn());
    }

    /**
     * @throws UnknownTypeException if it is of a built-in type that this program does not know
     * @throws ObjectException if it is none, is malformed, or is encrypted and so must be opened first
     */
    public KubernetesObject decode(byte[] value) throws ObjectException {
        return decode(StoredValue.of(value));
    }

    /**
     * @throws UnknownTypeException if it is of a built-in type that this program does not know
     * @throws ObjectException if it is none, is malformed, or is encrypted and so must be opened first
     */
    public KubernetesObject decode(StoredValue value) throws ObjectException {
        return switch (value) {
            case StoredValue.Protobuf protobuf -> protobuf(copy(protobuf.bytes()));
            case StoredValue.Json json -> custom(json(copy(json.bytes())));
            case StoredValue.Cbor cbor -> custom(CborReader.read(copy(cbor.bytes())));
            case StoredValue.Encrypted encrypted ->
                throw new ObjectException("encrypted at rest by the provider %s with the key %s"
                        .formatted(
                                ObjectException.quoted(encrypted.provider()),
                                ObjectException.quoted(encrypted.keyName())));
            case StoredValue.Other other ->
                throw new ObjectException(
                        "not an object of Kubernetes: %d bytes that begin neither with 'k8s' and a zero"
                                        .formatted(other.bytes().byteSize())
                                + " byte, nor as JSON or CBOR");
        };
    }

    private KubernetesObject protobuf(byte[] value) throws ObjectException {
        UnknownCount unknown = new UnknownCount();
        Envelope envelope = Envelope.of(value, unknown);
        if (envelope.contentType().contains("json")) {
            return custom(json(envelope.object().rest()));
        }
        JsonObject tree = new ProtobufReader(schema, unknown).read(envelope);
        return object(envelope.type(), tree, unknown.sum());
    }

    private static JsonObject json(byte[] value) throws ObjectException {
        try {
            return JsonTree.parse(value, Limits.DEPTH);
        } catch (JsonParseException e) {
            throw new ObjectException("the object " + e.getMessage(), e);
        }
    }

    private static KubernetesObject custom(JsonObject tree) throws ObjectException {
        TypeMeta type = new TypeMeta(text(tree, "apiVersion"), text(tree, "kind"));
        return object(type, tree, UnknownFields.NONE);
    }

    private static KubernetesObject object(TypeMeta type, JsonObject tree, UnknownFields unknown) {
        DefinitionConversion.convert(type, tree);
        return new KubernetesObject(DefinitionConversion.served(type), SortedTree.of(tree), unknown);
    }

    private static String text(JsonObject tree, String field) throws ObjectException {
        if (tree.get(field) instanceof JsonPrimitive text && text.isString()) {
            return text.getAsString();
        }
        throw new ObjectException("not an object of Kubernetes: it has no " + field);
    }

    private static byte[] copy(MemorySegment value) throws ObjectException {
        if (value.byteSize() > Limits.BYTES) {
            throw new ObjectException(
                    "a value of %d bytes, where %d are the most".formatted(value.byteSize(), Limits.BYTES));
        }
        return value.toArray(ValueLayout.JAVA_BYTE);
    }
}
