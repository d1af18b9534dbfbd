package io.etcdbr.node.execute;

import io.etcdbr.restore.Event;

/** Where a command says what came of it. What a command says after its state has passed is lost. */
interface Report {
    void event(Event event);

    /** Evidence for people: a sentence with a full stop, kept in the journal. */
    void note(String sentence);

    /** Why it goes on trying: a sentence with a full stop, shown until something else happens. */
    void trouble(String sentence);
}
