package io.etcdbr.node.tool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The official program that restores snapshots, {@code etcdutl}, or {@code etcdctl} before 3.6.
 *
 * @param control whether it is {@code etcdctl}
 */
public record RestoreTool(NodeProgram program, boolean control, EtcdVersion version) {

    /** The whole command line for these arguments. */
    public List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(program.command());
        command.addAll(arguments);
        return command;
    }

    /**
     * All its environment. {@code ETCD_VERIFY} makes 3.5 and later compare what they wrote ({@code server/verify}); older ones do not
     * know it. That looks for the WAL below the data directory even where {@code --wal-dir} put it elsewhere, and then fails.
     *
     * @param walElsewhere whether {@code --wal-dir} is given
     */
    public Map<String, String> environment(boolean walElsewhere) {
        Map<String, String> environment = new HashMap<>();
        if (control) {
            environment.put("ETCDCTL_API", "3");
        }
        if (!walElsewhere) {
            environment.put("ETCD_VERIFY", "all");
        }
        return environment;
    }
}
