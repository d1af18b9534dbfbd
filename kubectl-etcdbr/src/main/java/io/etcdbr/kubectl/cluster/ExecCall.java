package io.etcdbr.kubectl.cluster;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One program in a container, opened again where that was refused by what passes before anything was started. */
final class ExecCall {
    private final ApiServer api;
    private final List<String> path;
    private final List<String> query;
    private final Pauses pauses;
    private final String what;
    private final OutputStream out;
    private final OutputStream err;
    private final CountDownLatch givenUp = new CountDownLatch(1);
    private Optional<ExecChannel> channel = Optional.empty();

    /** @param query name and value in turn */
    ExecCall(
            ApiServer api,
            String what,
            List<String> path,
            List<String> query,
            Pauses pauses,
            OutputStream out,
            OutputStream err) {
        this.api = api;
        this.what = what;
        this.path = path;
        this.query = query;
        this.pauses = pauses;
        this.out = out;
        this.err = err;
    }

    /** To the program's end. Nothing of {@code in} is read before it has started. */
    int run(InputStream in) {
        long begin = System.nanoTime();
        long failed = begin;
        for (int attempts = 1; ; attempts++) {
            try {
                return open().run(in);
            } catch (NotStarted e) {
                long now = System.nanoTime();
                failed = attempts == 1 ? now : failed;
                Duration length = Duration.ofNanos(now - begin);
                Optional<Duration> pause = pauses.next(attempts, length, Duration.ofNanos(now - failed), e.atLeast());
                if (pause.isEmpty()) {
                    throw e.after(attempts, length);
                }
                await(pause.get());
            }
        }
    }

    /** Ends it from any thread; what runs in the container may go on. */
    void cancel() {
        givenUp.countDown();
        synchronized (this) {
            channel.ifPresent(ExecChannel::cancel);
        }
    }

    /** Given up meanwhile, it fails as soon as it is run. */
    private ExecChannel open() {
        ExecChannel next = new ExecChannel(what, api.failures(), out, err);
        synchronized (this) {
            channel = Optional.of(next);
            if (givenUp.getCount() == 0) {
                next.cancel();
                return next;
            }
        }
        api.webSocket(path, query, ExecChannel.PROTOCOL, next);
        return next;
    }

    /** For as long, or until it is given up. */
    private void await(Duration pause) {
        try {
            boolean _ = givenUp.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            givenUp.countDown();
        }
    }
}
