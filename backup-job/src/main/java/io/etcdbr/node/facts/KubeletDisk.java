package io.etcdbr.node.facts;

import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.topology.NodeFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file system where kubelet keeps the files of pods, unless it was given another {@code --root-dir}. Below a threshold of free space it
 * evicts pods.
 *
 * @param nodefsAvailable the threshold, if it has one
 */
record KubeletDisk(HostRoot root, Optional<String> nodefsAvailable) {
    private static final String FOLDER = "/var/lib/kubelet";

    /** Empty if it is not there. */
    Optional<NodeFacts.Room> room() throws IOException {
        Path folder = root.resolve(FOLDER);
        return Files.isDirectory(folder)
                ? Optional.of(new NodeFacts.Room(FOLDER, folder.toFile().getUsableSpace(), evictionBytes(folder)))
                : Optional.empty();
    }

    /** What must stay free on the file system of this folder; 0 if that is another one. */
    long evictionBytes(Path folder) throws IOException {
        Path watched = root.resolve(FOLDER);
        if (nodefsAvailable.isEmpty()
                || !Files.isDirectory(watched)
                || FileId.behind(watched).device() != FileId.behind(folder).device()) {
            return 0;
        }
        return EvictionThreshold.bytes(nodefsAvailable.get(), folder.toFile().getTotalSpace());
    }
}
