package io.etcdbr.kubectl.operation;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.Kind;
import java.util.Optional;

/** What Kubernetes warns of in its events. */
final class Warnings {
    private Warnings() {}

    /** The last one about an object; nothing where there is none or events may not be seen. */
    static Optional<String> last(Cluster cluster, String namespace, String name) {
        try {
            return cluster.list(Kind.EVENT, Optional.of(namespace), "").stream()
                    .filter(event -> event.text("involvedObject", "name")
                                    .filter(name::equals)
                                    .isPresent()
                            && event.text("type").filter("Warning"::equals).isPresent())
                    .reduce((_, last) -> last)
                    .flatMap(event -> event.text("message"));
        } catch (EtcdbrException e) {
            return Optional.empty();
        }
    }
}
