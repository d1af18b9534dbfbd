package io.etcdbr.topology;

/** A file of the node is not what etcdbr understands. The message is a sentence without a full stop that names file and line. */
public final class TopologyException extends Exception {
    private static final long serialVersionUID = 1L;

    TopologyException(String where, String problem) {
        super(where + ": " + problem);
    }
}
