package io.etcdbr.kubectl.preflight;

import io.etcdbr.format.DatabaseSummary;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Finding;
import io.etcdbr.format.Sha256;
import io.etcdbr.restore.plan.BackupSource;
import io.etcdbr.restore.plan.RestoreId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the snapshot that is to be restored.
 *
 * @param cluster under which the store keeps it; empty of a file
 * @param etcdClusterIds of the etcd that it was taken from, and of that one's predecessor; empty of a file
 * @param takenAt empty of a file
 * @param plainSha256 of the whole file with etcd's trailer, {@code plainSize} its bytes
 * @param ownDigest whether etcd had ended it with its SHA-256; else it is a database that was copied
 * @param etcdVersion of the member that it was read from, else what the database says of its cluster, such as 3.6
 * @param damage what the deep verification found that makes it unusable
 * @param database empty where it is too damaged to be read
 * @param clusterUid of the namespace kube-system in it
 * @param apiServerVersions that its static pods ran
 * @param encryption keys of the API server's encryption at rest that its objects need
 * @param nodes the names of its nodes
 * @param authEnabled whether etcd's own users and roles are on in it
 * @param foreignPrefixes of keys that are not Kubernetes'
 * @param closedWebhooks admission webhooks in it that refuse what they cannot be asked about
 * @param whyNotAllObjects why not all Jobs, CronJobs and admission webhooks in it are known; empty if they are
 * @param kept if it is no backup, but what an earlier restore of this cluster set aside
 */
public record BackupFacts(
        BackupSource source,
        Optional<String> cluster,
        List<EtcdClusterId> etcdClusterIds,
        Optional<Instant> takenAt,
        Sha256 plainSha256,
        long plainSize,
        boolean ownDigest,
        Optional<String> etcdVersion,
        List<Finding> damage,
        Optional<DatabaseSummary> database,
        Optional<String> clusterUid,
        Set<String> apiServerVersions,
        List<EncryptionKey> encryption,
        Set<String> nodes,
        boolean authEnabled,
        List<String> foreignPrefixes,
        List<Webhook> closedWebhooks,
        Optional<String> whyNotAllObjects,
        Optional<Kept> kept) {

    /** Shows those of which {@code whyNotAllObjects} speaks, once they are there. */
    public static final String SHOWS_OBJECTS =
            "kubectl get -A jobs,cronjobs,validatingwebhookconfigurations,mutatingwebhookconfigurations";

    public BackupFacts {
        etcdClusterIds = List.copyOf(etcdClusterIds);
        damage = List.copyOf(damage);
        apiServerVersions = Set.copyOf(apiServerVersions);
        encryption = List.copyOf(encryption);
        nodes = Set.copyOf(nodes);
        foreignPrefixes = List.copyOf(foreignPrefixes);
        closedWebhooks = List.copyOf(closedWebhooks);
    }

    /** @param provider such as {@code aescbc}; a key's name is empty where the provider has none */
    public record EncryptionKey(String provider, String keyName, String resource, long objects) {
        @Override
        public String toString() {
            return provider + (keyName.isEmpty() ? "" : " key '" + keyName + "'");
        }
    }

    /** @param asks the service or URL */
    public record Webhook(String configuration, String name, String asks) {}

    /**
     * What a node's etcd had when a restore stopped it.
     *
     * @param kubeSystemUid of the cluster as it was then
     * @param compared nodes of which it is known how far their data goes
     * @param gaps what it may lack, each a clause
     */
    public record Kept(RestoreId restore, String node, String kubeSystemUid, List<String> compared, List<String> gaps) {
        public Kept {
            compared = List.copyOf(compared);
            gaps = List.copyOf(gaps);
        }
    }

    /** For sentences. */
    public String name() {
        if (kept.isPresent()) {
            return "the data from before restore " + kept.get().restore();
        }
        return switch (source) {
            case BackupSource.Stored stored -> "backup " + stored.id();
            case BackupSource.LocalFile file -> "file " + file.file();
        };
    }
}
