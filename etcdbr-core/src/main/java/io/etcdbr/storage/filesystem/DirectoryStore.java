package io.etcdbr.storage.filesystem;

import io.etcdbr.storage.HiddenName;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.StoredObject;
import io.etcdbr.storage.WriteOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Keeps every object in a file of its own below a directory. */
final class DirectoryStore implements Store {
    /** What Linux file systems allow for one name. */
    private static final int LONGEST_NAME = 255;

    private final StoreLocation location;
    private final Path root;
    private final FileFailure failure;
    private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    DirectoryStore(StoreLocation location, Path root) {
        this.location = location;
        this.root = root;
        this.failure = new FileFailure(location, root);
    }

    @Override
    public StoreLocation location() {
        return location;
    }

    @Override
    public void list(Optional<ObjectKey> folder, Consumer<StoredObject> found) throws StoreException {
        requireOpen();
        String prefix = folder.map(key -> key.value() + "/").orElse("");
        walk(folder, (name, path, attributes) -> {
            if (ObjectKey.isValid(prefix + name)) {
                found.accept(stored(new ObjectKey(prefix + name), attributes));
            }
        });
    }

    @Override
    public Optional<StoredObject> stat(ObjectKey key) throws StoreException {
        requireOpen();
        Path path = path(key);
        try {
            return attributes(path).map(attributes -> stored(key, attributes));
        } catch (IOException e) {
            throw failure.of("look at", path, e);
        }
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StoreException {
        if (stat(key).isEmpty()) {
            throw new StoreException(Reason.MISSING, "object " + key + " is not in " + location, "");
        }
        Path path = path(key);
        try {
            FileRange range = new FileRange(path, offset, length, failure, open::remove);
            open.add(range);
            return range;
        } catch (IOException e) {
            throw failure.of("read", path, e);
        }
    }

    @Override
    public ObjectWriter create(ObjectKey key, WriteOptions options) throws StoreException {
        if (options.lockUntil().isPresent()) {
            throw new StoreException(
                    Reason.UNSUPPORTED,
                    "store " + location + " cannot lock objects",
                    "Leave the lock out for this store, or use an s3 bucket with object lock");
        }
        if (stat(key).isPresent()) {
            throw new StoreException(Reason.EXISTS, "object " + key + " is in " + location + " already", "");
        }
        Path path = path(key);
        try {
            Directories.create(root, folderOf(path));
            DirectoryWriter writer = new DirectoryWriter(key, path, failure, open::remove);
            open.add(writer);
            return writer;
        } catch (IOException e) {
            throw failure.of("create", path, e);
        }
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        Path path = path(key);
        try {
            if (stat(key).isPresent() && Files.deleteIfExists(path)) {
                // The order in which a backup's objects go is a promise that a power cut must not break.
                Directories.sync(folderOf(path));
            }
        } catch (IOException e) {
            throw failure.of("delete", path, e);
        }
    }

    @Override
    public List<String> removeLeftovers(ObjectKey folder, Instant before) throws StoreException {
        requireOpen();
        List<Path> stale = new ArrayList<>();
        walk(Optional.of(folder), (name, path, attributes) -> {
            // The time of the last write, so a writer that is slow but alive keeps its file.
            if (HiddenName.isOne(name.substring(name.lastIndexOf('/') + 1))
                    && attributes.lastModifiedTime().toInstant().isBefore(before)) {
                stale.add(path);
            }
        });
        List<String> removed = new ArrayList<>();
        for (Path path : stale) {
            try {
                if (Files.deleteIfExists(path)) {
                    removed.add("unfinished file " + root.relativize(path));
                }
            } catch (IOException e) {
                throw failure.of("remove the unfinished file", path, e);
            }
        }
        return removed;
    }

    @Override
    public void close() {
        closed = true;
        for (AutoCloseable part : open) {
            try {
                part.close();
            } catch (Exception e) {
                // It fails for its user anyway.
            }
        }
    }

    private void walk(Optional<ObjectKey> folder, FolderWalk.Visitor visitor) throws StoreException {
        Path start = folder.map(this::unchecked).orElse(root);
        try {
            // No link below is followed, so nothing is met twice; the folder itself may be one.
            FolderWalk.over(start.toRealPath(), visitor);
        } catch (NoSuchFileException | NotDirectoryException e) {
            if (!Files.isDirectory(root)) {
                throw failure.of("list", start, e);
            }
        } catch (IOException e) {
            throw failure.of("list", start, e);
        }
    }

    private Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(attributes).filter(BasicFileAttributes::isRegularFile);
        } catch (NoSuchFileException e) {
            if (!Files.isDirectory(root)) {
                throw e;
            }
            return Optional.empty();
        } catch (IOException e) {
            if (Files.isRegularFile(folderOf(path))) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static StoredObject stored(ObjectKey key, BasicFileAttributes attributes) {
        return new StoredObject(
                key, attributes.size(), attributes.lastModifiedTime().toInstant());
    }

    private Path path(ObjectKey key) throws StoreException {
        requireOpen();
        for (String segment : key.value().split("/")) {
            if (segment.length() > LONGEST_NAME) {
                throw new StoreException(
                        Reason.REFUSED,
                        "object " + key + " has a name of " + segment.length() + " characters, but files below " + root
                                + " may have " + LONGEST_NAME,
                        "Choose a shorter name");
            }
        }
        return unchecked(key);
    }

    private Path unchecked(ObjectKey key) {
        return root.resolve(key.value());
    }

    private Path folderOf(Path path) {
        Path parent = path.getParent();
        return parent == null ? root : parent;
    }

    private void requireOpen() throws StoreException {
        if (closed) {
            throw new StoreException(Reason.UNAVAILABLE, "store " + location + " is closed", "");
        }
    }
}
