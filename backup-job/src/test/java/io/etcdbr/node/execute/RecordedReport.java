package io.etcdbr.node.execute;

import io.etcdbr.restore.Event;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps what a command says. */
final class RecordedReport implements Report {
    final Queue<Event> events = new ConcurrentLinkedQueue<>();
    final Queue<String> notes = new ConcurrentLinkedQueue<>();
    final Queue<String> troubles = new ConcurrentLinkedQueue<>();

    @Override
    public void event(Event event) {
        events.add(event);
    }

    @Override
    public void note(String sentence) {
        notes.add(sentence);
    }

    @Override
    public void trouble(String sentence) {
        troubles.add(sentence);
    }
}
