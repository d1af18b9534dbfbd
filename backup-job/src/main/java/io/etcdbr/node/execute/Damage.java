package io.etcdbr.node.execute;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.host.ByHand;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What an executor does that cannot read the plan or the journal: nothing, but say so and wait until a person asks it to look again. If
 * it ended instead, kubelet would start it again and again, and nobody who asks for the status would learn why.
 *
 * @param byHand whether a person works with {@code RECOVER.sh}, who is waited for no longer then
 */
record Damage(RestoreFolder folder, RestoreId id, String node, ExecutorSettings settings, BooleanSupplier byHand) {
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** What may find damage. */
    interface Reading<T> {
        T read() throws IOException;
    }

    /**
     * What was read, once it can be.
     *
     * @param asked what a person asked for who had to be waited for; empty if nobody had to
     */
    record Found<T>(T value, Optional<Request> asked) {}

    /** Waits for as long as it takes; empty if a person began to work by hand meanwhile. */
    <T> Optional<Found<T>> outlast(Reading<T> reading) throws IOException, InterruptedException {
        Optional<Request> asked = Optional.empty();
        while (true) {
            try {
                return Optional.of(new Found<>(reading.read(), asked));
            } catch (EtcdbrException e) {
                if (e.failure().code() != ExitCode.DAMAGED) {
                    throw e;
                }
                asked = untilAsked(e.failure().problem());
                if (asked.isEmpty()) {
                    return Optional.empty();
                }
            }
        }
    }

    private Optional<Request> untilAsked(String problem) throws InterruptedException {
        StatusFile status = StatusFile.damaged(
                folder.status(),
                id,
                node,
                settings,
                problem + ": nothing is touched until this is mended and 'etcdbr-node resume " + id + "' says so");
        Requests requests = new Requests(folder.request());
        while (true) {
            Thread.sleep(LOOK);
            if (byHand.getAsBoolean()) {
                status.trouble(ByHand.TOLD);
                return Optional.empty();
            }
            status.beat();
            Optional<Request> request = requests.take();
            if (request.isPresent()) {
                return request;
            }
        }
    }
}
