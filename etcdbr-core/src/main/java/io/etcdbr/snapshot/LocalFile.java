package io.etcdbr.snapshot;

import io.etcdbr.bbolt.MappedFile;
import io.etcdbr.bbolt.PageSource;
import io.etcdbr.disk.DiskException;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * A local file, mapped, whatever is in it. While somebody writes to it, as a running etcd does, what is read of it is of no one
 * moment, so that nothing may be said of it that {@link #requireUnchanged} did not follow.
 */
public final class LocalFile implements PageSource {
    private final Path path;
    private final Stamp before;
    private final MappedFile mapped;

    private record Stamp(long size, FileTime modified) {
        static Stamp of(Path file) throws IOException {
            return new Stamp(Files.size(file), Files.getLastModifiedTime(file));
        }
    }

    private LocalFile(Path path, Stamp before, MappedFile mapped) {
        this.path = path;
        this.before = before;
        this.mapped = mapped;
    }

    /** @throws EtcdbrException {@link ExitCode#NOT_FOUND}, or {@link ExitCode#USAGE} if it cannot be read */
    public static LocalFile open(Path path) {
        if (!Files.exists(path)) {
            throw new EtcdbrException(
                    ExitCode.NOT_FOUND, "there is no file " + path, "Check its name, or give the id of a backup");
        }
        if (!Files.isRegularFile(path)) {
            throw new EtcdbrException(ExitCode.USAGE, path + " is no file", "Name a snapshot file");
        }
        try {
            return new LocalFile(path, Stamp.of(path), MappedFile.open(path));
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** What it means that a local file cannot be read. */
    static EtcdbrException unreadable(Path path, IOException failure) {
        return new EtcdbrException(
                new Failure(
                        ExitCode.USAGE,
                        "file " + path + " cannot be read: " + DiskException.cause(failure),
                        "Check its permissions and its disk"),
                failure);
    }

    /** @throws EtcdbrException {@link ExitCode#REFUSED} if somebody wrote to the file since it was opened, or it is gone */
    public void requireUnchanged() {
        change().ifPresent(change -> {
            throw change;
        });
    }

    /** What it means that reading it failed after it was opened. */
    public EtcdbrException failure(IOException failure) {
        return change().orElseGet(() -> unreadable(path, failure));
    }

    /** What it means that somebody wrote to the file since it was opened; empty if nobody did. */
    Optional<EtcdbrException> change() {
        try {
            return before.equals(Stamp.of(path)) ? Optional.empty() : Optional.of(changed());
        } catch (IOException e) {
            return Optional.of(changed());
        }
    }

    private EtcdbrException changed() {
        return new EtcdbrException(
                ExitCode.REFUSED,
                "file " + path + " was written to while it was read, so nothing that was read of it counts",
                "Take a snapshot of etcd, or the database of a member that does not run");
    }

    @Override
    public long size() {
        return mapped.size();
    }

    @Override
    public MemorySegment read(long offset, long length) {
        return mapped.read(offset, length);
    }

    @Override
    public void close() {
        mapped.close();
    }
}
