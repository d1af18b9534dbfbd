package io.etcdbr.storage.filesystem;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Goes over the regular files below a folder: one directory read and one stat a file. */
final class FolderWalk extends SimpleFileVisitor<Path> {
    /** Told each file. */
    interface Visitor {
        /** @param name the path below the folder, with slashes */
        void file(String name, Path path, BasicFileAttributes attributes);
    }

    private final Path folder;
    private final int prefix;
    private final Visitor visitor;

    private FolderWalk(Path folder, Visitor visitor) {
        this.folder = folder;
        this.prefix = folder.toString().length() + (folder.getParent() == null ? 0 : 1);
        this.visitor = visitor;
    }

    static void over(Path folder, Visitor visitor) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        Files.walkFileTree(folder, new FolderWalk(folder, visitor));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        // Not the .snapshot of a file server, which holds old copies of everything.
        boolean hidden = !directory.equals(folder)
                && String.valueOf(directory.getFileName()).startsWith(".");
        return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            visitor.file(path.toString().substring(prefix), path, attributes);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
        if (e instanceof NoSuchFileException && !path.equals(folder)) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
        if (e != null && !(e instanceof NoSuchFileException)) {
            throw e;
        }
        return FileVisitResult.CONTINUE;
    }
}
