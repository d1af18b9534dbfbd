package io.etcdbr.program;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * SIGTERM and SIGINT cancel the work under way. What does not end by itself within {@link #PATIENCE} is ended by force, and
 * so is everything by a second signal: what is half done then is what a writer leaves that was killed, and never shows.
 *
 * <p>The JDK's shutdown hooks would not do: once they run, a second signal does nothing.
 */
final class Signals implements AutoCloseable {
    /** Kubernetes waits 30 s by default, people less. */
    static final Duration PATIENCE = Duration.ofMillis(4_500);

    private final Map<Signal, SignalHandler> former = new LinkedHashMap<>();

    private Signals() {}

    /**
     * Until closed, signals cancel {@code cancellation}.
     *
     * @param lastWords what is still to be said before the end by force
     */
    static Signals cancelling(String program, Cancellation cancellation, PrintStream err, Consumer<Failure> lastWords) {
        Signals signals = new Signals();
        AtomicBoolean second = new AtomicBoolean();
        signals.on(program, "TERM", ExitCode.TERMINATED, cancellation, second, err, lastWords);
        signals.on(program, "INT", ExitCode.INTERRUPTED, cancellation, second, err, lastWords);
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
            cancellation.cancel(new Failure(code, "stopped by SIG" + name + "; nothing unfinished is kept", ""));
            Failure forced = new Failure(
                    code,
                    "stopped by SIG" + name + ", and by force since the work did not end within " + PATIENCE.toMillis()
                            + " ms",
                    "");
            Thread.ofPlatform().daemon().name("patience").start(() -> endByForce(forced, lastWords));
        };
        try {
            former.put(signal, Signal.handle(signal, handler));
        } catch (IllegalArgumentException e) {
            // Under -Xrs the JVM leaves signals to the system, which ends the process on the spot.
            err.println(program + ": SIG" + name + " cannot be handled here: " + e.getMessage() + ".");
        }
    }

    private static void endByForce(Failure forced, Consumer<Failure> lastWords) {
        try {
            Thread.sleep(PATIENCE);
            lastWords.accept(forced);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(forced.code().number());
        }
    }

    @Override
    public void close() {
        former.forEach(Signal::handle);
    }
}
