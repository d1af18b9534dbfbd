package io.etcdbr.catalog;

import io.etcdbr.format.ClusterName;
import io.etcdbr.format.EtcdClusterId;
import java.util.Optional;

/**
 * Which backup is meant.
 *
 * @param cluster may be empty if the store holds backups of one cluster only, or only one has the id
 * @param epoch the etcd cluster id to look at, if not that of the newest backup
 */
public record BackupQuery(Optional<ClusterName> cluster, Optional<EtcdClusterId> epoch, Selector selector) {}
