package io.etcdbr.difference;

import io.etcdbr.etcddb.ChangeVisitor;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.KeyVisitor;
import io.etcdbr.etcddb.KnownValues;
import io.etcdbr.etcddb.Revision;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What lives in an etcd after some puts and deletions, each a revision of its own. */
final class SimulatedEtcd implements FirstState {
    private final Map<String, KeyValue> living = new LinkedHashMap<>();
    private long revision = 1;
    long looks;
    long valuesRead;

    SimulatedEtcd put(String key, String value) {
        return put(key, value.getBytes(StandardCharsets.UTF_8));
    }

    SimulatedEtcd put(String key, byte[] value) {
        revision++;
        KeyValue before = living.remove(key);
        living.put(
                key,
                new KeyValue(
                        segment(key),
                        before == null ? revision : before.createRevision(),
                        revision,
                        before == null ? 1 : before.version() + 1,
                        MemorySegment.ofArray(value),
                        0));
        return this;
    }

    SimulatedEtcd delete(String key) {
        if (living.remove(key) != null) {
            revision++;
        }
        return this;
    }

    @Override
    public void each(KeyFilter filter, ChangeVisitor visitor) throws IOException {
        for (KeyValue value : living.values()) {
            if (filter.wants(value.key())) {
                visitor.change(new Revision(value.modRevision(), 0, false), value);
            }
        }
    }

    SecondState asSecond() {
        return (selection, visitor) -> each(selection.filter(), (_, value) -> visitor.key(value));
    }

    /** Asks for what is known before it shows a value. */
    SecondState withCostlyValues() {
        return new SecondState() {
            @Override
            public void each(KeySelection selection, KeyVisitor visitor) throws IOException {
                each(selection, KnownValues.NONE, visitor);
            }

            @Override
            public void each(KeySelection selection, KnownValues known, KeyVisitor visitor) throws IOException {
                SimulatedEtcd.this.each(selection.filter(), (_, value) -> {
                    if (known.size(withoutValue(value)) == KnownValues.UNKNOWN) {
                        valuesRead++;
                        visitor.key(value);
                    }
                });
            }
        };
    }

    private static KeyValue withoutValue(KeyValue value) {
        return new KeyValue(
                value.key(), value.createRevision(), value.modRevision(), value.version(), segment(""), value.lease());
    }

    @Override
    public Optional<KeyValue> at(Revision wanted) {
        looks++;
        return living.values().stream()
                .filter(value -> value.modRevision() == wanted.main())
                .findFirst();
    }

    private static MemorySegment segment(String text) {
        return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
    }
}
