package io.etcdbr.cancellation;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether the work under way is to stop, and who must be told. Blocking work registers what unblocks it ({@code
 * ObjectWriter::abort}, a connection's close); loops call {@link #check}. Happens at most once and cannot be taken back.
 */
public final class Cancellation {
    private final List<Registration> registrations = new ArrayList<>();
    private @Nullable Failure reason;

    /** Undone by {@link #close}: the action is then no longer run, though one that has begun goes on. */
    public final class Registration implements AutoCloseable {
        private final Runnable action;

        private Registration(Runnable action) {
            this.action = action;
        }

        @Override
        public void close() {
            synchronized (Cancellation.this) {
                registrations.remove(this);
            }
        }
    }

    /**
     * Registers {@code action} to be run when the work is cancelled, at once if it has been already. Actions run each on a
     * thread of its own, all at the same time; what they throw is lost.
     */
    public Registration onCancel(Runnable action) {
        Registration registration = new Registration(action);
        synchronized (this) {
            if (reason == null) {
                registrations.add(registration);
                return registration;
            }
        }
        start(action);
        return registration;
    }

    /** Cancels and returns at once. Only the first reason counts. */
    public void cancel(Failure why) {
        List<Registration> toRun;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            toRun = List.copyOf(registrations);
            registrations.clear();
            notifyAll();
        }
        toRun.forEach(registration -> start(registration.action));
    }

    /** Why the work is to stop, if it is. */
    public synchronized Optional<Failure> reason() {
        return Optional.ofNullable(reason);
    }

    /**
     * @throws EtcdbrException with the reason, if the work is to stop
     */
    public void check() {
        reason().ifPresent(failure -> {
            throw new EtcdbrException(failure);
        });
    }

    /**
     * Waits for {@code time}, or until the work is to stop.
     *
     * @throws EtcdbrException with the reason if the work is to stop, with INTERRUPTED if the thread is interrupted
     */
    public void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try {
            synchronized (this) {
                for (long left = time.toNanos(); left > 0 && reason == null; left = end - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EtcdbrException(ExitCode.INTERRUPTED, "waiting was interrupted", "");
        }
        check();
    }

    private static void start(Runnable action) {
        Thread.ofVirtual().name("cancel").start(() -> {
            try {
                action.run();
            } catch (RuntimeException e) {
                // Nobody waits for it, and people are not to read a stack trace because they said Ctrl-C.
            }
        });
    }
}
