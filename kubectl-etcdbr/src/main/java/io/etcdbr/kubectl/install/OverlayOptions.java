package io.etcdbr.kubectl.install;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an overlay is to say.
 *
 * @param namespace of the backup
 * @param endpoints of etcd; empty for the distribution's own
 * @param recipients age public keys; without any the backups are readable to whoever can read a store
 * @param keep the keys and values of the retention rules; empty for those of the manifests
 * @param schedule five fields; empty for that of the manifests
 * @param timeZone for the schedule and for retention
 * @param image name and tag; empty for that of the manifests
 * @param nodeFiles whether files of the node are stored as well
 */
public record OverlayOptions(
        String cluster,
        Distribution distribution,
        List<OverlayStore> stores,
        String namespace,
        List<String> endpoints,
        List<String> recipients,
        Map<String, String> keep,
        Optional<String> schedule,
        Optional<String> timeZone,
        Optional<String> image,
        boolean nodeFiles) {
    public OverlayOptions {
        stores = List.copyOf(stores);
        endpoints = List.copyOf(endpoints);
        recipients = List.copyOf(recipients);
    }
}
