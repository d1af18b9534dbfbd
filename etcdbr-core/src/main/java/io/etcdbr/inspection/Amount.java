package io.etcdbr.inspection;

/** @param bytes of the keys and the values, without what etcd adds */
public record Amount(long objects, long bytes) {
    static final Amount NONE = new Amount(0, 0);

    Amount plus(long more) {
        return new Amount(objects + 1, bytes + more);
    }
}
