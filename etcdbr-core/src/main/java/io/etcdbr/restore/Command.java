package io.etcdbr.restore;

import java.time.Duration;

/**
 * What an executor is to do. The rules for all of them:
 *
 * <ul>
 *   <li>A command may be begun again at any point of itself, after a kill, a reboot or a power cut. It looks first whether it is
 *       done, and then reports that.
 *   <li>The commands of a state are begun after the state is on the disk, and run at the same time. When the state changes they
 *       are stopped, and the runner waits until they have stopped before it begins the next ones; what they still report is
 *       thrown away.
 *   <li>A failure that may pass, such as no quorum, is tried again after a pause and shown in {@code status.json}.
 *   <li>A write to etcd whose answer was lost may have happened or may still happen: it is never concluded from, only from what
 *       is read afterwards.
 *   <li>"The new etcd" and "the old etcd" are told by the cluster id in each answer. An answer of the other one is no answer.
 *   <li>"Without quorum": a serializable read of the node's own member. What it returns is true; what it lacks means nothing.
 * </ul>
 */
public sealed interface Command {

    /** A command that looks again and again. */
    sealed interface Polling extends Command {
        /** The pause between two looks. */
        Duration every();
    }

    /**
     * Before: no other restore on this node may be between arming and its end; the node's lock is held. Puts {@code
     * armed/<self>} = {@code value} with a lease of 30 s, keeps the lease alive, and reads {@code go} linearizably. Answered by
     * {@link Event.GoSeen}, whatever the value, unless another restore on this node is between arming and its end by then.
     */
    record KeepArmed(String value, Duration every) implements Polling {}

    /**
     * Moves the manifests of API server, controller manager and scheduler to {@code out/}, kills what has no manifest (hard; the
     * processes hold nothing), and proves processes and port gone. Answered by {@link Event.ApiStopped}.
     */
    record StopApi() implements Command {}

    /** Goes on doing what {@link StopApi} does, for what comes back. Not answered. */
    record KeepApiDown(Duration every) implements Polling {}

    /**
     * First, each time: if {@code etcd.yaml} is not that of the plan, {@link Event.ManifestChanged} and nothing else. Then, at the old
     * etcd: puts {@code stopped/<self>}; reads the revision linearizably, and if it has reached {@code below} reports
     * {@link Event.RevisionPassed}; reads {@code gate}; if it is absent tries the transaction that writes <em>proceed</em> if it
     * is absent and all {@code stopped/…} are there. Without quorum it reads its own member. Answered by {@link Event.GateRead}.
     */
    record AskToProceed(long below, Duration every) implements Polling {}

    /**
     * At the old etcd: the transaction that writes <em>abort</em> if {@code gate} is absent; then reads {@code gate}. Without
     * quorum it reads its own member. Answered by {@link Event.GateRead}.
     */
    record AskToAbort(Duration every) implements Polling {}

    /** At the old etcd: puts {@code seen/<self>} and waits for all of them. Answered by {@link Event.AllSeen}. */
    record LeaveGate(Duration every) implements Polling {}

    /**
     * Moves {@code etcd.yaml} to {@code out/}; SIGTERM, after 3 s SIGKILL; proof that it is gone: no process with etcd's program
     * or a file below the data open, no lock on {@code member/snap/db}, nobody on its ports. Done if all of that holds already.
     * Answered by {@link Event.EtcdStopped}.
     *
     * <p>Another manifest that somebody put in the place of ours while ours is out is set aside, as {@code out/etcd.yaml.other-<n>}. If ours
     * was changed where it lay, it depends on which etcd runs: the old one is not touched, {@link Event.ManifestChanged}; the new one has
     * to go, so the changed manifest is set aside and the saved copy takes the place of ours.
     *
     * @param running which etcd runs, or ran
     */
    record StopEtcd(Data running) implements Command {}

    /**
     * Makes {@code in} the data in place, by the table of section 4, in either direction and from any of its pictures; the inodes
     * are those of {@link Staged}. Before each rename: {@code etcd.yaml} is out and etcd is gone, as {@link StopEtcd} proves it;
     * if a person put it back it is moved out again first, another one is set aside. Fsyncs the folders. Answered by {@link Event.Swapped}, {@link
     * Event.SwapRefused} (only for new data, and only if nothing was moved ever: also if the disk refuses again and again, as a mount
     * point does) or {@link Event.SwapUnclear}. Once something was moved, what the disk refuses is tried until the deadline, and then the
     * way back.
     */
    record Swap(Data in) implements Command {}

