package io.etcdbr.difference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KeySelectionTest {

    @Property
    void theRangesHoldWhatIsWanted(@ForAll("keys") String key) throws IOException {
        for (KeySelection selection : List.of(
                KeySelection.all(),
                KeySelection.beginningWith(List.of("/a/", "/b/c/", "/a/")),
                KeySelection.beginningWith(List.of("/b/", "/a/b", "/b/c/", "/a/")),
                KeySelection.keys(List.of("/a/b", "/b/c/d")))) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            long within = selection.ranges().stream()
                    .filter(range -> Arrays.compareUnsigned(bytes, range.from()) >= 0
                            && (range.end().length == 0 || Arrays.compareUnsigned(bytes, range.end()) < 0))
                    .count();

            assertThat(within).isEqualTo(selection.filter().wants(MemorySegment.ofArray(bytes)) ? 1 : 0);
        }
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.of(
                "/a", "/a/", "/a/b", "/a/b\0", "/a/bc", "/a0", "/b/c/", "/b/c/d", "/b/c/de", "/b/c0", "~");
    }
}
