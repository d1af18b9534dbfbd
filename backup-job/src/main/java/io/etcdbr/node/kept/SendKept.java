package io.etcdbr.node.kept;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Sha256;
import io.etcdbr.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.OptionalLong;

/** Gives a kept database out as a snapshot: with its SHA-256 behind it, as etcd ends one and its restore tool wants one. */
public final class SendKept {
    private static final int BUFFER = 256 * 1024;

    /** A database's size is a multiple of it; by that etcd's tool tells whether a digest follows. */
    private static final int SECTOR = 512;

    private SendKept() {}

    /**
     * What was sent.
     *
     * @param size with the digest behind it
     * @param sha256 of the same bytes
     */
    public record Sent(long size, Sha256 sha256) {}

    /**
     * @param to gets the bytes
     * @throws EtcdbrException {@link ExitCode#REFUSED} if somebody wrote to it meanwhile, or nobody takes the bytes
     */
    public static Sent run(KeptDatabase database, OutputStream to, Progress progress, Cancellation cancellation) {
        try {
            long size = Files.size(database.file());
            if (size == 0 || size % SECTOR != 0) {
                throw new EtcdbrException(
                        ExitCode.DAMAGED,
                        database.onNode() + " has " + size + " bytes; expected a multiple of " + SECTOR
                                + ", as every database of etcd has",
                        "Take another node's, or a backup");
            }
            MessageDigest content = Sha256.newDigest();
            MessageDigest all = Sha256.newDigest();
            long read = 0;
            byte[] buffer = new byte[BUFFER];
            try (InputStream in = Files.newInputStream(database.file());
                    Progress.Task task = progress.begin("reading the data from before", OptionalLong.of(size))) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    cancellation.check();
                    content.update(buffer, 0, n);
                    all.update(buffer, 0, n);
                    give(to, buffer, n);
                    read += n;
                    task.advance(n);
                }
            }
            if (read != size) {
                throw KeptDatabase.refused(
                        database.restore(),
                        "changed while it was read: " + read + " bytes were read; expected " + size,
                        "End what works on " + database.onNode() + ", and say it again");
            }
            byte[] digest = content.digest();
            all.update(digest);
            give(to, digest, digest.length);
            return new Sent(size + digest.length, Sha256.of(all.digest()));
        } catch (IOException e) {
            throw KeptDatabase.unreadable(database.restore(), e);
        }
    }

    private static void give(OutputStream to, byte[] bytes, int length) {
        try {
            to.write(bytes, 0, length);
            to.flush();
        } catch (IOException e) {
            throw new EtcdbrException(
                    new Failure(
                            ExitCode.REFUSED,
                            "the data from before was not taken to its end: " + e.getMessage(),
                            "Look at what takes it: a full disk, or a program that ended early"),
                    e);
        }
    }
}
