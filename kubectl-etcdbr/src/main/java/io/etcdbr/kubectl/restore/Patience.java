package io.etcdbr.kubectl.restore;

import io.etcdbr.restore.plan.Deadlines;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;

/**
 * How long whoever looks at a restore waits.
 *
 * @param outage for the API, all its outages together
 * @param unaskable for nodes that cannot be asked, or not all of them, while the API is there
 * @param again before pods are made again for nodes that have none; later it is longer
 */
public record Patience(Duration outage, Duration unaskable, Duration again) {
    /** Where no plan is known. */
    public static final Patience USUAL =
            new Patience(Duration.ofMinutes(40), Duration.ofMinutes(5), Duration.ofSeconds(2));

    /** As long as the nodes may take to change over, to go back again and to start the API servers, by their own deadlines. */
    public static Patience of(RestorePlan plan) {
        Deadlines deadlines = plan.deadlines();
        Duration oneWay =
                deadlines.stop().multipliedBy(2).plus(deadlines.gate()).plus(deadlines.start());
        return new Patience(oneWay.multipliedBy(2).plus(deadlines.api()), USUAL.unaskable(), USUAL.again());
    }
}
