package io.etcdbr.node.facts;

import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.FileOwner;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.host.SecurityLabel;
import io.etcdbr.topology.NodeFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A data or WAL directory as it lies on the disk.
 *
 * @param nodefsAvailable kubelet's threshold below which it evicts pods, if it has one
 */
record DataFolderSearch(HostRoot root, MountTable mounts, Optional<String> nodefsAvailable) {
    /** Those that have {@code RENAME_EXCHANGE} (rename(2)). */
    private static final Set<String> EXCHANGING = Set.of("ext4", "xfs", "btrfs", "tmpfs", "f2fs", "bcachefs");

    NodeFacts.DataFolder run(String path) throws IOException {
        Path folder = root.resolve(path);
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(path);
        }
        String realPath = root.onNode(folder);
        Path member = folder.resolve("member");
        Path database = member.resolve("snap/db");
        MountTable.Mount mount = mounts.of(folder).orElseThrow(() -> new IOException("no mount is known of " + path));
        FileOwner owner = FileOwner.of(folder);
        return new NodeFacts.DataFolder(
                path,
                realPath,
                !realPath.equals(path.replaceFirst("/+$", "")),
                mounts.isMountPoint(folder),
                mount.device(),
                mount.fileSystem(),
                folder.toFile().getUsableSpace(),
                folder.toFile().getTotalSpace(),
                new KubeletDisk(root, nodefsAvailable).evictionBytes(folder),
                owner.uid(),
                owner.gid(),
                "%04o".formatted(owner.mode()),
                SecurityLabel.of(Files.exists(member) ? member : folder),
                FileId.inodeOf(member),
                Files.isRegularFile(database, LinkOption.NOFOLLOW_LINKS)
                        ? OptionalLong.of(Files.size(database))
                        : OptionalLong.empty(),
                EXCHANGING.contains(mount.fileSystem()));
    }

    /** Why what etcd keeps here cannot be exchanged by renames; empty if it can. */
    Optional<String> objection(String path) throws IOException {
        Path member = root.resolve(path).resolve("member");
        String what = Files.isSymbolicLink(member) ? "a link" : mounts.isMountPoint(member) ? "a mount point" : "";
        return what.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        path + "/member is " + what
                                + ", which a restore cannot rename; expected a folder, in a data directory that may be one itself");
    }
}
