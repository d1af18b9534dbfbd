package io.etcdbr.objects;

/** How much one value may ask for, so that no bytes take more memory or stack than their number explains. */
final class Limits {
    /** etcd takes 1.5 MiB unless told otherwise, and kube-apiserver sends at most 2 MiB. */
    static final int BYTES = 16 << 20;

    /** Definitions of custom resources reach some 60; kube-apiserver itself would go further. */
    static final int DEPTH = 250;

    private static final int VALUES = 1_000_000;

    private int values;

    /**
     * Counts one more value of the tree, at this depth.
     *
     * @param where for the message; printed only then
     */
    void value(int depth, Object where) throws ObjectException {
        if (depth > DEPTH) {
            throw new ObjectException(where + ": nested deeper than " + DEPTH + " levels");
        }
        values(1, where);
    }

    void values(int more, Object where) throws ObjectException {
        values += more;
        if (values > VALUES) {
            throw new ObjectException(where + ": more than " + VALUES + " values");
        }
    }
}
