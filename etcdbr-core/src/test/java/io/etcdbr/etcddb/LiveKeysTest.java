package io.etcdbr.etcddb;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiveKeysTest {

    @Test
    void asManyLiveAsAMapOfTheSameChangesSaysHoweverOftenTheTableGrows() {
        Map<String, Boolean> live = new HashMap<>();
        Random random = new Random(1);
        try (LiveKeys keys = new LiveKeys()) {
            for (int i = 0; i < 400_000; i++) {
                String key = "/registry/pods/default/" + random.nextInt(300_000);
                boolean deleted = random.nextInt(3) == 0;
                boolean first = live.put(key, !deleted) == null;
                byte[] bytes = key.getBytes(StandardCharsets.UTF_8);

                boolean said = i % 2 == 0
                        ? keys.changed(MemorySegment.ofArray(bytes), deleted)
                        : keys.changed(bytes, 0, bytes.length, deleted);
                assertThat(said).isEqualTo(first);
            }

            assertThat(live.size()).isGreaterThan(1 << 17);
            assertThat(keys.count())
                    .isEqualTo(
                            live.values().stream().filter(Boolean::booleanValue).count());
        }
    }
}
