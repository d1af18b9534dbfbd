package io.etcdbr.node.stage;

import io.etcdbr.node.datadir.SwapFolders;
import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.OwnFolder;
import io.etcdbr.node.host.Renames;
import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where new data is made: below the data directory, or a separate WAL directory, so that it comes into use by renames alone.
 *
 * @param names of the folders, the same for staging and for the swap
 */
record StagingFolders(SwapFolders names) {
    private static final String ATTEMPT = "attempt-";

    static StagingFolders in(Path directory, RestoreId id) {
        return new StagingFolders(new SwapFolders(directory, id));
    }

    /** etcd's. */
    Path directory() {
        return names.directory();
    }

    /** Of this restore. */
    Path own() {
        return names.own();
    }

    /** Makes the restore's folder. */
    void make() throws IOException {
        Path all = OwnFolder.make(directory(), String.valueOf(names.all().getFileName()));
        OwnFolder.make(all, String.valueOf(own().getFileName()));
    }

    /** The snapshot, while it is being staged. */
    Path snapshot() {
        return own().resolve("in").resolve("snapshot.db");
    }

    Path newFolder() {
        return names.newFolder();
    }

    /** Whether an entry of {@link #own} has a name that only staging gives. */
    boolean isOfStaging(Path entry) {
        String name = String.valueOf(entry.getFileName());
        return name.startsWith(ATTEMPT)
                || entry.equals(newFolder())
                || entry.equals(snapshot().getParent());
    }

    /** A folder's name that no earlier try has used; what those left is removed. */
    Path newAttempt() throws IOException {
        int number = 1;
        for (Path old : attempts()) {
            String digits = String.valueOf(old.getFileName()).substring(ATTEMPT.length());
            number = Math.max(number, digits.matches("\\d{1,8}") ? Integer.parseInt(digits) + 1 : 1);
            OwnFolder.remove(old);
        }
        return own().resolve(ATTEMPT + number);
    }

    /** Removes what tries left; the snapshot and proven data stay. */
    void removeAttempts() throws IOException {
        for (Path attempt : attempts()) {
            OwnFolder.remove(attempt);
        }
    }

    /** Removes everything of this restore, and the folder above if it is empty then: another restore may begin there at any moment. */
    void remove() throws IOException {
        Path all = names.all();
        if (!Files.exists(all, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        OwnFolder.require(all);
        OwnFolder.remove(own());
        if (FileId.behind(all).device() != FileId.behind(directory()).device()) {
            // Somebody mounted a file system there, which is theirs to remove; the kernel would say that it is busy.
            return;
        }
        try {
            Files.deleteIfExists(all);
            Renames.sync(directory());
        } catch (DirectoryNotEmptyException e) {
            // Another restore has something there.
        }
    }

    private List<Path> attempts() throws IOException {
        try (Stream<Path> entries = Files.list(own())) {
            return entries.filter(entry -> String.valueOf(entry.getFileName()).startsWith(ATTEMPT))
                    .toList();
        }
    }
}
