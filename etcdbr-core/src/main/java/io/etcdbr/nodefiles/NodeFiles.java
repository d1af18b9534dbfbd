package io.etcdbr.nodefiles;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
     * passed over with a warning, and what vanishes just then without one. The order is by path, so a directory comes before what
     * it holds.
     *
     * @param includes absolute paths; one inside another is no mistake
     * @throws EtcdbrException if one is not absolute, does not exist or cannot be read
     */
    public static List<NodeFile> find(List<Path> includes) {
        TreeSet<Path> paths = new TreeSet<>();
        Set<Path> named = new HashSet<>();
        for (Path include : includes) {
            if (!include.isAbsolute()) {
                throw new EtcdbrException(
                        ExitCode.USAGE, "the included path '" + include + "' is not absolute", "Begin it with /");
            }
            named.add(include.normalize());
            try {
                Files.walkFileTree(include.normalize(), new Walk(include.normalize(), paths));
            } catch (IOException e) {
                throw unreadable(include, e);
            }
        }
        NodeFiles files = new NodeFiles();
        for (Path path : paths) {
            files.add(path, named.contains(path));
        }
        return List.copyOf(files.found);
    }

    /** All paths at and below one, but for what is gone by the time it is looked at. */
    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path start;
        private final Set<Path> paths;

        Walk(Path start, Set<Path> paths) {
            this.start = start;
            this.paths = paths;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            paths.add(folder);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            paths.add(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException && !file.equals(start)) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }

    /** @param named whether the administrator named this path; another may be gone by now */
    private void add(Path path, boolean named) {
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
        } catch (NoSuchFileException e) {
            if (named) {
                throw unreadable(path, e);
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private void addRegular(Path path, Inode inode) throws IOException {
        // By one call: what goes and comes back between two would seem to be there and not readable.
        path.getFileSystem().provider().checkAccess(path, AccessMode.READ);
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
