package io.etcdbr.node.execute;

/** Is told of each moment after which a kill would leave the node in another picture than before it. Tests kill there. */
@FunctionalInterface
public interface Moments {
    /** Nobody looks. */
    Moments NONE = _ -> {};

    /** @param what just happened or is about to happen, such as {@code journaled Swapping} */
    void at(String what);
}
