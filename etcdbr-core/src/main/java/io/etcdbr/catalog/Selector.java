package io.etcdbr.catalog;

import java.time.Instant;

/** Which backup somebody wants. */
public sealed interface Selector {

    /** The one whose id this is, or begins with this. */
    record Id(String text) implements Selector {
        @Override
        public String toString() {
            return text;
        }
    }

    /** The newest complete one. */
    record Latest() implements Selector {
        @Override
        public String toString() {
            return "latest";
        }
    }

    /** The newest complete one begun at or before {@code time}. */
    record Before(Instant time) implements Selector {
        @Override
        public String toString() {
            return "begun at or before " + time;
        }
    }

    /** The newest complete one whose id names this revision or a lower one. */
    record AtRevision(long revision) implements Selector {
        @Override
        public String toString() {
            return "of revision " + revision + " or lower";
        }
    }

    /** {@code latest}, or an id or the beginning of one. */
    static Selector parse(String text) {
        return text.equals("latest") ? new Latest() : new Id(text);
    }
}
