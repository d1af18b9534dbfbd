package io.etcdbr.restore.plan;

import io.etcdbr.error.EtcdbrException;
import java.util.Arrays;

/** A plan that a fuzzer makes is read or refused, and has no second spelling. */
public final class PlanFuzz {
    private PlanFuzz() {}

    /** The entry that the fuzzer knows. */
    public static void fuzzerTestOneInput(byte[] data) {
        RestorePlan plan;
        try {
            plan = PlanCodec.decode(data, "plan");
        } catch (EtcdbrException refused) {
            return;
        }
        if (!Arrays.equals(PlanCodec.encode(plan), data)) {
            throw new IllegalStateException("a plan has two spellings");
        }
    }
}
