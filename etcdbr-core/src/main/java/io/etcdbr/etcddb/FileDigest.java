package io.etcdbr.etcddb;

import io.etcdbr.bbolt.PageSource;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** The SHA-256 that etcd's snapshot stream ends with: 32 bytes after a database whose size is a multiple of 512. */
final class FileDigest {
    static final int SIZE = 32;
    private static final int SECTOR = 512;
    private static final long STEP = 1 << 20;

    private FileDigest() {}

    static boolean present(long fileSize) {
        return fileSize % SECTOR == SIZE;
    }

    /** Whether the size is one that a database has, with or without a digest. */
    static boolean plausible(long fileSize) {
        return present(fileSize) || fileSize % SECTOR == 0;
    }

    static List<SnapshotFinding> check(PageSource file, Watch watch) throws IOException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java runtime has SHA-256", e);
        }
        long end = file.size() - SIZE;
        for (long at = 0; at < end; at += STEP) {
            long length = Math.min(STEP, end - at);
            sha256.update(file.read(at, length).asByteBuffer());
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted");
            }
            watch.passed(length);
        }
        byte[] found = sha256.digest();
        byte[] expected = file.read(end, SIZE).toArray(ValueLayout.JAVA_BYTE);
        return Arrays.equals(found, expected)
                ? List.of()
                : List.of(new SnapshotFinding.WrongDigest(
                        HexFormat.of().formatHex(found), HexFormat.of().formatHex(expected)));
    }
}
