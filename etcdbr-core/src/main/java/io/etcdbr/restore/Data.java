package io.etcdbr.restore;

/** Which data a member of etcd runs with. */
public enum Data {
    /** What was there before the restore. */
    OLD,
    /** What the restore brings. */
    NEW
}
