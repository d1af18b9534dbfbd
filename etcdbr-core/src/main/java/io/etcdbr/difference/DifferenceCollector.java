package io.etcdbr.difference;

import io.etcdbr.difference.Differences.ClusterUids;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.resources.NamedKey;
import io.etcdbr.resources.StorageKeys;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Counts differences by their names, folds noise, and keeps so many as memory allows. */
final class DifferenceCollector implements Comparison.Report {

    /** Longer than any key of Kubernetes. */
    private static final int LONGEST_KEY = 1_000;

    private static final int LONGEST_NAME = 253;

    private static final NamedKey SYSTEM = new NamedKey(NamedKey.Kind.BUILT_IN, "namespaces", "", "kube-system");

    private final Supplier<StorageKeys> keys;
    private final Optional<String> namespace;
    private final Judge judge;
    private final Limits limits;
    private final Map<String, ChangeCounts> resources = new TreeMap<>();
    private final Map<String, ChangeCounts> namespaces = new TreeMap<>();
    private final Map<Fold, ChangeCounts> folded = new EnumMap<>(Fold.class);
    private final Map<ChangeKind, KeptChanges> kept = new EnumMap<>(ChangeKind.class);
    private ChangeCounts total = ChangeCounts.NONE;
    private long notListed;
    private long sealed;
    private Optional<ClusterUids> clusterUids = Optional.empty();

    /**
     * @param keys with the built-in resources alone; asked when a key is to be named
     * @param namespace the only one that counts; empty for all
     */
    DifferenceCollector(Supplier<StorageKeys> keys, Optional<String> namespace, Judge judge, Limits limits) {
        this.keys = keys;
        this.namespace = namespace;
        this.judge = judge;
        this.limits = limits;
    }

    @Override
    public void added(KeyValue second) {
        differs(ChangeKind.ADDED, Optional.empty(), Optional.of(second), Verdict.CHANGED);
    }

    @Override
    public void removed(KeyValue first) {
        differs(ChangeKind.REMOVED, Optional.of(first), Optional.empty(), Verdict.CHANGED);
    }

    @Override
    public void changed(KeyValue first, KeyValue second) throws IOException {
        NamedKey object = named(text(second.key()));
        if (object.equals(SYSTEM)) {
            clusterUids = judge.uid(first)
                    .flatMap(one -> judge.uid(second)
                            .filter(other -> !other.equals(one))
                            .map(other -> new ClusterUids(one, other)));
        }
        if (isOutside(object)) {
            return;
        }
        boolean looked = limits.all() || Fold.of(object).isEmpty();
        Verdict verdict = looked ? judge.of(first, second) : Verdict.CHANGED;
        differs(ChangeKind.CHANGED, Optional.of(first), Optional.of(second), verdict);
    }

    @Override
    public void same(KeyValue second) {
        NamedKey object = named(text(second.key()));
        if (isOutside(object)) {
            return;
        }
        count(resources, object.resource(), ChangeCounts::plusSame);
        total = total.plusSame();
    }

    private void differs(ChangeKind kind, Optional<KeyValue> first, Optional<KeyValue> second, Verdict verdict) {
        String key = text(second.or(() -> first).orElseThrow().key());
        NamedKey object = named(key);
        if (isOutside(object)) {
            return;
        }
        Optional<Fold> fold = limits.all() ? Optional.empty() : Fold.of(object).or(() -> Fold.of(verdict));
        if (fold.isPresent()) {
            folded.merge(fold.get(), ChangeCounts.NONE.plus(kind), (before, _) -> before.plus(kind));
            return;
        }
        total = total.plus(kind);
        count(resources, object.resource(), counts -> counts.plus(kind));
        count(namespaces, object.namespace(), counts -> counts.plus(kind));
        sealed += verdict == Verdict.SEALED ? 1 : 0;
        notListed += kept.computeIfAbsent(kind, _ -> new KeptChanges(limits.perKind()))
                .add(new Change(
                        kind,
                        object,
                        key,
                        revision(first),
                        bytes(first),
                        revision(second),
                        bytes(second),
                        verdict == Verdict.SEALED));
    }

    private void count(Map<String, ChangeCounts> counts, String label, UnaryOperator<ChangeCounts> more) {
        String name = label.length() <= LONGEST_NAME ? label : label.substring(0, LONGEST_NAME);
        String known = counts.containsKey(name) || counts.size() < limits.names() ? name : Differences.OTHERS;
        counts.put(known, more.apply(counts.getOrDefault(known, ChangeCounts.NONE)));
    }

    Differences result() {
        return new Differences(
                total,
                resources,
                namespaces,
                folded,
                kept.values().stream()
                        .flatMap(KeptChanges::stream)
                        .sorted(Change.ORDER)
                        .toList(),
                notListed,
                sealed,
                clusterUids);
    }

    private boolean isOutside(NamedKey object) {
        return namespace.isPresent() && !namespace.get().equals(object.namespace());
    }

    private NamedKey named(String key) {
        return NamedKey.of(keys.get(), key);
    }

    private static OptionalLong revision(Optional<KeyValue> value) {
        return value.map(there -> OptionalLong.of(there.modRevision())).orElseGet(OptionalLong::empty);
    }

    private static OptionalLong bytes(Optional<KeyValue> value) {
        return value.map(there -> OptionalLong.of(there.value().byteSize())).orElseGet(OptionalLong::empty);
    }

    /** The beginning of a key, where a hostile one is longer than any of Kubernetes. */
    static String text(MemorySegment key) {
        MemorySegment bytes = key.byteSize() <= LONGEST_KEY ? key : key.asSlice(0, LONGEST_KEY);
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
