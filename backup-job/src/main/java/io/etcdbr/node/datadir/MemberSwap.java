package io.etcdbr.node.datadir;

import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.Renames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Exchanges {@code member} inside etcd's data directory, forward and back: {@code docs/restore-design.md}, section 4. What is done
 * already shows from inodes alone, so each way can be begun again after a kill at any point, and also turned round in the middle.
 */
public final class MemberSwap {
    private final SwapFolders folders;
    private final long oldMember;
    private final long newMember;
    private final Steps steps;
    private final Exchange exchange;

    /** How two names change their files at once. */
    interface Exchange {
        /** @return false if the file system cannot, and nothing was done */
        boolean tried(Path one, Path other) throws IOException;
    }

    /** Where the two are. */
    public enum Place {
        /** The old one is in use, the new one is staged. */
        NOT_BEGUN,
        /** Neither is in use: etcd would begin an empty cluster here. */
        HALF,
        /** The new one is in use, the old one lies where the new one was. */
        EXCHANGED,
        /** The new one is in use, the old one is set aside. */
        DONE
    }

    /**
     * @param oldMember inode of the old {@code member}
     * @param newMember inode of the staged one
     */
    public MemberSwap(SwapFolders folders, long oldMember, long newMember, Steps steps) {
        this(folders, oldMember, newMember, steps, Renames::exchange);
    }

    MemberSwap(SwapFolders folders, long oldMember, long newMember, Steps steps, Exchange exchange) {
        this.folders = folders;
        this.oldMember = oldMember;
        this.newMember = newMember;
        this.steps = steps;
        this.exchange = exchange;
    }

    /** @throws StuckException if it is none of the states that a swap leaves behind */
    public Place place() throws IOException {
        OptionalLong used = FileId.inodeOf(folders.member());
        OptionalLong inNew = FileId.inodeOf(folders.newMember());
        OptionalLong inOld = FileId.inodeOf(folders.oldMember());
        if (is(used, oldMember) && is(inNew, newMember) && inOld.isEmpty()) {
            return Place.NOT_BEGUN;
        }
        if (used.isEmpty() && is(inNew, newMember) && is(inOld, oldMember)) {
            return Place.HALF;
        }
        if (is(used, newMember) && is(inNew, oldMember) && inOld.isEmpty()) {
            return Place.EXCHANGED;
        }
        if (is(used, newMember) && inNew.isEmpty() && is(inOld, oldMember)) {
            return Place.DONE;
        }
        throw new StuckException("the data in " + folders.directory()
                + " is in none of the states of a swap: member is "
                + named(used) + ", " + folders.newMember() + " is " + named(inNew) + ", " + folders.oldMember() + " is "
                + named(inOld));
    }

    /** Puts the new data into use. */
    public void forward() throws IOException {
        switch (place()) {
            case NOT_BEGUN -> {
                steps.before("exchange the old and the new member");
                if (exchange.tried(folders.member(), folders.newMember())) {
                    setOldAside();
                } else {
                    makeFolder(folders.oldFolder());
                    move("set the old member aside", folders.member(), folders.oldMember());
                    move("put the new member in its place", folders.newMember(), folders.member());
                }
            }
            case HALF -> move("put the new member in its place", folders.newMember(), folders.member());
            case EXCHANGED -> setOldAside();
            case DONE -> {}
        }
        if (place() != Place.DONE) {
            throw new StuckException("the data in " + folders.directory() + " changed while it was swapped");
        }
    }

    /** Puts the old data into use again. */
    public void back() throws IOException {
        switch (place()) {
            case DONE -> {
                if (!isEmptyOrAbsent(folders.newFolder())) {
                    throw new StuckException(
                            folders.newFolder() + " is not empty; expected nothing there after the swap");
                }
                steps.before("take the folder with the old member for the one to exchange with");
                Files.deleteIfExists(folders.newFolder());
                Renames.move(folders.oldFolder(), folders.newFolder());
                exchangeBack();
            }
            case EXCHANGED -> exchangeBack();
            case HALF -> move("put the old member in its place", folders.oldMember(), folders.member());
            case NOT_BEGUN -> {}
        }
        if (place() != Place.NOT_BEGUN) {
            throw new StuckException("the data in " + folders.directory() + " changed while it was swapped back");
        }
    }

    private void setOldAside() throws IOException {
        if (!isEmptyOrAbsent(folders.oldFolder())) {
            throw new StuckException(folders.oldFolder() + " is not empty; expected nothing there before the swap");
        }
        steps.before("name the folder with the old member");
        Files.deleteIfExists(folders.oldFolder());
        Renames.move(folders.newFolder(), folders.oldFolder());
    }

    /** Without an exchange, by the state {@link Place#HALF}. */
    private void exchangeBack() throws IOException {
        steps.before("exchange the new and the old member");
        if (!exchange.tried(folders.member(), folders.newMember())) {
            makeFolder(folders.oldFolder());
            move("name the old member", folders.newMember(), folders.oldMember());
            move("take the new member away", folders.member(), folders.newMember());
            move("put the old member in its place", folders.oldMember(), folders.member());
        }
    }

    private void move(String what, Path from, Path to) throws IOException {
        steps.before(what);
        Renames.move(from, to);
    }

    private void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Renames.sync(folders.own());
        }
    }

    private static boolean isEmptyOrAbsent(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private String named(OptionalLong found) {
        if (found.isEmpty()) {
            return "not there";
        }
        return found.getAsLong() == oldMember
                ? "the old one"
                : found.getAsLong() == newMember ? "the new one" : "unknown";
    }

    private static boolean is(OptionalLong found, long wanted) {
        return found.isPresent() && found.getAsLong() == wanted;
    }
}
