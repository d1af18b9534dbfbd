package io.etcdbr.restore.plan;

/** How far the revisions of a restored store are moved up, so that none is issued twice. */
public final class Bump {
    /** What writers may add while the restore is prepared, at the least. */
    private static final long LEAST_MARGIN = 1_000_000;

    private Bump() {}

    /**
     * The distance from the backup to what is live, and a margin: a tenth of the distance, at least 1,000,000.
     *
     * @param liveRevision the highest of any member; may be below the backup's, if the cluster went back before
     * @param backupRevision of the database in the backup
     * @throws ArithmeticException if a revision would not fit
     */
    public static long of(long liveRevision, long backupRevision) {
        long distance = Math.max(0, Math.subtractExact(liveRevision, backupRevision));
        long bump = Math.addExact(distance, Math.max(distance / 10, LEAST_MARGIN));
        Math.addExact(backupRevision, bump);
        return bump;
    }
}
