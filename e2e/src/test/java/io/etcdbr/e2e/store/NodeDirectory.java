package io.etcdbr.e2e.store;

import io.etcdbr.e2e.harness.Node;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A directory of one node, to which everything that uses it is bound. */
public record NodeDirectory(Node node) implements Place {

    @Override
    public String component() {
        return "hostpath";
    }

    @Override
    public Optional<String> patch() {
        return Optional.of("""
                apiVersion: batch/v1
                kind: CronJob
                metadata:
                  name: both
                spec:
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          nodeSelector:
                            kubernetes.io/hostname: %s
                """.formatted(node.name()));
    }

    @Override
    public List<Node> usedBy(List<Node> nodes) {
        return List.of(node);
    }

    @Override
    public void close() throws IOException {
        if (node.environment().onNode().isPresent()) {
            // On some nodes the folder is the mount point of a disk, and stays.
            node.sh("""
                    cd /var/backups/etcdbr || exit 0
                    find . -mindepth 1 -delete
                    cd /
                    mountpoint -q /var/backups/etcdbr || rmdir /var/backups/etcdbr
                    """);
        }
    }
}
