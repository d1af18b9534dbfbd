package io.etcdbr.format;

import java.util.Optional;

/**
 * Which cluster was backed up.
 *
 * @param previousEtcdClusterId the epoch before, if this backup began a new one
 */
public record ClusterIdentity(
        ClusterName name, EtcdClusterId etcdClusterId, Optional<EtcdClusterId> previousEtcdClusterId) {}
