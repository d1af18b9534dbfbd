package io.etcdbr.objects;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A value under {@code /registry}, told apart by its first bytes and not decoded yet. Telling never fails: what only looks like a
 * kind of value is found out by decoding it.
 */
public sealed interface StoredValue {

    /** The whole value; lives as long as what it was made of. */
    MemorySegment bytes();

    /** A built-in object, behind {@code k8s\0}. */
    record Protobuf(MemorySegment bytes, Optional<TypeMeta> type) implements StoredValue {}

    /** A custom resource, or a built-in object of a type that is always stored so. */
    record Json(MemorySegment bytes, Optional<TypeMeta> type) implements StoredValue {}

    /** A custom resource of a server with the feature {@code CBORServingAndStorage}, behind the tag 55799. */
    record Cbor(MemorySegment bytes) implements StoredValue {}

    /**
     * Encrypted at rest, behind {@code k8s:enc:PROVIDER:VERSION:KEY:}.
     *
     * @param provider {@code aescbc}, {@code aesgcm}, {@code secretbox}, {@code kms} or one not known here
     * @param version of the provider's format, such as {@code v1}
     * @param keyName the key's name in the configuration, of {@code kms} the provider's
     * @param sealed what follows the prefix
     */
    record Encrypted(MemorySegment bytes, String provider, String version, String keyName, MemorySegment sealed)
            implements StoredValue {}

    /** Something else, such as a plain text or nothing at all. */
    record Other(MemorySegment bytes) implements StoredValue {}

    /** What the object says it is, where that can be told without decoding it. */
    default Optional<TypeMeta> type() {
        return switch (this) {
            case Protobuf(MemorySegment _, Optional<TypeMeta> type) -> type;
            case Json(MemorySegment _, Optional<TypeMeta> type) -> type;
            case Cbor _, Encrypted _, Other _ -> Optional.empty();
        };
    }

    static StoredValue of(byte[] value) {
        return of(MemorySegment.ofArray(value));
    }

    static StoredValue of(MemorySegment value) {
        return Classification.of(value);
    }
}
