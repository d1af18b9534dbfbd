package io.etcdbr.progress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Progress on a terminal's {@link StatusLine}: bar and remaining time where the size is known, bytes and rate always. */
public final class TerminalProgress implements Progress {
    private static final Duration TICK = Duration.ofMillis(200);
    /** What the terminal shows of Ctrl-C, and one more: a line that is full to its end would wrap, and not be erased. */
    private static final int ECHO = 3;

    /** Where the results appear: none of them may stand in one line with the progress. */
    public enum Results {
        ELSEWHERE,
        /** On the same terminal. */
        HERE,
        /** On the same terminal, but by way of another program, which erases what is in their way. */
        HERE_BY_ANOTHER
    }

    private final StatusLine line;
    private final Results results;
    private final int room;
    private final LongSupplier nanos;
    private final boolean ticking;
    private final List<Bar> open = new ArrayList<>();

    public TerminalProgress(StatusLine line, int width, Results results) {
        this(line, width, results, System::nanoTime, true);
    }

    /** For tests: nothing is drawn but by {@link #draw}. */
    TerminalProgress(StatusLine line, int width, Results results, LongSupplier nanos, boolean ticking) {
        this.line = line;
        this.results = results;
        this.room = width - ECHO;
        this.nanos = nanos;
        this.ticking = ticking;
    }

    @Override
    public synchronized Task begin(String what, OptionalLong total) {
        Bar bar = new Bar(what, total, nanos.getAsLong());
        open.add(bar);
        if (open.size() == 1 && ticking) {
            Thread.ofVirtual().name("progress").start(this::tick);
        }
        return bar;
    }

    @Override
    public void giveWay() {
        switch (results) {
            case ELSEWHERE -> {}
            case HERE -> line.retire(true);
            case HERE_BY_ANOTHER -> line.retire(false);
        }
    }

    /** Draws on a thread of its own, so that a stall shows as a falling rate and not as a frozen line. */
    private void tick() {
        try {
            while (draw()) {
                Thread.sleep(TICK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether work is still under way. */
    synchronized boolean draw() {
        long now = nanos.getAsLong();
        String text = open.stream().map(bar -> bar.text(now, open.size() == 1)).collect(Collectors.joining("  |  "));
        line.show(text.length() <= room ? text : text.substring(0, room));
        return !open.isEmpty();
    }

    private synchronized void end(Bar bar) {
        open.remove(bar);
        if (open.isEmpty()) {
            line.show("");
        }
    }

    private final class Bar implements Task {
        private static final int CELLS = 20;

        private final String what;
        private final OptionalLong total;
        private final AtomicLong done = new AtomicLong();
        private long lastBytes;
        private long lastNanos;
        private double rate;

        private Bar(String what, OptionalLong total, long now) {
            this.what = what;
            this.total = total;
            this.lastNanos = now;
        }

        @Override
        public void advance(long bytes) {
            done.addAndGet(bytes);
        }

        @Override
        public void close() {
            end(this);
        }

        private String text(long now, boolean alone) {
            long bytes = done.get();
            double seconds = (now - lastNanos) / 1e9;
            if (seconds > 0) {
                double latest = (bytes - lastBytes) / seconds;
                rate = rate == 0 ? latest : 0.8 * rate + 0.2 * latest;
                lastBytes = bytes;
                lastNanos = now;
            }
            String speed = ByteText.of((long) rate) + "/s";
            if (total.isEmpty() || total.getAsLong() <= 0) {
                return what + "  " + ByteText.of(bytes) + "  " + speed;
            }
            // The size may be an estimate, so more than all of it may come.
            double share = Math.min(1, (double) bytes / total.getAsLong());
            String percent = "%3d%%".formatted((int) (share * 100));
            if (!alone) {
                return what + " " + percent + "  " + speed;
            }
            int full = (int) (share * CELLS);
            String bar = "  [" + "#".repeat(full) + "-".repeat(CELLS - full) + "]";
            String amount = "  " + ByteText.of(bytes) + " of " + ByteText.of(total.getAsLong());
            String rest = "  " + speed + remaining(total.getAsLong() - bytes);
            return Stream.of(what + bar + " " + percent + amount + rest, what + " " + percent + amount + rest)
                    .filter(text -> text.length() <= room)
                    .findFirst()
                    .orElseGet(() -> shortened(" " + percent + rest));
        }

        /** The name gives way to the figures, which are what one looks for. */
        private String shortened(String figures) {
            int left = room - figures.length();
            return (what.length() <= left || left < 4 ? what : what.substring(0, left - 3) + "...") + figures;
        }

        private String remaining(long bytes) {
            if (bytes <= 0 || rate < 1) {
                return "";
            }
            long seconds = (long) Math.ceil(bytes / rate);
            String text = seconds < 60
                    ? seconds + "s"
                    : seconds < 3600
                            ? seconds / 60 + "m" + "%02ds".formatted(seconds % 60)
                            : seconds / 3600 + "h" + "%02dm".formatted(seconds % 3600 / 60);
            return "  " + text + " left";
        }
    }
}
