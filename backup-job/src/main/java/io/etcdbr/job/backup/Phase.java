package io.etcdbr.job.backup;

/** The parts of a backup whose time is told; the names are those of logs and metrics. */
public enum Phase {
    /** Members, alarms, the choice; stores are opened meanwhile. */
    LOOK("look"),
    /** The snapshot's stream, compressed, encrypted and sent while it flows. */
    READ("read"),
    /** From the spool to the stores. */
    UPLOAD("upload"),
    /** Node files. */
    FILES("files"),
    /** The last parts, the manifest. */
    COMMIT("commit"),
    VERIFY("verify"),
    PRUNE("prune");

    private final String text;

    Phase(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
