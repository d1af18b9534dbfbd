package io.etcdbr.node.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * Who may do what with a file, by the numbers of the node.
 *
 * @param mode permission bits and the three above them
 */
public record FileOwner(int uid, int gid, int mode) {
    private static final int BITS = 07777;

    /** Of the path itself, if it is a link. */
    public static FileOwner of(Path path) throws IOException {
        Map<String, Object> unix = Files.readAttributes(path, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
        return new FileOwner(number(unix, "uid"), number(unix, "gid"), number(unix, "mode") & BITS);
    }

    /** The user of this process. */
    public static int ourUid() throws IOException {
        return of(Path.of("/proc/self").toRealPath()).uid();
    }

    private static int number(Map<String, Object> attributes, String name) {
        return (int) Objects.requireNonNull(attributes.get(name), name);
    }
}
