package io.etcdbr.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Revision;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeyListTest {

    @Test
    void keysComeInOrderEachOfItsGroupWithItsRevisionAndItsValue() throws IOException {
        Random random = new Random(3);
        TreeMap<String, Long> expected = new TreeMap<>();
        try (KeyList list = new KeyList()) {
            for (int i = 1; i <= 3_000; i++) {
                String key = "/registry/pods/" + Integer.toString(random.nextInt(1 << 20), 36) + "/" + i;
                list.add(i % 2, new Revision(i, i % 7, false), change(key, "value of " + key));
                if (i % 2 == 1) {
                    expected.put(key, (long) i);
                }
            }

            List<String> keys = new ArrayList<>();
            list.inOrder(1, (revision, value) -> {
                String key = text(value.orElseThrow().key());
                keys.add(key);
                assertThat(revision)
                        .isEqualTo(new Revision(expected.getOrDefault(key, 0L), revision.main() % 7, false));
                assertThat(text(value.get().value())).isEqualTo("value of " + key);
                assertThat(value.get().lease()).isEqualTo(5);
            });
            assertThat(keys).isEqualTo(List.copyOf(expected.keySet()));
        }
    }

    @Test
    void valuesForWhichThereIsNoRoomAreReadAgain() throws IOException {
        try (KeyList list = new KeyList()) {
            String large = "x".repeat(20 << 20);
            list.add(0, new Revision(1, 0, false), change("a", large));
            list.add(0, new Revision(2, 0, false), change("b", large));
            list.add(0, new Revision(3, 0, false), change("c", "small"));

            List<Boolean> held = new ArrayList<>();
            list.inOrder(0, (revision, value) -> held.add(value.isPresent()));
            assertThat(held).containsExactly(true, false, true);
        }
    }

    private static KeyValue change(String key, String value) {
        return new KeyValue(segment(key), 1, 2, 3, segment(value), 5);
    }

    private static MemorySegment segment(String text) {
        return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(MemorySegment bytes) {
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
