package io.etcdbr.node.processes;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * By what a process is taken for that of a static pod of this node: its program, its network, its arguments. What is found before a restore
 * and what the executor ends must be the same.
 */
public final class PodLikeness {
    /** Some images have several versions side by side. */
    private static final Pattern ETCD = Pattern.compile("etcd(?:-[0-9.]+)?");

    private static final String DEFAULT_SECURE_PORT = "6443";

    private PodLikeness() {}

    /** Whether a file's name is that of an etcd's program. */
    public static Predicate<String> etcdProgram() {
        return ETCD.asMatchPredicate();
    }

    /** @param member its name */
    public static Predicate<RunningProcess> etcd(ProcFiles proc, String member) {
        return process -> process.flag("name").filter(member::equals).isPresent() && proc.sharesOurNetwork(process);
    }

    public static Predicate<RunningProcess> apiServer(ProcFiles proc, int securePort) {
        return process ->
                process.flag("secure-port").orElse(DEFAULT_SECURE_PORT).equals(Integer.toString(securePort))
                        && proc.sharesOurNetwork(process);
    }

    /** For programs of which a node has one: in the network of a pod it is of another cluster. */
    public static Predicate<RunningProcess> only(ProcFiles proc) {
        return proc::sharesOurNetwork;
    }
}
