package io.etcdbr.bbolt;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The order of a page's keys: ascending, from the separator above on, below the next one. */
final class KeyRange {
    private KeyRange() {}

    /**
     * @param least no key may be less; null for no such bound
     * @param limit all keys must be less; null for no such bound
     * @throws BboltException that names the first element out of order
     */
    static void check(Elements elements, @Nullable MemorySegment least, @Nullable MemorySegment limit)
            throws BboltException {
        if (elements.count() == 0) {
            return;
        }
        if (least != null && KeyOrder.INSTANCE.compare(elements.key(0), least) < 0) {
            throw elements.malformed(0, "key less than the separator above");
        }
        int disorder = elements.firstOutOfOrder();
        if (disorder > 0) {
            throw elements.malformed(disorder, "key not greater than the one before");
        }
        int last = elements.count() - 1;
        if (limit != null && KeyOrder.INSTANCE.compare(elements.key(last), limit) >= 0) {
            throw elements.malformed(last, "key not less than the next separator above");
        }
    }
}
