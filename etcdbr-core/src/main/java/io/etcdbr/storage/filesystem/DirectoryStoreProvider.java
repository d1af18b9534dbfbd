package io.etcdbr.storage.filesystem;

import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoreOption;
import io.etcdbr.storage.StoreProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens directories. The directory must be there already: one that is missing is most likely a share that is not mounted, and
 * creating it would put the backups onto the disk that they are to survive.
 */
public final class DirectoryStoreProvider implements StoreProvider {
    private static final String CREATE = "create";

    @Override
    public String scheme() {
        return "file";
    }

    @Override
    public List<StoreOption> options() {
        return List.of(new StoreOption(
                CREATE,
                "true|false",
                "create the directory if it is not there (default false: it may be a missing mount)"));
    }

    @Override
    public Store open(StoreLocation location) throws StoreException {
        if (!location.host().isEmpty() && !location.host().equals("localhost")) {
            throw refused(
                    "store " + location + " names the host '" + location.host() + "', but a file store is local",
                    "Write file:///" + location.host() + location.path() + " if that directory was meant");
        }
        if (location.path().isEmpty()) {
            throw refused("store " + location + " names no directory", "Write file:///directory");
        }
        Path root = Path.of(location.path());
        boolean create = creates(location);
        try {
            if (!Files.exists(root) && create) {
                Directories.create(root.getRoot(), root);
            }
            if (!Files.exists(root)) {
                throw refused(
                        "directory " + root + " of store " + location + " does not exist",
                        "Mount the share that belongs there, or add ?create=true to have the directory created");
            }
            if (!Files.isDirectory(root)) {
                throw refused("store " + location + " is not a directory", "Name a directory");
            }
            if (!Files.isReadable(root) || !Files.isExecutable(root)) {
                throw refused(
                        "directory " + root + " may not be read by user " + System.getProperty("user.name"),
                        "Give that user the right to read and enter it");
            }
            return new DirectoryStore(location, root.toRealPath());
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw new FileFailure(location, root).of("open the directory", root, e);
        }
    }

    private static boolean creates(StoreLocation location) throws StoreException {
        String value = location.option(CREATE).orElse("false");
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw refused(
                        "option " + CREATE + " of store " + location + " is '" + value + "'", "Write true or false");
        };
    }

    private static StoreException refused(String problem, String remedy) {
        return new StoreException(Reason.REFUSED, problem, remedy);
    }
}
