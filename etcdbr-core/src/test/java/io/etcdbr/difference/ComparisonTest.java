package io.etcdbr.difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.etcdbr.etcddb.ChangeVisitor;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Revision;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    /** A put, or a deletion where the value is empty. */
    record Step(String key, Optional<String> value) {}

    @Property(tries = 400)
    void itFindsWhatTwoMapsDifferIn(@ForAll("steps") List<Step> before, @ForAll("steps") List<Step> after)
            throws IOException {
        Map<String, String> firstMap = new TreeMap<>();
        Map<String, String> secondMap = new TreeMap<>();
        SimulatedEtcd first = new SimulatedEtcd();
        SimulatedEtcd second = new SimulatedEtcd();
        before.forEach(step -> take(step, first, firstMap));
        before.forEach(step -> take(step, second, secondMap));
        after.forEach(step -> take(step, second, secondMap));

        assertThat(compared(first, second, KeySelection.all())).isEqualTo(naively(firstMap, secondMap));
    }

    @Property(tries = 100)
    void statesThatHaveNothingInCommonAreComparedAsWell(
            @ForAll("steps") List<Step> one, @ForAll("steps") List<Step> other) throws IOException {
        Map<String, String> firstMap = new TreeMap<>();
        Map<String, String> secondMap = new TreeMap<>();
        SimulatedEtcd first = new SimulatedEtcd();
        SimulatedEtcd second = new SimulatedEtcd();
        one.forEach(step -> take(step, first, firstMap));
        other.forEach(step -> take(step, second, secondMap));

        assertThat(compared(first, second, KeySelection.all())).isEqualTo(naively(firstMap, secondMap));
    }

    @Property(tries = 100)
    void whatACommonHistoryTellsNeedNotBeRead(@ForAll("steps") List<Step> before, @ForAll("steps") List<Step> after)
            throws IOException {
        Map<String, String> firstMap = new TreeMap<>();
        Map<String, String> secondMap = new TreeMap<>();
        SimulatedEtcd first = new SimulatedEtcd();
        SimulatedEtcd second = new SimulatedEtcd();
        before.forEach(step -> take(step, first, firstMap));
        before.forEach(step -> take(step, second, secondMap));
        for (int i = 0; i < 1_001; i++) {
            take(new Step("/later", Optional.of("value")), first, firstMap);
            take(new Step("/later", Optional.of("value")), second, secondMap);
        }
        after.forEach(step -> take(step, second, secondMap));

        Lines lines = new Lines();
        Comparison.byHistory(first, second.withCostlyValues(), KeySelection.all(), lines);

        assertThat(lines.lines).isEqualTo(naively(firstMap, secondMap));
        assertThat(second.valuesRead).isLessThanOrEqualTo(1 + after.size());
    }

    @Test
    void historiesThatPartedLongBeforeAreNotBelieved() {
        SimulatedEtcd first = new SimulatedEtcd().put("/a", "1");
        SimulatedEtcd second = new SimulatedEtcd().put("/b", "1");
        for (int i = 0; i < 1_001; i++) {
            first.put("/later", "value");
            second.put("/later", "value");
        }

        assertThatExceptionOfType(OtherHistoryException.class)
                .isThrownBy(
                        () -> Comparison.byHistory(first, second.withCostlyValues(), KeySelection.all(), new Lines()));
    }

    @Test
    void whereHistoriesPartedLatelyTheValuesTell() throws IOException {
        SimulatedEtcd first = new SimulatedEtcd().put("/old", "1");
        SimulatedEtcd second = new SimulatedEtcd().put("/old", "1");
        for (int i = 0; i < 1_001; i++) {
            first.put("/later", "value");
            second.put("/later", "value");
        }
        first.put("/lease", "held by one");
        second.put("/lease", "held by another");
        Lines lines = new Lines();

        Comparison.byHistory(first, second.withCostlyValues(), KeySelection.all(), lines);

        assertThat(lines.lines).containsExactly("= /later", "= /old", "~ /lease held by one held by another");
        assertThat(second.valuesRead).isEqualTo(2);
    }

    @Test
    void theSameRevisionsWithOtherValuesDiffer() throws IOException {
        SimulatedEtcd first = new SimulatedEtcd().put("/a", "1").put("/b", "2");
        SimulatedEtcd second = new SimulatedEtcd().put("/a", "one").put("/b", "2");

        assertThat(compared(first, second, KeySelection.all())).containsExactly("= /b", "~ /a 1 one");
    }

    @Test
    void otherRevisionsWithTheSameValuesAreTheSame() throws IOException {
        SimulatedEtcd first = new SimulatedEtcd().put("/a", "1");
        SimulatedEtcd second =
                new SimulatedEtcd().put("/b", "").delete("/b").put("/a", "0").put("/a", "1");

        assertThat(compared(first, second, KeySelection.all())).containsExactly("= /a");
        assertThat(first.looks).as("looks at single values").isZero();
    }

    @Test
    void theTableGrowsWithTheKeys() throws IOException {
        SimulatedEtcd first = new SimulatedEtcd();
        SimulatedEtcd second = new SimulatedEtcd();
        for (int i = 0; i < 50_000; i++) {
            first.put("/registry/pods/a/" + i, "value");
            second.put("/registry/pods/a/" + (i + 1), "value");
        }
        second.put("/registry/pods/a/7", "other");

        assertThat(compared(first, second, KeySelection.all()))
                .filteredOn(line -> !line.startsWith("="))
                .containsExactly(
                        "+ /registry/pods/a/50000", "- /registry/pods/a/0", "~ /registry/pods/a/7 value other");
    }

    @Test
    void onlyWantedKeysAreCompared() throws IOException {
        SimulatedEtcd first = new SimulatedEtcd().put("/a/x", "1").put("/b/x", "1");
        SimulatedEtcd second = new SimulatedEtcd().put("/a/y", "1").put("/b/y", "1");

        assertThat(compared(first, second, KeySelection.beginningWith(List.of("/b/"))))
                .containsExactly("+ /b/y", "- /b/x");
    }

    @Test
    void aFirstStateThatLosesAValueMeanwhileIsNoted() {
        SimulatedEtcd first = new SimulatedEtcd().put("/a", "1");
        SimulatedEtcd second = new SimulatedEtcd().put("/a", "2");
        FirstState losing = new FirstState() {
            @Override
            public void each(KeyFilter filter, ChangeVisitor visitor) throws IOException {
                first.each(filter, visitor);
            }

            @Override
            public Optional<KeyValue> at(Revision revision) {
                return Optional.empty();
            }
        };

        assertThatIOException()
                .isThrownBy(() -> Comparison.run(losing, second.asSecond(), KeySelection.all(), new Lines()))
                .withMessage("the first state changed while it was read: revision 2 is gone");
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> keys = Arbitraries.integers().between(0, 12).map(i -> "/registry/pods/ns/p" + i);
        Arbitrary<Optional<String>> values = Arbitraries.of("", "a", "b", "a longer value of more than eight bytes")
                .optional(0.7);
        return Combinators.combine(keys, values).as(Step::new).list().ofMaxSize(40);
    }

    private static void take(Step step, SimulatedEtcd etcd, Map<String, String> map) {
        if (step.value().isPresent()) {
            etcd.put(step.key(), step.value().get());
            map.put(step.key(), step.value().get());
        } else {
            etcd.delete(step.key());
            map.remove(step.key());
        }
    }

    private static TreeSet<String> compared(SimulatedEtcd first, SimulatedEtcd second, KeySelection selection)
            throws IOException {
        Lines lines = new Lines();
        Comparison.run(first, second.asSecond(), selection, lines);
        return lines.lines;
    }

    private static TreeSet<String> naively(Map<String, String> first, Map<String, String> second) {
        TreeSet<String> lines = new TreeSet<>();
        TreeSet<String> keys = new TreeSet<>(first.keySet());
        keys.addAll(second.keySet());
        for (String key : keys) {
            if (!first.containsKey(key)) {
                lines.add("+ " + key);
            } else if (!second.containsKey(key)) {
                lines.add("- " + key);
            } else if (first.get(key).equals(second.get(key))) {
                lines.add("= " + key);
            } else {
                lines.add("~ " + key + " " + first.get(key) + " " + second.get(key));
            }
        }
        return lines;
    }

    /** A key that is told twice shows as an assertion. */
    private static final class Lines implements Comparison.Report {
        private final TreeSet<String> lines = new TreeSet<>();

        @Override
        public void added(KeyValue second) {
            add("+ " + text(second.key()));
        }

        @Override
        public void removed(KeyValue first) {
            add("- " + text(first.key()));
        }

        @Override
        public void changed(KeyValue first, KeyValue second) {
            assertThat(text(first.key())).isEqualTo(text(second.key()));
            add("~ " + text(first.key()) + " " + text(first.value()) + " " + text(second.value()));
        }

        @Override
        public void same(KeyValue second) {
            add("= " + text(second.key()));
        }

        private void add(String line) {
            assertThat(lines.add(line)).as(line).isTrue();
        }

        private static String text(MemorySegment bytes) {
            return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        }
    }
}
