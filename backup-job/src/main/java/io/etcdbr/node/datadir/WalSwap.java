package io.etcdbr.node.datadir;

import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.Renames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Exchanges the files of a separate WAL directory, one by one: all old ones out, then all new ones in; back in the reverse order. Old
 * and new files may have equal names, so their inodes tell them apart; which are the old ones is written down before the first is
 * moved, since it cannot be known afterwards. Anything else in the directory is left alone.
 */
public final class WalSwap {
    private static final String INVENTORY = "old-files";

    /** What it is called once they are back: from then on etcd writes others, which RECOVER.sh must not take for the restored ones. */
    private static final String BACK = "old-files.back";

    private final SwapFolders folders;
    private final Map<String, Long> newFiles;
    private final Steps steps;

    /** @param newFiles the staged files by name, with their inodes */
    public WalSwap(SwapFolders folders, Map<String, Long> newFiles, Steps steps) {
        this.folders = folders;
        this.newFiles = Map.copyOf(newFiles);
        this.steps = steps;
    }

    /** Whether a file was moved ever, or may have been. */
    public boolean wasBegun() {
        return Files.exists(inventory(), LinkOption.NOFOLLOW_LINKS);
    }

    /** Puts the new files into use. */
    public void forward() throws IOException {
        if (!wasBegun()) {
            Map<String, Long> old = walFiles(folders.directory());
            if (old.isEmpty() || !walFiles(folders.newFolder()).entrySet().containsAll(newFiles.entrySet())) {
                throw new StuckException("there are " + old.size() + " WAL files in " + folders.directory()
                        + ", and in " + folders.newFolder() + " are not those that were staged");
            }
            steps.before("write down which WAL files are the old ones");
            writeInventory(old);
        }
        makeFolder(folders.oldFolder());
        moveAll("set aside", readInventory(), folders.directory(), folders.oldFolder());
        moveAll("put in place", newFiles, folders.newFolder(), folders.directory());
    }

    /**
     * Puts the old files into use again. What the new etcd made or renamed while it ran goes away too: it would be read as a part of
     * the old WAL.
     */
    public void back() throws IOException {
        if (!wasBegun()) {
            return;
        }
        Map<String, Long> old = readInventory();
        makeFolder(folders.newFolder());
        Map<String, Long> others = new TreeMap<>(walFiles(folders.directory()));
        others.values().removeAll(old.values());
        moveAll("take away", others, folders.directory(), folders.newFolder());
        moveAll("put back", old, folders.oldFolder(), folders.directory());
        steps.before("write down that the old WAL files are back");
        Path back = folders.own().resolve(BACK);
        Files.deleteIfExists(back);
        Renames.move(inventory(), back);
    }

    private void moveAll(String what, Map<String, Long> files, Path from, Path to) throws IOException {
        for (Map.Entry<String, Long> file : new TreeMap<>(files).entrySet()) {
            Path source = from.resolve(file.getKey());
            Path target = to.resolve(file.getKey());
            if (is(target, file.getValue())) {
                continue;
            }
            if (!is(source, file.getValue())) {
                throw new StuckException("the WAL file " + file.getKey() + " is neither in " + from + " nor in " + to);
            }
            if (FileId.find(target).isPresent()) {
                throw new StuckException("another file is at " + target + ", where a WAL file is to go");
            }
            steps.before(what + " " + file.getKey());
            Renames.move(source, target);
        }
    }

    private Path inventory() {
        return folders.own().resolve(INVENTORY);
    }

    /** One file a line, its inode and its name; whole or not there. */
    private void writeInventory(Map<String, Long> files) throws IOException {
        String text = files.entrySet().stream()
                .map(file -> file.getValue() + " " + file.getKey() + "\n")
                .collect(Collectors.joining());
        Path draft = folders.own().resolve(INVENTORY + ".new");
        Files.deleteIfExists(draft);
        Files.writeString(draft, text);
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Renames.move(draft, inventory());
    }

    private Map<String, Long> readInventory() throws IOException {
        Map<String, Long> files = new TreeMap<>();
        for (String line : Files.readAllLines(inventory(), StandardCharsets.UTF_8)) {
            int space = line.indexOf(' ');
            files.put(line.substring(space + 1), Long.parseLong(line.substring(0, space)));
        }
        return files;
    }

    private static Map<String, Long> walFiles(Path folder) throws IOException {
        Map<String, Long> found = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{wal,tmp}")) {
                for (Path file : files) {
                    FileId.inodeOf(file).ifPresent(inode -> found.put(String.valueOf(file.getFileName()), inode));
                }
            }
        }
        return found;
    }

    private void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Renames.sync(folders.own());
        }
    }

    private static boolean is(Path path, long inode) throws IOException {
        OptionalLong found = FileId.inodeOf(path);
        return found.isPresent() && found.getAsLong() == inode;
    }
}
