package io.etcdbr.restore;

/**
 * What happened, as an executor reports it. An event answers a command of the present state. It must come from a question that
 * was asked, or a deed that was done, <em>after</em> that command was begun: an answer that was under way when the state changed
 * is thrown away. A failure that may pass is no event; the command goes on trying.
 */
public sealed interface Event {

    /** {@code go} has this value, read linearizably. */
    record GoSeen(String value) implements Event {}

    /** API server, controller manager and scheduler have no manifest and are proven gone. */
    record ApiStopped() implements Event {}

    /** {@code gate} has this value; it may have been read without quorum. */
    record GateRead(Gate gate) implements Event {}

    /** The old etcd has reached the revision at which the restored store begins. */
    record RevisionPassed(long live) implements Event {}

    /** Etcd's manifest is not that of the plan any more, and was not taken out: somebody changed it, or took it away. */
    record ManifestChanged(String why) implements Event {}

    /** All {@code seen/…} are there. */
    record AllSeen() implements Event {}

    /** Etcd has no manifest and is proven gone. */
    record EtcdStopped() implements Event {}

    /** This data is in place, proven by its inode, and the folders are on the disk. */
    record Swapped(Data in) implements Event {}

    /** Nothing was moved, and nothing can be: the staged data is not there or not what was staged, or the disk refuses. */
    record SwapRefused(String why) implements Event {}

    /** The folders are none of the pictures that a swap makes; nothing was touched. */
    record SwapUnclear(String why) implements Event {}

    /** This data was verified in place, and the manifest is back. */
    record EtcdStarted(Data with) implements Event {}

    /** The data in place is not what it must be; the manifest was not put back. */
    record EtcdRefused(String why) implements Event {}

    /**
     * All participants answered with the new cluster id, their planned member ids and a leader, and after that the new etcd
     * acknowledged a write of this node.
     */
    record AllMembersThere() implements Event {}

    /** This other participant answers with the old cluster id, for as long as the command says. */
    record OldClusterAnswers(String node) implements Event {}

    /** The node's own new etcd does not come up, and trying again will not help. */
    record OwnEtcdFails(String why) implements Event {}

    /** {@code decision} has this value; it may have been read without quorum. */
    record DecisionRead(Decision decision) implements Event {}

    /** The data of the new etcd is not what was planned. */
    record ProofFailed(String why) implements Event {}

    /** {@code api/<first>} is there. */
    record FirstApiReady() implements Event {}

    /** The node's API server is ready, and {@code api/<node>} is written. */
    record ApiReady() implements Event {}

    /** The manifests of controller manager and scheduler are back. */
    record ControllersStarted() implements Event {}

    /** The restore's keys are removed. */
    record Finished() implements Event {}

    /** The old etcd has a leader. */
    record OldLeaderSeen() implements Event {}

    /** All manifests are back. */
    record ManifestsBack() implements Event {}

    /** The present state's deadline has passed, {@link Machine#deadline}. */
    record DeadlinePassed() implements Event {}

    /**
     * A person wants the old cluster back.
     *
     * @param force also where the node has voted and nobody can tell what the others do
     */
    record RollbackAsked(boolean force) implements Event {}

    /**
     * A person has brought the old data back with {@code RECOVER.sh}, by force or not, and wants the restore to end with that. The data in
     * place is the old one, proven by its inode; the script may have been cut off after that.
     */
    record BroughtBack() implements Event {}

    /** A person has mended what the node was stuck in. */
    record ResumeAsked() implements Event {}
}
