package io.etcdbr.restore.plan;

/** What a restore needs on the disks of a node, in bytes. */
public final class RoomNeeded {
    /**
     * What stays free besides: the running etcd goes on writing while the new data is made, and the new one writes before the nodes have
     * agreed on it.
     */
    public static final long MARGIN = 128L << 20;

    /** A file of the WAL, which etcd allocates in full before it writes the first record ({@code SegmentSizeBytes}). */
    private static final long WAL_FILE = 64L << 20;

    private RoomNeeded() {}

    /**
     * On the file system of the WAL: the first file, the next one, which etcd allocates as soon as it starts, and the margin.
     *
     * @param staged whether the first one is there already
     */
    public static long wal(boolean staged) {
        return walFiles(staged) + MARGIN;
    }

    /**
     * On the file system of the data directory.
     *
     * @param snapshot its size, as far as it is not there yet
     * @param database the size of the one that is made of it, as far as it is not there yet
     * @param walApart whether the WAL lies on another file system, of which {@link #wal} tells
     */
    public static long data(long snapshot, long database, boolean walApart, boolean staged) {
        return snapshot + database + (walApart ? 0 : walFiles(staged)) + MARGIN;
    }

    private static long walFiles(boolean staged) {
        return staged ? WAL_FILE : 2 * WAL_FILE;
    }
}
