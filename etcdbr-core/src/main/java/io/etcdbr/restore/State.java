package io.etcdbr.restore;

/**
 * Where a node stands in a restore: {@code docs/restore-design.md}, section 8. It is journaled before any command that it gives
 * rise to is begun.
 */
public sealed interface State {

    /** A state in which nothing more will happen. */
    sealed interface Terminal extends State {}

    /** A state that is not the way forward. */
    sealed interface Explained extends State {
        /** One sentence. */
        String why();
    }

    /** On the way back, once etcd was touched or might have been. */
    sealed interface Undoing extends Explained {
        /** Whether the new data had been in place. */
        boolean swapped();
    }

    /** Ready, and waiting for GO. Nothing was changed yet. */
    record Armed() implements State {}

    /** GO was read. The API server, the controller manager and the scheduler are made to go. */
    record StoppingApi() implements State {}

    /** The node's API server is gone; all the others are waited for. */
    record AtGate() implements State {}

    /** Wants to turn back before anything else was touched, and asks the others: what stands in {@code gate} holds. */
    record GivingUp(String why) implements Explained {}

    /** Has read that all proceed, and leaves the others time to read it too. */
    record LeavingGate() implements State {}

    /** The old etcd is made to go. */
    record StoppingEtcd() implements State {}

    /** The new data is moved in. */
    record Swapping() implements State {}

    /** The new etcd's manifest is put back. */
    record StartingEtcd() implements State {}

    /** All participants are waited for in the new etcd. The node has not voted. */
    record AwaitingMembers() implements State {}

    /** The node has seen all members in the new etcd. It writes its vote, and goes back only if that is certain to be safe. */
    record Voting() implements State {}

    /** The node has voted and would rather go back: it asks for that, and obeys what stands in {@code decision}. */
    record AskingRollback(String why) implements Explained {}

    /** Committed. Another participant's API server comes first. */
    record AwaitingFirstApi() implements State {}

    /** Committed. The node's API server is put back. */
    record StartingApi() implements State {}

    /** The controller manager and the scheduler are put back. */
    record StartingControllers() implements State {}

    /** The first participant waits for the API servers of all and then removes the restore's keys. */
    record Finishing() implements State {}

    /** The new etcd is made to go. */
    record RollingBack(String why) implements Explained {}

    /** The old data is moved back. */
    record SwappingBack(String why) implements Explained {}

    /** The old etcd's manifest is put back. */
    record RestartingOld(String why, boolean swapped) implements Undoing {}

    /** The old etcd is waited for, until it has a leader. */
    record AwaitingOld(String why, boolean swapped) implements Undoing {}

    /** All manifests are put back. */
    record Aborting(String why, boolean swapped) implements Undoing {}

    /** The node runs the restored cluster. */
    record Restored() implements Terminal {}

    /** The node runs the old cluster again, after its new data had been in place. */
    record RolledBack(String why) implements Terminal, Explained {}

    /** The node runs the old cluster; its data was never moved. */
    record Aborted(String why) implements Terminal, Explained {}

    /** There was no GO; nothing was changed. */
    record Disarmed(String why) implements Terminal, Explained {}

    /**
     * The executor found what it does not understand, touches nothing, and a person must look.
     *
     * @param where the state it was in
     */
    record Stuck(State where, String why) implements Explained {
        public Stuck {
            if (where instanceof Stuck || where instanceof Terminal) {
                throw new IllegalArgumentException("nothing can be stuck in " + where.name());
            }
        }
    }

    /** The state's name in the journal and for people. */
    default String name() {
        return getClass().getSimpleName();
    }
}
