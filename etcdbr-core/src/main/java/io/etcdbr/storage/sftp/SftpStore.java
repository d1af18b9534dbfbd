package io.etcdbr.storage.sftp;

import io.etcdbr.storage.GivingUp;
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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import net.schmizz.sshj.sftp.FileAttributes;

/** Keeps every object in a file of its own below a directory on an SSH server. */
final class SftpStore implements Store {

    private final SftpSettings settings;
    private final SftpFailure failure;
    private final RemoteObjects objects;
    private final Connections connections;
    private final ScheduledThreadPoolExecutor watch;
    private final Set<SftpWriter> writers = ConcurrentHashMap.newKeySet();

    SftpStore(SftpSettings settings) {
        this.settings = settings;
        this.failure = new SftpFailure(settings);
        this.objects = new RemoteObjects(settings);
        this.watch = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("sftp watch").factory());
        watch.setRemoveOnCancelPolicy(true);
        watch.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.connections = new Connections(settings.location(), new Connector(settings, watch));
    }

    @Override
    public StoreLocation location() {
        return settings.location();
    }

    @Override
    public void list(Optional<ObjectKey> folder, Consumer<StoredObject> found) throws StoreException {
        walk(folder.map(ObjectKey::value).orElse(""), (key, attributes) -> {
            if (ObjectKey.isValid(key)) {
                found.accept(stored(new ObjectKey(key), attributes));
            }
        });
    }

    @Override
    public Optional<StoredObject> stat(ObjectKey key) throws StoreException {
        return run("look at", path(key), session -> objects.find(session, path(key)))
                .map(attributes -> stored(key, attributes));
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StoreException {
        String path = path(key);
        return keeping("read", path, "", (connection, session) -> {
            FileAttributes attributes = objects.find(session, path)
                    .orElseThrow(() -> new StoreException(
                            Reason.MISSING, "object " + key + " is not in " + settings.location(), ""));
            long size = Math.min(length, Math.max(0, attributes.getSize() - offset));
            return new SftpRange(connection, session.openToRead(path), offset, size, failure, connections::release);
        });
    }

    @Override
    public ObjectWriter create(ObjectKey key, WriteOptions options) throws StoreException {
        if (options.lockUntil().isPresent()) {
            throw new StoreException(
                    Reason.UNSUPPORTED,
                    "store " + settings.location() + " cannot lock objects",
                    "Leave the lock out for this store, or use an s3 bucket with object lock");
        }
        String path = path(key);
        String unfinished = RemoteFolders.above(path) + "/" + HiddenName.unfinished();
        return keeping("create", path, unfinished, (connection, session) -> {
            if (objects.find(session, path).isPresent()) {
                throw new StoreException(
                        Reason.EXISTS, "object " + key + " is in " + settings.location() + " already", "");
            }
            SftpFile file = objects.createExclusive(session, unfinished);
            SftpWriter writer = new SftpWriter(this, key, path, file, connection, failure);
            writers.add(writer);
            return writer;
        });
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        String path = path(key);
        run("delete", path, session -> objects.find(session, path).isPresent() && RemoteObjects.remove(session, path));
    }

    @Override
    public List<String> removeLeftovers(ObjectKey folder, Instant before) throws StoreException {
        List<String> stale = new ArrayList<>();
        walk(folder.value(), (key, attributes) -> {
            // The time of the last write, so a writer that is slow but alive keeps its file.
            if (HiddenName.isOne(key.substring(key.lastIndexOf('/') + 1))
                    && Instant.ofEpochSecond(attributes.getMtime()).isBefore(before)) {
                stale.add(key);
            }
        });
        List<String> removed = new ArrayList<>();
        for (String key : stale) {
            String path = settings.root() + "/" + key;
            if (run("remove the unfinished file", path, session -> RemoteObjects.remove(session, path))) {
                removed.add("unfinished file " + key);
            }
        }
        return removed;
    }

    @Override
    public void close() {
        writers.forEach(SftpWriter::abort);
        connections.close();
        watch.shutdown();
    }

    /** Told each file by its path below the root. */
    private interface Visitor {
        void file(String key, FileAttributes attributes);
    }

    /** Reads folder by folder, and holds no connection while the visitor is at work. */
    private void walk(String start, Visitor visitor) throws StoreException {
        Deque<String> folders = new ArrayDeque<>();
        folders.push(start);
        while (!folders.isEmpty()) {
            String folder = folders.pop();
            String prefix = folder.isEmpty() ? "" : folder + "/";
            String path = folder.isEmpty() ? settings.root() : settings.root() + "/" + folder;
            for (SftpSession.Entry entry : run("list", path, session -> objects.entries(session, path))) {
                switch (entry.attributes().getType()) {
                    case REGULAR -> visitor.file(prefix + entry.name(), entry.attributes());
                    case DIRECTORY -> {
                        // Not the .snapshot of a file server, which holds old copies of everything.
                        if (!entry.name().startsWith(".")) {
                            folders.push(prefix + entry.name());
                        }
                    }
                    default -> {}
                }
            }
        }
    }

    /** Runs {@code action} on a connection that is free again afterwards. */
    <T> T run(String what, String path, Connection.Action<T> action) throws StoreException {
        Connection connection = connections.lend();
        try {
            return connection.call(action);
        } catch (IOException e) {
            throw failure.of(what, path, e, connection);
        } finally {
            connections.release(connection);
        }
    }

    /** Makes something that keeps its connection and gives it back itself. */
    private interface Keeping<T> {
        T run(Connection connection, SftpSession session) throws IOException;
    }

    /** @param unfinished the file to remove if the action's answer was lost, or empty */
    private <T> T keeping(String what, String path, String unfinished, Keeping<T> action) throws StoreException {
        Connection connection = connections.lend();
        try {
            return connection.call(session -> action.run(connection, session));
        } catch (IOException e) {
            StoreException translated = failure.of(what, path, e, connection);
            connections.release(connection);
            if (translated.isTransient() && !unfinished.isEmpty()) {
                patiently("tidy " + path, () -> discard(unfinished));
            }
            throw translated;
        }
    }

    /** Removes an unfinished file on a connection of its own; what cannot be removed is left to {@link #removeLeftovers}. */
    void discard(String unfinished) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                run("remove", unfinished, session -> RemoteObjects.remove(session, unfinished));
                return;
            } catch (StoreException e) {
                // The free connection that was lent may have been as broken as the one that failed.
            }
        }
    }

    /** @return whether it was done in time */
    static boolean patiently(String name, Runnable work) {
        return GivingUp.within(GivingUp.PATIENCE, name, work);
    }

    void ended(SftpWriter writer, Connection connection) {
        if (writers.remove(writer)) {
            connections.release(connection);
        }
    }

    private String path(ObjectKey key) {
        return settings.root() + "/" + key.value();
    }

    private static StoredObject stored(ObjectKey key, FileAttributes attributes) {
        return new StoredObject(key, attributes.getSize(), Instant.ofEpochSecond(attributes.getMtime()));
    }
}
