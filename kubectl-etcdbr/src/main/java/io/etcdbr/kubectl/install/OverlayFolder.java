package io.etcdbr.kubectl.install;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Writes an overlay into a folder of its own. */
public final class OverlayFolder {
    private OverlayFolder() {}

    /** @throws EtcdbrException {@link ExitCode#REFUSED} if there is something in the folder, or it cannot be written to */
    public static void write(Path folder, Map<String, String> files) {
        requireEmpty(folder);
        try {
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.createDirectories(folder.resolve(file.getKey()).resolveSibling(""));
                Files.writeString(path, file.getValue());
            }
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /** @throws EtcdbrException as {@link #write} */
    public static void requireEmpty(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isEmpty()) {
                    return;
                }
            } catch (IOException e) {
                throw unwritable(folder, e);
            }
        }
        throw new EtcdbrException(
                ExitCode.REFUSED,
                folder + " is there already, and not an empty folder",
                "Name another: what you changed in an overlay is not written over");
    }

    private static EtcdbrException unwritable(Path folder, IOException cause) {
        return new EtcdbrException(
                new Failure(
                        ExitCode.REFUSED,
                        "the overlay cannot be written to " + folder + ": " + cause,
                        "Check the folder and its permissions, or name another"),
                cause);
    }
}
