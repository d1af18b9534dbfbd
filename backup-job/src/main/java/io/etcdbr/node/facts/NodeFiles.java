package io.etcdbr.node.facts;

import io.etcdbr.node.host.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Small files of the node, by its own paths. */
record NodeFiles(HostRoot root) {
    private static final long MOST_BYTES = 1 << 20;

    byte[] read(String path) throws IOException {
        Path file = root.resolve(path);
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(path + " has more than " + MOST_BYTES + " bytes");
        }
        return Files.readAllBytes(file);
    }

    boolean exists(String path) {
        try {
            return Files.exists(root.resolve(path));
        } catch (IOException e) {
            return false;
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java runtime has SHA-256", e);
        }
    }
}
