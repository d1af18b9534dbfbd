package io.etcdbr.program;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.cancellation.TimeLeft;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * SIGTERM, SIGINT and SIGHUP, which comes when a terminal or its connection goes, cancel the work under way. What does not
 * end by itself in time is ended by force, and so is everything by a second signal: what is half done then is what a writer leaves that was killed, and never shows.
 *
 * <p>The JDK's shutdown hooks would not do: once they run, a second signal does nothing.
 */
final class Signals implements AutoCloseable {
    private final Map<Signal, SignalHandler> former = new LinkedHashMap<>();

    private final Duration patience;
    private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();

    private Signals(Duration patience) {
        this.patience = patience;
    }

    /**
     * Until closed, signals cancel {@code cancellation}.
     *
     * @param patience how long the work has to end by itself
     * @param lastWords what is still to be said before the end by force
     */
    static Signals cancelling(
            String program,
            Cancellation cancellation,
            Duration patience,
            PrintStream err,
            Consumer<Failure> lastWords) {
        Signals signals = new Signals(patience);
        AtomicBoolean second = new AtomicBoolean();
        signals.on(program, "TERM", ExitCode.TERMINATED, cancellation, second, err, lastWords);
        signals.on(program, "INT", ExitCode.INTERRUPTED, cancellation, second, err, lastWords);
        signals.on(program, "HUP", ExitCode.TERMINATED, cancellation, second, err, lastWords);
        return signals;
    }

    private void on(
            String program,
            String name,
            ExitCode code,
            Cancellation cancellation,
            AtomicBoolean second,
            PrintStream err,
            Consumer<Failure> lastWords) {
        Signal signal = new Signal(name);
        SignalHandler handler = _ -> {
            if (second.getAndSet(true)) {
                Runtime.getRuntime().halt(code.number());
            }
            Failure forced = new Failure(
                    code,
                    "stopped by SIG" + name + ", and by force since the work did not end within " + patience.toMillis()
                            + " ms",
                    "");
            Thread thread =
                    Thread.ofPlatform().daemon().name("patience").unstarted(() -> endByForce(forced, lastWords));
            waiting.add(thread);
            thread.start();
            // Not before: the work may end at once, and whoever waits for it in vain must be known by then.
            cancellation.cancel(new Failure(code, "stopped by SIG" + name + "; what was under way is given up", ""));
        };
        try {
            // What was ignored when the program began stays so, in Java: SIGHUP under nohup.
            former.put(signal, Signal.handle(signal, handler));
        } catch (IllegalArgumentException e) {
            // Under -Xrs the JVM leaves signals to the system, which ends the process on the spot.
            err.println(program + ": SIG" + name + " cannot be handled here: " + e.getMessage() + ".");
        }
    }

    private void endByForce(Failure forced, Consumer<Failure> lastWords) {
        TimeLeft left = new TimeLeft(patience);
        try {
            for (Duration step = left.next(); step.isPositive(); step = left.next()) {
                Thread.sleep(step);
            }
        } catch (InterruptedException e) {
            // The work has ended by itself.
            return;
        }
        try {
            lastWords.accept(forced);
        } finally {
            Runtime.getRuntime().halt(forced.code().number());
        }
    }

    @Override
    public void close() {
        former.forEach(Signal::handle);
        waiting.forEach(Thread::interrupt);
    }
}
