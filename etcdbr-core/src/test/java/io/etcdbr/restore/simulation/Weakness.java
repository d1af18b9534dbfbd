package io.etcdbr.restore.simulation;

/** Rules of the protocol that a test takes away, to see that the simulation notices. */
enum Weakness {
    /** {@code ready} is written before the vote is journaled. */
    VOTE_BEFORE_JOURNAL,
    /** A node votes before the new etcd took a write of it. */
    VOTE_WITHOUT_A_WRITE,
    /** Who asks for the way back leaves the alarms that refuse it. */
    LIVE_ALARMS_STAY,
    /** A node that has voted goes back at the deadline without asking. */
    ROLLBACK_ALONE_AFTER_VOTE,
    /** A node that has voted takes silence for the old cluster. */
    SILENCE_IS_OLD,
    /** Answers to questions asked before the state began count. */
    STALE_ANSWERS,
    /** <em>commit</em> does not need every vote. */
    COMMIT_WITHOUT_ALL_READY,
    /** <em>commit</em> is written over what stands there. */
    COMMIT_OVER_ROLLBACK,
    /** <em>rollback</em> is written over what stands there. */
    ROLLBACK_OVER_COMMIT,
    /** <em>proceed</em> does not need every API server to be gone. */
    PROCEED_WITHOUT_ALL_STOPPED,
    /** The first removes the keys at its deadline, whoever has not read the decision. */
    KEYS_REMOVED_AT_DEADLINE,
    /** API servers that come back are left alone. */
    API_NOT_KEPT_DOWN,
    /** A swap exchanges whatever lies there. */
    SWAP_WITHOUT_INODES,
    /** Etcd's manifest is put back without a look at the data. */
    START_WITHOUT_VERIFYING,
    /** The old etcd is not taken back with a manifest that somebody changed. */
    CHANGED_MANIFEST_REFUSED,
    /** On the way back the new etcd keeps a manifest that somebody changed. */
    CHANGED_MANIFEST_NOT_SET_ASIDE,
    /** A state's commands are begun before it is in the journal. */
    ACT_BEFORE_JOURNAL,
    /** A node goes back after the commit if its API server does not become ready. */
    ROLLBACK_AFTER_COMMIT,
    /** The data is not proved before the commit. */
    NO_PROOF,
    /** {@code RECOVER.sh} that refuses leaves the marker of an earlier run which was cut off. */
    RECOVERY_LEAVES_ITS_MARKER,
    /** {@code RECOVER.sh} looks for the vote only before it has the lock. */
    RECOVERY_JUDGES_ONCE,
    /** An executor acts while a person works with {@code RECOVER.sh}. */
    EXECUTOR_IGNORES_RECOVERY,
    /** A request is taken where {@code RECOVER.sh} was cut off between two moves. */
    REQUEST_BETWEEN_MOVES,
    /** What is asked for after {@code RECOVER.sh} is asked in the state in which the node was. */
    RECOVERY_FORGOTTEN
}
