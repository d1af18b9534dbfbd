package io.etcdbr.kubectl.restore;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A snapshot on this workstation, as it is sent to the nodes. A member's own {@code snap/db} lacks the SHA-256 with which etcd ends a
 * snapshot; it is given one on its way, because etcd's restore tool wants one.
 *
 * @param added what it is given; empty if it ends with its own
 * @param sha256 of what is sent
 * @param size of what is sent, in bytes
 */
record SnapshotFile(Path path, Optional<Sha256> added, Sha256 sha256, long size) implements Staging.Snapshot {
    /** A database's size is a multiple of it; by that etcd's tool tells whether a digest follows. */
    private static final int SECTOR = 512;

    private static final int DIGEST = 32;

    /**
     * Reads it once.
     *
     * @throws EtcdbrException if it cannot be read
     */
    static SnapshotFile of(Path path) {
        try {
            long size = Files.size(path);
            MessageDigest content = Sha256.newDigest();
            MessageDigest sent = Sha256.newDigest();
            byte[] buffer = new byte[1 << 16];
            try (InputStream in = Files.newInputStream(path)) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    content.update(buffer, 0, n);
                    sent.update(buffer, 0, n);
                }
            }
            if (size % SECTOR != 0) {
                return new SnapshotFile(path, Optional.empty(), Sha256.of(sent.digest()), size);
            }
            byte[] digest = content.digest();
            sent.update(digest);
            return new SnapshotFile(path, Optional.of(Sha256.of(digest)), Sha256.of(sent.digest()), size + DIGEST);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    @Override
    public void sendTo(Consumer<InputStream> receiver) {
        try (InputStream in = open()) {
            receiver.accept(in);
        } catch (IOException e) {
            throw new EtcdbrException(
                    new Failure(
                            ExitCode.USAGE,
                            "the snapshot on this machine cannot be read any more: " + e,
                            "Let the file lie as it is until the nodes have it"),
                    e);
        }
    }

    @Override
    public void close() {
        // It is opened anew for each node.
    }

    InputStream open() throws IOException {
        InputStream file = Files.newInputStream(path);
        return added.isPresent()
                ? new SequenceInputStream(
                        file,
                        new ByteArrayInputStream(
                                HexFormat.of().parseHex(added.get().hex())))
                : file;
    }

    static EtcdbrException unreadable(Path path, IOException e) {
        return new EtcdbrException(
                new Failure(ExitCode.USAGE, "the file " + path + " cannot be read: " + e, "Name another with --file"),
                e);
    }
}
