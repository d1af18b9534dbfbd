package io.etcdbr.restore.journal;

import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;

/** What a line of the journal says. */
public sealed interface Entry {

    /** What the stager made; the first line, and no other. */
    record Begun(Staged staged) implements Entry {}

    /** The node has come to this state. */
    record Reached(State state) implements Entry {}

    /** Evidence for people; nothing follows from it. */
    record Noted(String note) implements Entry {}
}
