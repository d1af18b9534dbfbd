package io.etcdbr.node.execute;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.host.BootClock;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.Journal;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.journal.JournalLine;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;

/**
 * The journal on the disk. A line is there, and there for good, when a method returns. Thread-safe; one process at a time writes, which
 * the restore's lock sees to. Not by a channel: an interrupt closes one, and commands that note something are stopped by interrupts.
 */
final class JournalFile implements AutoCloseable {
    private final RandomAccessFile file;
    private final BootClock boot;
    private final String bootId;
    private final Clock clock;
    private final Staged staged;
    private final State state;
    private final long sinceUp;
    private final Disk disk;
    private long nextNumber;
    private boolean uncertain;

    /** Brings what was written to the disk. */
    interface Disk {
        void sync(FileDescriptor file) throws IOException;
    }

    private JournalFile(RandomAccessFile file, Disk disk, BootClock boot, Clock clock, Journal journal, Path path)
            throws IOException {
        this.file = file;
        this.disk = disk;
        this.boot = boot;
        this.bootId = boot.bootId();
        this.clock = clock;
        this.staged = journal.staged().orElseThrow(() -> empty(path));
        this.state = journal.state().orElseGet(State.Armed::new);
        this.sinceUp = journal.lastState()
                .filter(line -> line.boot().equals(bootId))
                .map(JournalLine::up)
                .orElse(-1L);
        this.nextNumber = journal.lines().size() + 1L;
    }

    /**
     * Opens it and cuts off what never happened.
     *
     * @throws EtcdbrException if it is damaged; nothing may be done on this node then
     */
    static JournalFile open(Path path, BootClock boot, Clock clock) throws IOException {
        return open(path, boot, clock, FileDescriptor::sync);
    }

    static JournalFile open(Path path, BootClock boot, Clock clock, Disk disk) throws IOException {
        Journal journal = JournalCodec.decode(bytes(path), "the journal " + path);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            file.setLength(journal.soundBytes());
            file.seek(journal.soundBytes());
            file.getFD().sync();
            return new JournalFile(file, disk, boot, clock, journal, path);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static byte[] bytes(Path path) throws IOException {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new EtcdbrException(
                    ExitCode.DAMAGED,
                    "the journal " + path + " is not there; it was written before anything began",
                    "Nothing was touched; look at the folders of the data, then follow docs/restore.md");
        }
    }

    static EtcdbrException empty(Path path) {
        return new EtcdbrException(
                ExitCode.DAMAGED,
                "the journal " + path + " is empty: nothing was staged on this node",
                "Run the restore again with 'kubectl etcdbr restore'");
    }

    Staged staged() {
        return staged;
    }

    /** The newest state at the opening. */
    State state() {
        return state;
    }

    /** When that was written, in milliseconds since boot; -1 if that was before the last boot, or never. */
    long stateSinceUp() {
        return sinceUp;
    }

    long up() throws IOException {
        return boot.millisSinceBoot();
    }

    /** @return when, in milliseconds since boot */
    long reached(State next) throws IOException {
        return append(new Entry.Reached(next));
    }

    void note(String sentence) throws IOException {
        append(new Entry.Noted(sentence));
    }

    private synchronized long append(Entry entry) throws IOException {
        if (uncertain) {
            throw new IOException("a line could neither be written nor taken back");
        }
        long up = boot.millisSinceBoot();
        byte[] line = JournalCodec.encode(new JournalLine(nextNumber, bootId, up, clock.instant(), entry));
        long start = file.getFilePointer();
        try {
            file.write(line);
            disk.sync(file.getFD());
        } catch (IOException e) {
            takeBack(start);
            throw e;
        }
        nextNumber++;
        return up;
    }

    /**
     * Half a line, as a full disk leaves it, or a whole one that may not be on the disk, must not stay in the way of the next one, which
     * has the same number.
     */
    private void takeBack(long start) throws IOException {
        uncertain = true;
        file.setLength(start);
        file.seek(start);
        uncertain = false;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
