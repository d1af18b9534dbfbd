package io.etcdbr.e2e.store;

import io.etcdbr.e2e.harness.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the cluster keeps its backups during a scenario, and how that fails. */
public interface Place extends AutoCloseable {

    /** Its component of kustomize: {@code s3}, {@code sftp}, {@code hostpath}. */
    String component();

    /** What the ConfigMap says of it; empty: what the component says is enough. */
    default Map<String, String> settings() {
        return Map.of();
    }

    /** The content of the Secret {@code etcdbr-COMPONENT}; empty: none is wanted. */
    default Map<String, String> secret() {
        return Map.of();
    }

    /** A Secret that the store refuses; empty if it knows no credentials. */
    default Optional<Place> withWrongSecret() {
        return Optional.empty();
    }

    /** What the CronJobs need besides, as a patch. */
    default Optional<String> patch() {
        return Optional.empty();
    }

    /** Of these nodes, those on which the backup may run. */
    default List<Node> usedBy(List<Node> nodes) {
        return nodes;
    }

    /** age public keys to encrypt to. */
    default List<String> recipients() {
        return List.of();
    }

    /** @return whether it can be, so that it must come back by {@link #comeBack} */
    default boolean goAway() throws Exception {
        return false;
    }

    default void comeBack() throws Exception {}

    @Override
    void close() throws Exception;
}
