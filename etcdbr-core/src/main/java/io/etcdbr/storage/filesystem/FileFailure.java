package io.etcdbr.storage.filesystem;

import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Says in the SPI's words what a file system said. Java hands out most error numbers only as the C library's text, which may
 * be translated, so the file system itself is asked as well.
 */
record FileFailure(StoreLocation location, Path root) {
    /** Below this a file system is called full: what is left of a block or kept for root. */
    private static final long NOTHING = 64 * 1024;

    StoreException of(String what, Path path, IOException e) {
        if (e instanceof StoreException own) {
            return own;
        }
        String problem = "could not " + what + " " + path;
        return switch (e) {
            case NoSuchFileException missing
            when !Files.isDirectory(root) ->
                new StoreException(
                        Reason.UNAVAILABLE,
                        problem + ": directory " + root + " is gone",
                        "Mount the share again that belongs there",
                        e);
            case NoSuchFileException missing ->
                new StoreException(
                        Reason.MISSING, problem + ": " + missing.getFile() + " is not there (any more)", "", e);
            case FileAlreadyExistsException exists ->
                new StoreException(
                        Reason.REFUSED,
                        problem + ": " + exists.getFile() + " is there, but is no directory",
                        "Move that file away",
                        e);
            case AccessDeniedException denied ->
                new StoreException(
                        Reason.REFUSED,
                        problem + ": user " + System.getProperty("user.name") + " has no permission for "
                                + denied.getFile(),
                        "Give that user the right to read and write below " + root,
                        e);
            case ClosedChannelException closed ->
                new StoreException(Reason.UNAVAILABLE, problem + ": it was stopped", "", e);
            default -> byFileSystem(problem, path, e);
        };
    }

    private StoreException byFileSystem(String problem, Path path, IOException e) {
        String text = text(e);
        if (isFull(text)) {
            return new StoreException(
                    Reason.NO_SPACE,
                    problem + ": the file system of " + root + " is full" + space(),
                    "Free some space there, or prune with a stricter policy",
                    e);
        }
        if (text.toLowerCase(Locale.ROOT).contains("quota")) {
            return new StoreException(
                    Reason.NO_SPACE,
                    problem + ": the disk quota of user " + System.getProperty("user.name") + " is used up",
                    "Raise the quota, or prune with a stricter policy",
                    e);
        }
        if (isReadOnly(text)) {
            return new StoreException(
                    Reason.REFUSED,
                    problem + ": the file system of " + root + " is mounted read-only",
                    "Mount it writable",
                    e);
        }
        return new StoreException(
                Reason.UNAVAILABLE, problem + ": " + text, "Look at the disk or share below " + root, e);
    }

    private boolean isFull(String text) {
        if (text.contains("No space left")) {
            return true;
        }
        try {
            return fileStore().getUsableSpace() < NOTHING;
        } catch (IOException unknown) {
            return false;
        }
    }

    private boolean isReadOnly(String text) {
        try {
            return text.contains("Read-only file system") || fileStore().isReadOnly();
        } catch (IOException unknown) {
            return false;
        }
    }

    private String space() {
        try {
            long left = fileStore().getUsableSpace();
            return String.format(
                    Locale.ROOT,
                    left > NOTHING ? " (out of inodes: %,d of %,d bytes left)" : " (%,d of %,d bytes left)",
                    left,
                    fileStore().getTotalSpace());
        } catch (IOException unknown) {
            return "";
        }
    }

    private FileStore fileStore() throws IOException {
        return Files.getFileStore(root);
    }

    private static String text(IOException e) {
        if (e instanceof FileSystemException named && named.getReason() != null) {
            return named.getReason();
        }
        return String.valueOf(e.getMessage());
    }
}
