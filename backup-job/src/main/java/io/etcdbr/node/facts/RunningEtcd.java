package io.etcdbr.node.facts;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.processes.DataFiles;
import io.etcdbr.node.processes.PodLikeness;
import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.node.processes.RunningProcess;
import io.etcdbr.node.tool.EtcdVersion;
import io.etcdbr.node.tool.RestoreTool;
import io.etcdbr.node.tool.RestoreToolSearch;
import io.etcdbr.restore.plan.Participant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The etcd of a plan that runs on this node. */
public final class RunningEtcd {
    private RunningEtcd() {}

    /**
     * The tool by which data for it is made.
     *
     * @param named by the administrator
     * @param version of etcd as the plan has it
     * @throws EtcdbrException {@link ExitCode#REFUSED} if there is none of the same minor
     */
    public static RestoreTool restoreTool(
            HostRoot root, Path proc, Optional<Path> named, Participant self, String version) {
        EtcdVersion server = EtcdVersion.in(version)
                .orElseThrow(() -> new EtcdbrException(
                        ExitCode.REFUSED, "the plan's etcd has no version: " + version, "Make a new plan"));
        return switch (new RestoreToolSearch(root, proc, named, pid(root, proc, self)).run(server)) {
            case RestoreToolSearch.Result.Found(RestoreTool tool) -> tool;
            case RestoreToolSearch.Result.Missing(String why) ->
                throw new EtcdbrException(
                        ExitCode.REFUSED,
                        why,
                        "Put the official etcdutl of that version on the node as /usr/local/bin/etcdutl, and try again");
        };
    }

    /** As the executor will take it; it may have its name from elsewhere than its arguments. */
    private static OptionalLong pid(HostRoot root, Path proc, Participant self) {
        ProcFiles files = new ProcFiles(proc);
        try {
            DataFiles data =
                    new DataFiles(files, List.of(root.resolve(self.dataDir()).resolve("member")), Set.of());
            List<RunningProcess> running = files.processes(PodLikeness.etcdProgram()).stream()
                    .filter(PodLikeness.etcd(files, self.member()).or(data::isUser))
                    .toList();
            return running.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(running.getFirst().pid());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
