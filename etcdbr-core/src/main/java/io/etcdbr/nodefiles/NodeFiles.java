package io.etcdbr.nodefiles;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be archived, found and checked before anything is written. */
public final class NodeFiles {
    private static final Logger LOG = LoggerFactory.getLogger(NodeFiles.class);
    private final Map<String, Path> firstOfInode = new HashMap<>();
    private final List<NodeFile> found = new ArrayList<>();

    private NodeFiles() {}

    /**
     * Finds everything at and below the given paths. Links are kept as links and never followed; sockets, pipes and devices are
     * passed over with a warning. The order is by path, so a directory comes before what it holds.
     *
     * @param includes absolute paths; one inside another is no mistake
     * @throws EtcdbrException if one is not absolute, does not exist or cannot be read
     */
    public static List<NodeFile> find(List<Path> includes) {
        TreeSet<Path> paths = new TreeSet<>();
        for (Path include : includes) {
            if (!include.isAbsolute()) {
                throw new EtcdbrException(
                        ExitCode.USAGE, "the included path '" + include + "' is not absolute", "Begin it with /");
            }
            try (Stream<Path> below = Files.walk(include.normalize())) {
                below.forEach(paths::add);
            } catch (UncheckedIOException e) {
                throw unreadable(include, Objects.requireNonNull(e.getCause()));
            } catch (IOException e) {
                throw unreadable(include, e);
            }
        }
        NodeFiles files = new NodeFiles();
        for (Path path : paths) {
            files.add(path);
        }
        return List.copyOf(files.found);
    }

    private void add(Path path) {
        try {
            Inode inode = Inode.of(path);
            switch (inode.type()) {
                case Inode.REGULAR -> addRegular(path, inode);
                case Inode.DIRECTORY -> found.add(entry(path, inode, NodeFile.Type.DIRECTORY, 0, Optional.empty()));
                case Inode.SYMLINK -> {
                    String target = Files.readSymbolicLink(path).toString();
                    found.add(entry(path, inode, NodeFile.Type.SYMLINK, 0, Optional.of(target)));
                }
                default -> LOG.warn("A socket, pipe or device is not archived path={}", path);
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private void addRegular(Path path, Inode inode) throws IOException {
        if (!Files.isReadable(path)) {
            throw new AccessDeniedException(path.toString());
        }
        Path first = inode.links() > 1 ? firstOfInode.putIfAbsent(inode.device() + ":" + inode.number(), path) : null;
        found.add(
                first == null
                        ? entry(path, inode, NodeFile.Type.FILE, inode.size(), Optional.empty())
                        : entry(path, inode, NodeFile.Type.HARDLINK, 0, Optional.of(first.toString())));
    }

    private static NodeFile entry(Path path, Inode inode, NodeFile.Type type, long size, Optional<String> target) {
        return new NodeFile(path, type, inode.permissions(), inode.uid(), inode.gid(), size, inode.modified(), target);
    }

    private static EtcdbrException unreadable(Path path, IOException e) {
        String why = switch (e) {
            case NoSuchFileException missing -> "does not exist";
            case AccessDeniedException denied -> "may not be read by this user";
            default -> "cannot be read: " + e.getMessage();
        };
        return new EtcdbrException(
                ExitCode.USAGE,
                "the included path '" + (e instanceof FileSystemException f ? f.getFile() : path) + "' " + why,
                "Correct --include, or mount the path into the pod and run as a user that may read it");
    }
}
