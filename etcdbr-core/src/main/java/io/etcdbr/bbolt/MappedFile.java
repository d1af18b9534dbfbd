package io.etcdbr.bbolt;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A local file mapped into memory, of any size. Nothing is copied to the heap. The file must not be shortened while it is open:
 * a mapping cannot report that, nor a disk that fails to read, other than by an {@link InternalError}, which {@link #reading} makes an
 * {@link IOException} of, or the JVM's end. So map what belongs to this process, such as a spooled snapshot, never a running etcd's
 * database.
 */
public final class MappedFile implements PageSource {
    private final Arena arena;
    private final MemorySegment bytes;

    /** What reads mapped files. */
    @FunctionalInterface
    public interface Reading<T> {
        T run() throws IOException;
    }

    private MappedFile(Arena arena, MemorySegment bytes) {
        this.arena = arena;
        this.bytes = bytes;
    }

    public static MappedFile open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return of(channel);
        }
    }

    /** Maps all that the file holds now; {@code channel} may be closed afterwards. */
    public static MappedFile of(FileChannel channel) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            return new MappedFile(arena, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** @throws IOException if {@code work} does, or a file that it reads could not be read as far as it was mapped */
    public static <T> T reading(Reading<T> work) throws IOException {
        try {
            return work.run();
        } catch (InternalError e) {
            FileSystemException failure = new FileSystemException(
                    "the mapped file",
                    null,
                    "its disk failed to read a part of it, or somebody shortened it meanwhile");
            failure.initCause(e);
            throw failure;
        }
    }

    @Override
    public long size() {
        return bytes.byteSize();
    }

    @Override
    public MemorySegment read(long offset, long length) {
        return bytes.asSlice(offset, length);
    }

    /** Unmaps the file: all that was read of it can no longer be touched. */
    @Override
    public void close() {
        arena.close();
    }
}
