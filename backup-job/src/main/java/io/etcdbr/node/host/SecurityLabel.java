package io.etcdbr.node.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The SELinux label of a file, its extended attribute {@code security.selinux}; Java's attributes are the user's alone. */
public final class SecurityLabel {
    private static final String NAME = "security.selinux";
    private static final int LONGEST = 4096;

    private SecurityLabel() {}

    /** Of the path itself, if it is a link. Empty where there is none, as on a node without SELinux. */
    public static Optional<String> of(Path path) throws IOException {
        byte[] value = new byte[LONGEST];
        CLibrary.Answer answer = CLibrary.lgetxattr(path, NAME, value);
        if (answer.succeeded()) {
            String text = new String(value, 0, answer.value(), StandardCharsets.UTF_8);
            return Optional.of(text.endsWith("\0") ? text.substring(0, text.length() - 1) : text);
        }
        if (answer.isUnsupported() || answer.error() == CLibrary.ENODATA || answer.error() == CLibrary.EOPNOTSUPP) {
            return Optional.empty();
        }
        throw new IOException("the SELinux label of " + path + " could not be read: error " + answer.error());
    }

    public static void set(Path path, String label) throws IOException {
        CLibrary.Answer answer = CLibrary.lsetxattr(path, NAME, (label + "\0").getBytes(StandardCharsets.UTF_8));
        if (!answer.succeeded()) {
            throw new IOException(
                    "the SELinux label " + label + " could not be given to " + path + ": error " + answer.error());
        }
    }
}
