package io.etcdbr.topology;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a stager found on its node, for whoever plans a restore. All paths are the node's own, whatever they are called where the
 * stager runs. What could not be found out is empty, and {@code problems} says why.
 *
 * @param version of this record
 * @param node the name of the Kubernetes node, as the stager was told or the host's name
 * @param bootId changes at every boot
 * @param manifests of the components that a restore moves, each at most once
 * @param rivals that a restore would meet when it stops these components
 * @param apiServer as its manifest starts it
 * @param distributions that restore by themselves, found here by their files or processes
 * @param restores whose journals lie on the node, whatever their state
 * @param problems what forbids to plan with these facts, each a sentence without a full stop
 */
public record NodeFacts(
        int version,
        String node,
        String etcdbr,
        String bootId,
        Optional<Kubelet> kubelet,
        List<Manifest> manifests,
        List<Rival> rivals,
        Optional<EtcdFacts> etcd,
        Optional<ApiServer> apiServer,
        Optional<Encryption> encryption,
        List<Distribution> distributions,
        List<Restore> restores,
        List<String> problems) {
    public static final int VERSION = 1;

    public NodeFacts {
        manifests = List.copyOf(manifests);
        rivals = List.copyOf(rivals);
        distributions = List.copyOf(distributions);
        restores = List.copyOf(restores);
        problems = List.copyOf(problems);
    }

    /**
     * The kubelet that runs on the node.
     *
     * @param configFile of its process
     * @param pods where it keeps the files of pods; empty if that is not known
     */
    public record Kubelet(long pid, Optional<String> configFile, KubeletSettings settings, Optional<Room> pods) {}

    /**
     * Room on a file system.
     *
     * @param path of a folder on it
     * @param freeBytes that root may still write
     * @param evictionBytes that must stay free so that kubelet evicts nobody
     */
    public record Room(String path, long freeBytes, long evictionBytes) {

        /** What may be written before kubelet evicts pods. */
        public long usableBytes() {
            return Math.max(0, freeBytes - evictionBytes);
        }
    }

    /**
     * A manifest in kubelet's folder.
     *
     * @param sha256 of its bytes, 64 lower-case hexadecimal digits
     * @param secondsSinceChange since its bytes were written, by the node's clock; negative if that lies in the future. To be moved
     *     changes nothing
     * @param process what runs of it
     */
    public record Manifest(
            Component component,
            String path,
            String sha256,
            long secondsSinceChange,
            Optional<ComponentProcess> process) {}

    /**
     * A running process of a component.
     *
     * @param sinceBootMillis when it started
     * @param differences between its arguments and those of the manifest; none where it runs as written
     */
    public record ComponentProcess(long pid, long sinceBootMillis, List<String> differences) {
        public ComponentProcess {
            differences = List.copyOf(differences);
        }
    }

    /**
     * A process that is none of a component's, and that a restore would wait for in vain or take for one of them.
     *
     * @param who in words, such as {@code haproxy (process 812)}
     * @param port of the component at which it listens; empty if it looks like the component by its program and arguments
     */
    public record Rival(Component component, String who, OptionalLong port) {}

    /**
     * The node's etcd.
     *
     * @param server as its manifest starts it
     * @param version of the program that runs, such as {@code 3.6.8}
     * @param tool by which data can be restored; empty with a problem that says why
     * @param systemdUnit that runs it instead of kubelet, such as {@code etcd.service}
     */
    public record EtcdFacts(
            Optional<EtcdServer> server,
            Optional<String> version,
            Optional<RestoreTool> tool,
            Optional<DataFolder> data,
            Optional<DataFolder> wal,
            Optional<String> systemdUnit) {}

    /**
     * The official program that restores snapshots.
     *
     * @param path where it was found, as the stager starts it
     * @param version such as {@code 3.6.8}
     * @param sameMinor as the server's
     */
    public record RestoreTool(String path, String version, boolean sameMinor) {}

    /**
     * A data or WAL directory.
     *
     * @param path as in the manifest
     * @param realPath without symbolic links
     * @param symlink whether a part of the path is one
     * @param mountPoint whether a file system is mounted right there
     * @param device of its file system, {@code major:minor}
     * @param freeBytes that root may still write
     * @param evictionBytes that must stay free so that kubelet evicts nobody, if this is kubelet's own file system; else 0
     * @param mode four octal digits
     * @param selinuxLabel of {@code member}
     * @param memberInode of {@code member} in a data directory
     * @param databaseBytes size of {@code member/snap/db}
     * @param exchanges whether the file system can exchange two names in one step
     */
    public record DataFolder(
            String path,
            String realPath,
            boolean symlink,
            boolean mountPoint,
            String device,
            String fileSystem,
            long freeBytes,
            long totalBytes,
            long evictionBytes,
            int uid,
            int gid,
            String mode,
            Optional<String> selinuxLabel,
            OptionalLong memberInode,
            OptionalLong databaseBytes,
            boolean exchanges) {}

    /**
     * Encryption at rest.
     *
     * @param config its file on the node
     * @param sha256 of its bytes; empty if it could not be read
     * @param keys by name only
     */
    public record Encryption(String config, Optional<String> sha256, Optional<EncryptionProviders> keys) {}

    /**
     * A distribution that restores by itself.
     *
     * @param evidence the file or process
     * @param command which restores there
     */
    public record Distribution(String name, String evidence, String command) {}

    /**
     * A restore that left its journal on the node.
     *
     * @param planDigest of its plan, if there is one
     * @param state of its journal's last line, such as {@code Armed}; {@code Staged} or {@code Planned} before there is a journal
     * @param ended whether nothing will happen by itself any more
     */
    public record Restore(String id, Optional<String> planDigest, String state, boolean ended) {}
}
