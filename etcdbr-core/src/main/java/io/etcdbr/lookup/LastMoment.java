package io.etcdbr.lookup;

import io.etcdbr.etcddb.Changes;
import io.etcdbr.etcddb.EtcdDatabase;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.objects.ObjectException;
import io.etcdbr.resources.ObjectTree;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a snapshot was taken of which nobody knows: the latest time that its last changes hold. A cluster that lives renews a lease
 * every few seconds.
 */
public final class LastMoment {
    private static final int CHANGES = 300;

    private LastMoment() {}

    /** Empty if none of the last changes has a time. */
    public static Optional<Instant> of(EtcdDatabase database, ObjectReader reader) throws IOException {
        Optional<Changes> changes = database.changes();
        Optional<Instant> latest = Optional.empty();
        boolean there = changes.isPresent() && changes.get().last();
        for (int i = 0; there && i < CHANGES; i++) {
            if (!changes.get().revision().tombstone()) {
                latest = Stream.concat(latest.stream(), times(changes.get().keyValue(), reader))
                        .max(Comparator.naturalOrder());
            }
            there = changes.get().previous();
        }
        return latest;
    }

    private static Stream<Instant> times(KeyValue value, ObjectReader reader) {
        try {
            ObjectTree object = new ObjectTree(reader.read(value).tree());
            return Stream.concat(
                            Stream.of(
                                    object.text("spec", "renewTime"),
                                    object.text("metadata", "creationTimestamp"),
                                    object.text("lastTimestamp")),
                            object.objects("metadata", "managedFields").stream().map(fields -> fields.text("time")))
                    .flatMap(LastMoment::parsed);
        } catch (ObjectException e) {
            return Stream.empty();
        }
    }

    private static Stream<Instant> parsed(String time) {
        try {
            return time.isEmpty() ? Stream.empty() : Stream.of(Instant.parse(time));
        } catch (DateTimeParseException e) {
            return Stream.empty();
        }
    }
}
