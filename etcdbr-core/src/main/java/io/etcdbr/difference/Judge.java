package io.etcdbr.difference;

import io.etcdbr.etcddb.KeyValue;
import java.io.IOException;
import java.util.Optional;

/** Looks into two different values of the same key. */
@FunctionalInterface
public interface Judge {

    /** @throws IOException if a value cannot be read; one that cannot be understood is {@link Verdict#CHANGED} */
    Verdict of(KeyValue first, KeyValue second) throws IOException;

    /** The uid of an object, which no other one ever has; empty if it cannot be told. */
    default Optional<String> uid(KeyValue value) {
        return Optional.empty();
    }
}
