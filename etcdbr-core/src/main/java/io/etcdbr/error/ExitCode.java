package io.etcdbr.error;

/**
 * The exit codes of every etcdbr program. They are an API: a number never changes its meaning, and scripts may rely on it.
 * {@code docs/reference/exit-codes.md} is this table in prose; a test holds the two together.
 */
public enum ExitCode {
    OK(0, "everything that was asked was done"),
    INTERNAL(1, "a defect of etcdbr itself; the log has a stack trace"),
    USAGE(2, "the command line, the environment or the configuration file is wrong; nothing was touched"),
    PARTIAL(3, "some stores have the backup and some have not"),
    DIFFERENT(4, "diff found differences; nothing failed"),
    SOURCE_UNREACHABLE(10, "no member of etcd could be read: not reachable, not healthy, or it stopped in the middle"),
    SOURCE_REFUSED(11, "etcd refused: certificate, key or permission"),
    SOURCE_DAMAGED(12, "etcd itself reports corruption, or what it sent is not a whole and sound snapshot"),
    STORE_UNAVAILABLE(20, "a store did not answer or broke off; trying again may help"),
    STORE_REFUSED(21, "a store refused: credentials, permission, host key, missing bucket, locked object"),
    NO_SPACE(22, "a disk or a store is full"),
    NOT_FOUND(30, "there is no such backup, or nothing of that name in it"),
    DAMAGED(31, "a stored backup is not what its manifest says, or the database in a snapshot is not sound"),
    IDENTITY(
            32,
            "no age identity or encryption configuration was given, or none of those given opens what was asked for"),
    REFUSED(
            33,
            "a safety rule forbids it: a file exists, a private key would be stored in the clear, a format that this"
                    + " version does not know"),
    KUBERNETES_UNREACHABLE(40, "the Kubernetes API or a pod did not answer or broke off; trying again may help"),
    KUBERNETES_REFUSED(41, "the Kubernetes API refused: certificate, login or permission"),
    KUBERNETES_MISSING(42, "the cluster lacks what is needed: a namespace, a CronJob, an image, a node"),
    ATTENTION(50, "what was asked after is there, and needs attention"),
    UNDONE(60, "a restore was given up or taken back; the cluster is the one from before"),
    STUCK(61, "a restore waits for a person on a node; docs/restore.md says what to look at"),
    INTERRUPTED(130, "stopped by SIGINT; uploads were aborted"),
    TERMINATED(143, "stopped by SIGTERM or SIGHUP; uploads were aborted");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    public String meaning() {
        return meaning;
    }
}
