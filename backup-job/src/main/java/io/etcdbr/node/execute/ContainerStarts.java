package io.etcdbr.node.execute;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How often kubelet starts a container of a static pod. A process that ends at once is easily missed, but kubelet numbers the logs:
 * {@code /var/log/pods/NAMESPACE_POD-NODE_UID/CONTAINER/N.log}.
 */
final class ContainerStarts {
    private final Path logs;
    private final String pattern;
    private final Set<Path> since = new HashSet<>();
    private @Nullable Set<Path> before;

    /** @param logs kubelet's folder for the logs of pods; what is not there counts nothing */
    ContainerStarts(Path logs, String pod, String node) {
        this.logs = logs;
        this.pattern = "*_" + pod + "-" + node + "_*";
    }

    /** How many were seen since the first look, which is this one if there was none. */
    int seen() throws IOException {
        Set<Path> now = files();
        if (before == null) {
            before = now;
        }
        since.addAll(now);
        since.removeAll(before);
        return since.size();
    }

    private Set<Path> files() throws IOException {
        Set<Path> found = new HashSet<>();
        if (!Files.isDirectory(logs)) {
            return found;
        }
        try (DirectoryStream<Path> pods = Files.newDirectoryStream(logs, pattern)) {
            for (Path pod : pods) {
                try (DirectoryStream<Path> containers = Files.newDirectoryStream(pod, Files::isDirectory)) {
                    for (Path container : containers) {
                        try (DirectoryStream<Path> files = Files.newDirectoryStream(container, "*.log")) {
                            files.forEach(found::add);
                        }
                    }
                }
            }
        }
        return found;
    }
}
