package io.etcdbr.inspection;

import io.etcdbr.bbolt.Database;
import io.etcdbr.etcddb.Changes;
import io.etcdbr.etcddb.EtcdDatabase;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Keys;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.objects.StoredValue;
import io.etcdbr.resources.NamedKey;
import io.etcdbr.resources.PrefixSearch;
import io.etcdbr.resources.ResourceTable;
import io.etcdbr.resources.StorageKeys;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts what a database holds, in one pass over it; in two if the API server's keys have another prefix than usual. */
public final class Inspector {
    private static final int LARGEST = 10;

    /** Longer than any key of Kubernetes. */
    private static final int LONGEST_KEY = 1_000;

    private static final int LONGEST_NAME = 253;

    /** @param names how many resources, and how many namespaces, are told apart; {@code prefixes} those of others */
    record Limits(int names, int prefixes) {
        /** What fits into the job's heap with room to spare. */
        static final Limits USUAL = new Limits(10_000, 100);
    }

    private final StorageKeys storageKeys;
    private final Limits limits;
    private final KubernetesCollector kubernetes;
    private final Map<String, Tally> resources = new HashMap<>();
    private final Map<String, Amount> namespaces = new HashMap<>();
    private final Map<String, Amount> foreign = new HashMap<>();
    private final Largest largest = new Largest(LARGEST);
    private Amount total = Amount.NONE;
    private long leasedKeys;
    private long overwritten;
    private long deletions;

    private Inspector(StorageKeys storageKeys, ObjectDecoder decoder, Limits limits) {
        this.storageKeys = storageKeys;
        this.limits = limits;
        this.kubernetes = new KubernetesCollector(decoder);
    }

    /** @throws IOException if the database cannot be read or is damaged */
    public static Inspection run(Database file, ObjectDecoder decoder) throws IOException {
        return run(file, decoder, Limits.USUAL);
    }

    static Inspection run(Database file, ObjectDecoder decoder, Limits limits) throws IOException {
        EtcdDatabase etcd = new EtcdDatabase(file);
        PrefixSearch prefixes = new PrefixSearch();
        Inspector inspector = new Inspector(new StorageKeys(ResourceTable.builtIn()), decoder, limits);
        inspector.pass(etcd, prefixes);
        if (!prefixes.found().equals(inspector.storageKeys.prefix())) {
            inspector = new Inspector(new StorageKeys(prefixes.found(), ResourceTable.builtIn()), decoder, limits);
            inspector.pass(etcd, prefixes);
        }
        return inspector.result(file, etcd);
    }

    private void pass(EtcdDatabase etcd, PrefixSearch prefixes) throws IOException {
        new Keys(etcd)
                .backwards(
                        KeyFilter.all(),
                        (revision, change) -> {
                            if (revision.tombstone()) {
                                deletions++;
                            } else {
                                String key = text(change.key());
                                prefixes.look(key);
                                living(key, change);
                            }
                        },
                        (revision, change) -> {
                            overwritten += revision.tombstone() ? 0 : 1;
                            deletions += revision.tombstone() ? 1 : 0;
                        });
    }

    private void living(String key, KeyValue value) {
        NamedKey named = NamedKey.of(storageKeys, key);
        StoredValue stored = StoredValue.of(value.value());
        long bytes = value.key().byteSize() + value.value().byteSize();
        total = total.plus(bytes);
        leasedKeys += value.lease() == 0 ? 0 : 1;
        largest.add(named, key, bytes);
        if (named.kind() == NamedKey.Kind.FOREIGN) {
            count(foreign, limits.prefixes(), named.resource(), bytes);
            return;
        }
        String resource = bounded(resources, limits.names(), named.resource());
        resources.computeIfAbsent(resource, _ -> new Tally(named.kind())).add(stored, bytes, value.modRevision());
        if (!named.namespace().isEmpty()) {
            count(namespaces, limits.names(), named.namespace(), bytes);
        }
        kubernetes.look(named, stored);
    }

    private static void count(Map<String, Amount> amounts, int most, String label, long bytes) {
        String name = bounded(amounts, most, label);
        amounts.put(name, amounts.getOrDefault(name, Amount.NONE).plus(bytes));
    }

    private static String bounded(Map<String, ?> counted, int most, String label) {
        String name = label.length() <= LONGEST_NAME ? label : label.substring(0, LONGEST_NAME);
        return counted.containsKey(name) || counted.size() < most ? name : Inspection.OTHERS;
    }

    private Inspection result(Database file, EtcdDatabase etcd) throws IOException {
        Optional<Changes> changes = etcd.changes();
        long newest = changes.isPresent() && changes.get().last()
                ? changes.get().revision().main()
                : 0;
        return new Inspection(
                DatabaseFacts.of(file, etcd, leasedKeys),
                new HistoryFacts(
                        etcd.finishedCompaction(),
                        etcd.scheduledCompaction(),
                        newest,
                        total.objects() + overwritten + deletions,
                        total.objects(),
                        overwritten,
                        deletions),
                total,
                resources.entrySet().stream()
                        .map(entry -> entry.getValue().result(entry.getKey()))
                        .sorted(Comparator.comparingLong(
                                        (ResourceCount count) -> -count.amount().bytes())
                                .thenComparing(ResourceCount::resource))
                        .toList(),
                sorted(namespaces),
                sorted(foreign),
                largest.result(),
                kubernetes.result(storageKeys.prefix()));
    }

    private static List<NamedAmount> sorted(Map<String, Amount> amounts) {
        return amounts.entrySet().stream()
                .map(entry -> new NamedAmount(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(
                                (NamedAmount named) -> -named.amount().bytes())
                        .thenComparing(NamedAmount::name))
                .toList();
    }

    private static String text(MemorySegment key) {
        MemorySegment bytes = key.byteSize() <= LONGEST_KEY ? key : key.asSlice(0, LONGEST_KEY);
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
