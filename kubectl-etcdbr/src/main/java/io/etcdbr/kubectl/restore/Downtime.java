package io.etcdbr.kubectl.restore;

import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;

/** How long the API is away. */
public final class Downtime {
    /** Stopping API servers and etcd, starting both again. */
    private static final Duration ALWAYS = Duration.ofSeconds(25);

    /** etcd reads its database's index at the start. */
    private static final Duration EACH_GIB = Duration.ofSeconds(5);

    private Downtime() {}

    /** A guess, from what was measured on small clusters. */
    public static Duration expected(RestorePlan plan) {
        return ALWAYS.plus(EACH_GIB.multipliedBy(plan.backup().plainSize() >> 30));
    }

    /** To a tenth of a second. */
    public static String inWords(Duration span) {
        return "%d.%d s".formatted(span.toSeconds(), span.toMillisPart() / 100);
    }
}
