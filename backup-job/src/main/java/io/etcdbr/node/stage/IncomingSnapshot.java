package io.etcdbr.node.stage;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.Sha256;
import io.etcdbr.node.host.OwnFolder;
import io.etcdbr.node.host.Renames;
import io.etcdbr.restore.plan.PlannedBackup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;

/**
 * The snapshot on its way to the node's disk. It appears under its name only if size and digest are those of the plan. Written in
 * pieces that go to the disk at once, so that etcd's own writes need not wait behind a long queue.
 */
final class IncomingSnapshot extends OutputStream {
    private final Path target;
    private final Path part;
    private final PlannedBackup expected;
    private final FileChannel file;
    private final MessageDigest digest;
    private final Pace pace;
    private final SyncStep step = new SyncStep();
    private long size;
    private long unsynced;

    /** Lets a writer wait. */
    @FunctionalInterface
    interface Pace {
        /** For where nobody is to be spared. */
        Pace NONE = () -> {};

        /** @throws EtcdbrException if the writer is to stop */
        void next();
    }

    private IncomingSnapshot(Path target, Path part, PlannedBackup expected, FileChannel file, Pace pace) {
        this.target = target;
        this.part = part;
        this.expected = expected;
        this.file = file;
        this.pace = pace;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java runtime has SHA-256", e);
        }
    }

    /** Begins anew; what an earlier try left is removed. */
    static IncomingSnapshot create(StagingFolders staging, PlannedBackup expected, Pace pace) throws IOException {
        staging.make();
        OwnFolder.make(staging.own(), "in");
        Path target = staging.snapshot();
        Path part = target.resolveSibling("snapshot.db.part");
        Files.deleteIfExists(target);
        Files.deleteIfExists(part);
        FileChannel file = FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new IncomingSnapshot(target, part, expected, file, pace);
    }

    /** Whether it lies there whole already; its digest was compared before it got its name. */
    static boolean isThere(StagingFolders staging, PlannedBackup expected) throws IOException {
        Path file = staging.snapshot();
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == expected.plainSize();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        size += length;
        if (size > expected.plainSize()) {
            throw wrong("is larger than the " + expected.plainSize() + " bytes of the plan");
        }
        pace.next();
        digest.update(bytes, offset, length);
        ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
        while (rest.hasRemaining()) {
            file.write(rest);
        }
        unsynced += length;
        if (unsynced >= step.bytes()) {
            long start = System.nanoTime();
            file.force(false);
            step.took(Duration.ofNanos(System.nanoTime() - start));
            unsynced = 0;
        }
    }

    /**
     * Compares it with the plan and gives it its name.
     *
     * @throws EtcdbrException {@link ExitCode#DAMAGED} if it is another one
     */
    void publish() throws IOException {
        if (size != expected.plainSize()) {
            throw wrong("has " + size + " bytes; expected " + expected.plainSize());
        }
        Sha256 found = Sha256.parse(HexFormat.of().formatHex(digest.digest())).orElseThrow();
        if (!found.equals(expected.plainSha256())) {
            throw wrong("has the SHA-256 " + found + "; expected " + expected.plainSha256());
        }
        file.force(true);
        file.close();
        Renames.move(part, target);
    }

    /** Removes what was not published. */
    @Override
    public void close() throws IOException {
        file.close();
        Files.deleteIfExists(part);
    }

    private static EtcdbrException wrong(String how) {
        return new EtcdbrException(
                ExitCode.DAMAGED,
                "the snapshot that came to this node " + how,
                "Nothing of it was kept; try again, or make a new plan with another backup");
    }
}
