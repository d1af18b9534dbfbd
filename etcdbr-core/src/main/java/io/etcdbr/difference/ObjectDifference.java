package io.etcdbr.difference;

import com.google.gson.JsonObject;
import io.etcdbr.resources.NamedKey;
import java.util.List;
import java.util.Optional;

/**
 * One object in two states, with what a Secret holds masked.
 *
 * @param key of etcd, which is one and the same in both
 * @param change empty if nothing differs that was asked for
 * @param first as the first state has it; empty if it has none, or it cannot be read
 * @param lines of a unified diff of both as YAML, without its head; none if an object cannot be read
 * @param problem why an object cannot be read, or not all of it: its stored bytes then tell whether it changed
 */
public record ObjectDifference(
        NamedKey object,
        String key,
        Optional<ChangeKind> change,
        Optional<JsonObject> first,
        Optional<JsonObject> second,
        List<String> lines,
        Optional<String> problem) {

    public ObjectDifference {
        lines = List.copyOf(lines);
    }
}
