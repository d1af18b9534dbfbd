package io.etcdbr.node.host;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where this process has the node's root directory: {@code /host} in a pod, {@code /} on the node itself. Links on the node mean
 * paths of the node, so they are followed here and never by the kernel, which would look for them in the pod.
 *
 * @param path absolute and without links
 */
public record HostRoot(Path path) {
    private static final int MOST_LINKS = 40;

    public HostRoot {
        path = path.toAbsolutePath().normalize();
    }

    /**
     * The path in this process for a path of the node, with every link on the way followed, also the last. What is not there yet is
     * taken as it is spelled.
     *
     * @param hostPath absolute
     * @throws FileSystemLoopException if links lead in circles
     */
    public Path resolve(String hostPath) throws IOException {
        if (!hostPath.startsWith("/")) {
            throw new IllegalArgumentException("'" + hostPath + "' is not an absolute path on the node");
        }
        Deque<String> rest = new ArrayDeque<>();
        push(rest, hostPath);
        Path at = path;
        int links = 0;
        while (!rest.isEmpty()) {
            String part = rest.pop();
            if (part.equals("..")) {
                at = above(at);
                continue;
            }
            Path next = at.resolve(part);
            if (!Files.isSymbolicLink(next)) {
                at = next;
                continue;
            }
            if (++links > MOST_LINKS) {
                throw new FileSystemLoopException(hostPath);
            }
            String target = Files.readSymbolicLink(next).toString();
            if (target.startsWith("/")) {
                at = path;
            }
            push(rest, target);
        }
        return at;
    }

    /** How the node itself calls a path of this process below its root. */
    public String onNode(Path inProcess) {
        return "/" + path.relativize(inProcess);
    }

    private Path above(Path at) {
        Path parent = at.getParent();
        return at.equals(path) || parent == null ? path : parent;
    }

    private static void push(Deque<String> rest, String pathText) {
        String[] parts = pathText.split("/");
        for (int i = parts.length - 1; i >= 0; i--) {
            if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                rest.push(parts[i]);
            }
        }
    }
}
