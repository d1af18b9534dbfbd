package io.etcdbr.node.execute;

import io.etcdbr.restore.Event;
import java.util.Optional;
import java.util.stream.Stream;

/** What a person on the node may ask an executor for. */
public enum Request {
    /** What it was stuck in is mended. */
    RESUME("resume", new Event.ResumeAsked()),
    /** The old cluster, if that is certain to be safe. */
    ROLLBACK("rollback", new Event.RollbackAsked(false)),
    /** The old cluster, though nobody can tell what the other nodes do. */
    FORCED_ROLLBACK("rollback --force", new Event.RollbackAsked(true));

    private final String text;
    private final Event event;

    Request(String text, Event event) {
        this.text = text;
        this.event = event;
    }

    String text() {
        return text;
    }

    Event event() {
        return event;
    }

    static Optional<Request> parse(String text) {
        return Stream.of(values()).filter(one -> one.text.equals(text)).findFirst();
    }
}
