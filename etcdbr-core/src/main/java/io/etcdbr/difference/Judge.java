package io.etcdbr.difference;

import io.etcdbr.etcddb.KeyValue;
import java.io.IOException;

/** Looks into two different values of the same key. */
@FunctionalInterface
public interface Judge {

    /** @throws IOException if a value cannot be read; one that cannot be understood is {@link Verdict#CHANGED} */
    Verdict of(KeyValue first, KeyValue second) throws IOException;
}