    /**
     * Verifies that {@code D/member} has the inode of {@code with} and that a {@code *.wal} lies where it must; then puts {@code
     * etcd.yaml} back, the same bytes at the same path, by a rename. Done if it is there and its bytes are right; the data is
     * verified nevertheless. Over the old data another manifest that somebody put there stays: it starts no other data. Answered by
     * {@link Event.EtcdStarted} or {@link Event.EtcdRefused}.
     */
    record StartEtcd(Data with) implements Command {}

    /**
     * Looks, in this order, and reports the first that holds: {@code decision} in the new etcd, with quorum or without ({@link
     * Event.DecisionRead}); each participant's cluster id. If all have the new one, their planned member ids and a leader, all
     * within one look, it takes back the alarms that came with the backup and puts {@code able/<self>}: {@link
     * Event.AllMembersThere}, once that is acknowledged. An etcd that refuses it would refuse the votes and every decision too. If
     * another participant shows the old one in every look for {@code oldFor}: {@link Event.OldClusterAnswers}; that is asked at its <em>peer</em> port, {@code GET <peerUrl>/members}, header
     * {@code X-Etcd-Cluster-ID}, which etcd serves before and without a leader; at the client port older versions say nothing
     * then. {@link Event.OwnEtcdFails} if the node's own etcd ended several times by itself or with an error that stays.
     */
    record WatchMembers(Duration oldFor, Duration every) implements Polling {}

    /** At the new etcd: puts {@code ready/<self>}, until that is acknowledged. Not answered. */
    record Vote(Duration every) implements Polling {}

    /**
     * Waits until all {@code ready/…} are in the new etcd, and {@code after} more. Then disarms alarms that came with the
     * backup, and proves: no live alarm, HashKV equal on all at one revision, number of keys as planned, samples readable. What
     * could not be asked is asked again. {@link Event.ProofFailed} if an answer is wrong. If all are right: the transaction that
     * writes <em>commit</em> if {@code decision} is absent and all {@code ready/…} are there; then {@link Event.DecisionRead}.
     */
    record Prove(Duration after, Duration every) implements Polling {}

    /**
     * Like {@link WatchMembers}, for a node that has voted: {@link Event.DecisionRead}, or at once {@link
     * Event.OldClusterAnswers}. The decision is looked for first in every look; only if that gave none, and only by questions
     * asked after this command was begun, does the old cluster id of another count.
     */
    record WatchDecision(Duration every) implements Polling {}

    /**
     * At the new etcd: the transaction that writes <em>rollback</em> if {@code decision} is absent; then reads it. If an alarm
     * refuses it and nothing is decided, it takes back all alarms, also live ones, and tries again: this etcd is given up.
     * Answered by {@link Event.DecisionRead}.
     */
    record AskToRollBack(Duration every) implements Polling {}

    /** Waits for {@code api/<node>} in the new etcd. Answered by {@link Event.FirstApiReady}. */
    record AwaitApiOf(String node, Duration every) implements Polling {}

    /**
     * Puts the API server's manifest back, waits for {@code /readyz}, puts {@code api/<self>}. Answered by {@link
     * Event.ApiReady}.
     */
    record StartApi() implements Command {}

    /** Puts the manifests of controller manager and scheduler back. Answered by {@link Event.ControllersStarted}. */
    record StartControllers() implements Command {}

    /**
     * Waits until all {@code api/…} are there: then every node has read the decision. Removes all keys of the restore at once,
     * and {@code /etcdbr/active}. Done if {@code decision} is absent. Never removes {@code decision} earlier: a node that comes
     * back must find it. Answered by {@link Event.Finished}.
     */
    record RemoveKeys(Duration every) implements Polling {}

    /** Waits until the node's own etcd has the old cluster id and a leader. Answered by {@link Event.OldLeaderSeen}. */
    record AwaitOldLeader(Duration every) implements Polling {}

    /**
     * Puts the manifests of API server, controller manager and scheduler back. Etcd's is there already, or never was moved.
     * Answered by {@link Event.ManifestsBack}.
     */
    record PutManifestsBack() implements Command {}

    /** Revokes the lease of {@code armed/<self>}, writes the result, and removes the executor's own manifest last. Not answered. */
    record Leave() implements Command {}
}
