package io.etcdbr.lookup;

import io.etcdbr.resources.ObjectTree;
import io.etcdbr.resources.Resource;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Optional;

/**
 * One change of an object that compactions have left.
 *
 * @param namespace empty where the resource has none
 * @param tree the object as this change left it; empty after a deletion, and if it cannot be read
 */
public record PastChange(
        Resource resource, String namespace, String name, long revision, Kind kind, Optional<ObjectTree> tree) {

    /** What was done. */
    public enum Kind {
        CREATED,
        UPDATED,
        DELETED
    }

    /** When it was done, as the object itself tells: etcd keeps no times. */
    public Optional<Instant> time() {
        Optional<Instant> managed = lastManaged().flatMap(fields -> parsed(fields.text("time")));
        return managed.isPresent()
                ? managed
                : tree.filter(_ -> kind == Kind.CREATED)
                        .flatMap(object -> parsed(object.text("metadata", "creationTimestamp")));
    }

    /** Who did it, such as {@code kubectl-client-side-apply}; empty if the object does not tell. */
    public String manager() {
        return lastManaged().map(fields -> fields.text("manager")).orElse("");
    }

    private Optional<ObjectTree> lastManaged() {
        return tree.flatMap(object -> object.objects("metadata", "managedFields").stream()
                .filter(fields -> parsed(fields.text("time")).isPresent())
                .max(Comparator.comparing(fields -> fields.text("time"))));
    }

    private static Optional<Instant> parsed(String time) {
        try {
            return Optional.of(Instant.parse(time));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
