package io.etcdbr.node.host;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Labels of SELinux in tests. Root may give them on a machine without SELinux too, where the file system has room for them. */
public final class Labels {
    /** One that the usual policies know, and give to no file by themselves that a test makes. */
    public static final String LABEL = "system_u:object_r:container_file_t:s0:c17,c42";

    private Labels() {}

    /** Labels a file or a folder with all that is in it; skips the test where that cannot be done. */
    public static void give(Path tree) throws IOException {
        for (Path path : tree(tree)) {
            try {
                SecurityLabel.set(path, LABEL);
            } catch (IOException e) {
                assumeTrue(
                        false,
                        "files cannot be given labels of SELinux here, only by root and not everywhere: "
                                + e.getMessage());
            }
        }
    }

    /** The labels of a file or a folder and all that is in it, each once; empty for those without. */
    public static TreeSet<String> of(Path tree) throws IOException {
        TreeSet<String> labels = new TreeSet<>();
        for (Path path : tree(tree)) {
            labels.add(SecurityLabel.of(path).orElse(""));
        }
        return labels;
    }

    private static List<Path> tree(Path top) throws IOException {
        try (Stream<Path> paths = Files.walk(top)) {
            return paths.toList();
        }
    }
}
