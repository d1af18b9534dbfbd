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
            node.sh("rm -rf /var/backups/etcdbr");
        }
    }
}
