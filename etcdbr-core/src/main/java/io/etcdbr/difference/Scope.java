package io.etcdbr.difference;

import java.util.Optional;

/**
 * What of two states is compared.
 *
 * @param namespace the only one; empty for all, and for what has none
 * @param prefix of the API server's keys; empty to find it among the compared keys
 */
public record Scope(KeySelection keys, Optional<String> namespace, Optional<String> prefix) {
    /** All of both. */
    public static final Scope ALL = new Scope(KeySelection.all(), Optional.empty(), Optional.empty());
}
