package io.etcdbr.difference;

import io.etcdbr.resources.NamedKey;
import java.util.Comparator;
import java.util.OptionalLong;

/**
 * One object that differs.
 *
 * @param firstRevision when the first state's was written, empty if it was added; {@code firstBytes} the size of its value
 * @param secondRevision when the second state's was written, empty if it was removed
 * @param sealed whether it is encrypted and may hold the same as before
 */
public record Change(
        ChangeKind kind,
        NamedKey object,
        String key,
        OptionalLong firstRevision,
        OptionalLong firstBytes,
        OptionalLong secondRevision,
        OptionalLong secondBytes,
        boolean sealed) {

    /** By resource, namespace and name; the same in every run. */
    static final Comparator<Change> ORDER = Comparator.comparing((Change change) -> change.object.resource())
            .thenComparing(change -> change.object.namespace())
            .thenComparing(change -> change.object.name())
            .thenComparing(Change::key);
}
