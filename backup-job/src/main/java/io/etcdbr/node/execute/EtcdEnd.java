package io.etcdbr.node.execute;

import io.etcdbr.node.processes.PodStop;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.Journal;
import io.etcdbr.restore.journal.JournalLine;

/** How the old etcd of a node ended, as its journal has it. */
public final class EtcdEnd {
    private static final String KILLED = ", and did not close its files itself.";

    private EtcdEnd() {}

    static String note(PodStop.Report stopped) {
        return "Etcd is gone after " + stopped.took().toMillis() + " ms: " + stopped.processes()
                + (stopped.killed() ? KILLED : ".");
    }

    /** Whether it was noted that it had to be killed; its database may lack then what it did last. */
    public static boolean wasKilled(Journal journal) {
        for (JournalLine line : journal.lines()) {
            switch (line.entry()) {
                case Entry.Noted(String note) -> {
                    if (note.endsWith(KILLED)) {
                        return true;
                    }
                }
                case Entry.Reached(State.Swapping _) -> {
                    // What is stopped later is the new one.
                    return false;
                }
                case Entry.Begun _, Entry.Reached _ -> {}
            }
        }
        return false;
    }
}
