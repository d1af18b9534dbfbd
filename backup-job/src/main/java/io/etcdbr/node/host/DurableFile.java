package io.etcdbr.node.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/** Files that are there whole and on the disk, or not at all. */
public final class DurableFile {
    private DurableFile() {}

    /**
     * Writes under a name with a leading dot, which kubelet passes over, and renames; replaces what is there.
     *
     * @param mode such as {@code rw-------}
     */
    public static void write(Path target, byte[] bytes, String mode) throws IOException {
        Path folder = Objects.requireNonNull(target.getParent(), "a file has a folder");
        Path draft = folder.resolve("." + target.getFileName() + ".etcdbr-new");
        Files.deleteIfExists(draft);
        try (FileChannel file = FileChannel.open(
                draft,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                file.write(rest);
            }
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(mode));
            file.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(draft);
            throw e;
        }
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        Renames.sync(folder);
    }
}
