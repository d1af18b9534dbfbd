package io.etcdbr.catalog;

import io.etcdbr.format.BackupId;
import io.etcdbr.format.BackupKey;
import io.etcdbr.format.CompressionAlgorithm;
import io.etcdbr.format.DataKind;
import io.etcdbr.format.Epoch;
import io.etcdbr.format.Health;
import io.etcdbr.format.ObjectName;
import io.etcdbr.storage.ObjectKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a listing says of a backup, without its manifest having been read.
 *
 * @param parts all its objects, at least one
 */
public record BackupSummary(Epoch epoch, BackupId id, List<BackupPart> parts) {

    public BackupSummary {
        parts = List.copyOf(parts);
    }

    /** Whether its manifest is there: without one it is no backup, only what a writer or deleter left. */
    public boolean isComplete() {
        return names(ObjectName.Manifest.class).findAny().isPresent();
    }

    /** Whether its manifest is there but its snapshot is not: somebody removed it by hand. */
    public boolean lacksSnapshot() {
        return isComplete() && data(DataKind.SNAPSHOT).isEmpty();
    }

    public boolean encrypted() {
        return names(ObjectName.Data.class).anyMatch(ObjectName.Data::encrypted);
    }

    public CompressionAlgorithm compression() {
        return data(DataKind.SNAPSHOT).map(ObjectName.Data::compression).orElse(CompressionAlgorithm.NONE);
    }

    public boolean hasFiles() {
        return data(DataKind.FILES).isPresent();
    }

    /** The bytes of all its objects in the store. */
    public long storedSize() {
        return parts.stream().mapToLong(BackupPart::size).sum();
    }

    /** Until when the store was asked to hold it, whether that is past or to come. */
    public Optional<Instant> lockedUntil() {
        return names(ObjectName.Lock.class).map(ObjectName.Lock::until).max(Comparator.naturalOrder());
    }

    /** The verification that counts. */
    public Optional<ObjectName.Verification> verification() {
        return Health.decisive(names(ObjectName.Verification.class).toList());
    }

    /** As verified; a backup that lacks its snapshot is damaged without anybody looking. */
    public Health health() {
        return lacksSnapshot()
                ? Health.DAMAGED
                : Health.of(names(ObjectName.Verification.class).toList());
    }

    public boolean isDamaged() {
        return health() == Health.DAMAGED;
    }

    /** When the store finished the newest of its objects, by the store's clock. */
    public Instant newestModification() {
        return parts.stream()
                .map(BackupPart::modified)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    /** When the store finished its manifest, or the newest of what there is without one, by the store's clock. */
    public Instant storedAt() {
        return parts.stream()
                .filter(part -> part.name() instanceof ObjectName.Manifest)
                .map(BackupPart::modified)
                .findFirst()
                .orElseGet(this::newestModification);
    }

    /** Whether the time in its id is wrong: its store had it a day or more before. */
    public boolean isDatedAhead() {
        return id.isDatedAheadOf(storedAt());
    }

    /** The stored size of one of its objects, empty if the listing did not show it. */
    public OptionalLong size(ObjectName name) {
        return parts.stream()
                .filter(part -> part.name().equals(name))
                .mapToLong(BackupPart::size)
                .findFirst();
    }

    public ObjectKey key(ObjectName name) {
        return new ObjectKey(new BackupKey(epoch, name).toString());
    }

    /** Its objects of one kind. */
    public <T extends ObjectName> Stream<T> names(Class<T> kind) {
        return parts.stream().map(BackupPart::name).filter(kind::isInstance).map(kind::cast);
    }

    private Optional<ObjectName.Data> data(DataKind kind) {
        return names(ObjectName.Data.class).filter(name -> name.kind() == kind).findFirst();
    }
}
