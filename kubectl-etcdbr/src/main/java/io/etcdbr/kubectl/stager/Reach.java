package io.etcdbr.kubectl.stager;

/** What a stager pod has besides its node. */
public enum Reach {
    /** Nothing: enough for what is on the node already. */
    NODE,

    /** The Secrets of the backup's pods, by which it reaches the stores. */
    STORES
}
