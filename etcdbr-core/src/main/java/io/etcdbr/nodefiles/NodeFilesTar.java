package io.etcdbr.nodefiles;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes a POSIX (pax) tar with paths relative to {@code /}, as {@code tar -C / -xpf} takes it. */
public final class NodeFilesTar {
    private NodeFilesTar() {}

    /**
     * Writes the whole archive and leaves {@code out} open.
     *
     * @throws NodeFileException if a file is gone or became shorter since it was found; nothing of the archive can then be used
     * @throws IOException if {@code out} fails
     */
    public static void write(List<NodeFile> files, OutputStream out) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (NodeFile file : files) {
            tar.putArchiveEntry(entry(file));
            if (file.type() == NodeFile.Type.FILE) {
                copy(file, tar);
            }
            tar.closeArchiveEntry();
        }
        tar.finish();
        tar.flush();
    }

    private static TarArchiveEntry entry(NodeFile file) {
        String name = relative(file.path().toString());
        TarArchiveEntry entry = switch (file.type()) {
            case FILE -> new TarArchiveEntry(name);
            case DIRECTORY -> new TarArchiveEntry(name + "/");
            case SYMLINK -> new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            case HARDLINK -> new TarArchiveEntry(name, TarConstants.LF_LINK);
        };
        entry.setMode(file.mode());
        entry.setUserId(file.uid());
        entry.setGroupId(file.gid());
        // Names would be looked up on the machine that unpacks, and may mean someone else there.
        entry.setUserName("");
        entry.setGroupName("");
        entry.setModTime(file.modified());
        entry.setSize(file.size());
        file.target()
                .ifPresent(
                        target -> entry.setLinkName(file.type() == NodeFile.Type.HARDLINK ? relative(target) : target));
        return entry;
    }

    /** A file may grow while it is read: as many bytes as were announced are taken. */
    private static void copy(NodeFile file, OutputStream tar) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long left = file.size();
        try (InputStream in = open(file)) {
            while (left > 0) {
                int n = read(in, file, buffer, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw new NodeFileException(
                            file.path(),
                            "became shorter while it was archived: " + left + " of " + file.size() + " bytes are gone");
                }
                tar.write(buffer, 0, n);
                left -= n;
            }
        }
    }

    private static InputStream open(NodeFile file) throws NodeFileException {
        try {
            return Files.newInputStream(file.path(), LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new NodeFileException(file.path(), e);
        }
    }

    private static int read(InputStream in, NodeFile file, byte[] buffer, int most) throws NodeFileException {
        try {
            return in.read(buffer, 0, most);
        } catch (IOException e) {
            throw new NodeFileException(file.path(), e);
        }
    }

    private static String relative(String path) {
        return path.equals("/") ? "." : path.substring(1);
    }
}
