package io.etcdbr.difference;

import io.etcdbr.resources.NamedKey;
import java.util.Optional;
import java.util.Set;

/** Why a difference is counted only, unless all are asked for: it comes about without anybody doing anything. */
public enum Fold {
    LEASE("leases"),
    EVENT("events"),
    /** What API servers write down for themselves. */
    API_SERVER("bookkeeping of API servers"),
    MANAGED_FIELDS("changed in managedFields only"),
    REWRITTEN("the same in other bytes");

    private static final Set<String> EVENTS = Set.of("events", "events.events.k8s.io");
    private static final Set<String> LEASES =
            Set.of("leases.coordination.k8s.io", "leasecandidates.coordination.k8s.io");

    /** A key of its own beside the prefix, by which API servers agree on compactions. */
    private static final String COMPACTION = "compact_rev_key";

    private static final Set<String> RENEWED = Set.of("masterleases", "peerserverleases");

    private final String text;

    Fold(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }

    /** Why whatever befalls this key is folded. */
    static Optional<Fold> of(NamedKey key) {
        return switch (key.kind()) {
            case BUILT_IN ->
                LEASES.contains(key.resource())
                        ? Optional.of(LEASE)
                        : EVENTS.contains(key.resource()) ? Optional.of(EVENT) : Optional.empty();
            case INTERNAL -> RENEWED.contains(key.resource()) ? Optional.of(API_SERVER) : Optional.empty();
            case FOREIGN -> key.resource().equals(COMPACTION) ? Optional.of(API_SERVER) : Optional.empty();
            case CUSTOM, OTHER -> Optional.empty();
        };
    }

    /** Why a change of the value is folded. */
    static Optional<Fold> of(Verdict verdict) {
        return switch (verdict) {
            case BOOKKEEPING -> Optional.of(MANAGED_FIELDS);
            case REWRITTEN -> Optional.of(REWRITTEN);
            case CHANGED, SEALED -> Optional.empty();
        };
    }
}
