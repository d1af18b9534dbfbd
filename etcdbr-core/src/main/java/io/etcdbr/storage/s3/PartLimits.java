package io.etcdbr.storage.s3;

/**
 * How a stream of unknown length fits into the 10,000 parts of an upload: the first parts hold the bytes themselves, each
 * later one a segment, which is uploaded as an object of its own, copied into its part by the server, and removed.
 *
 * @param direct parts that hold the bytes themselves
 * @param inSegment parts of a segment; a segment must fit into one part, whose limit is 5 GiB
 */
record PartLimits(int direct, int inSegment) {
    private static final int PARTS = 10_000;
    private static final int SEGMENTS = 1_100;
    private static final long LARGEST_PART = 5L << 30;

    /** With the smallest parts of 5 MiB this holds 8,900 x 5 MiB + 1,100 x 5 GiB, more than S3's 5 TiB for one object. */
    static PartLimits of(int partSize) {
        return new PartLimits(PARTS - SEGMENTS, (int) Math.min(PARTS, LARGEST_PART / partSize));
    }
}
