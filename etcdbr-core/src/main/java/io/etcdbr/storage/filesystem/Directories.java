package io.etcdbr.storage.filesystem;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Directories that only their owner may enter, and that outlive a power cut. */
final class Directories {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** How file systems say that they know no fsync of directories: EINVAL, EOPNOTSUPP, ENOSYS. */
    private static final Pattern NO_SUCH_SYNC =
            Pattern.compile("Invalid argument|Operation not supported|Function not implemented");

    private Directories() {}

    /** Creates what is missing between {@code existing} and {@code wanted}. */
    static void create(@Nullable Path existing, Path wanted) throws IOException {
        if (wanted.equals(existing) || Files.isDirectory(wanted)) {
            return;
        }
        Path parent = wanted.getParent();
        if (parent != null) {
            create(existing, parent);
        }
        try {
            Files.createDirectory(wanted, OWNER_ONLY);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(wanted)) {
                throw e;
            }
        }
        if (parent != null) {
            sync(parent);
        }
    }

    /** Makes the names in a directory durable. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            // One may be allowed to write into a directory but not to open it.
        } catch (IOException e) {
            if (!NO_SUCH_SYNC.matcher(String.valueOf(e.getMessage())).find()) {
                throw e;
            }
        }
    }
}
