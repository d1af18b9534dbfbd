package io.etcdbr.node.command;

import com.google.gson.JsonObject;
import io.etcdbr.progress.Progress;
import java.io.PrintStream;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Progress for a program that shows it elsewhere: one JSON object a line, {@code {"step":…,"done":BYTES,"total":BYTES}} at most twice a
 * second, and once more with {@code "ended":true}.
 */
final class JsonProgress implements Progress {
    private static final long EVERY_NANOS = 500_000_000;

    private final PrintStream out;

    JsonProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public Task begin(String what, OptionalLong total) {
        Step step = new Step(what, total);
        step.print(false);
        return step;
    }

    private final class Step implements Task {
        private final String what;
        private final OptionalLong total;
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong printed = new AtomicLong(System.nanoTime());

        private Step(String what, OptionalLong total) {
            this.what = what;
            this.total = total;
        }

        @Override
        public void advance(long bytes) {
            done.addAndGet(bytes);
            long last = printed.get();
            long now = System.nanoTime();
            if (now - last > EVERY_NANOS && printed.compareAndSet(last, now)) {
                print(false);
            }
        }

        @Override
        public void close() {
            print(true);
        }

        private void print(boolean ended) {
            JsonObject line = new JsonObject();
            line.addProperty("step", what);
            line.addProperty("done", done.get());
            total.ifPresent(bytes -> line.addProperty("total", bytes));
            if (ended) {
                line.addProperty("ended", true);
            }
            synchronized (out) {
                out.println(line);
                out.flush();
            }
        }
    }
}
