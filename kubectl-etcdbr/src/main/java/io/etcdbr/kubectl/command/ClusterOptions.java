package io.etcdbr.kubectl.command;

import io.etcdbr.config.Quantity;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.kubectl.cluster.ApiCluster;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.kubeconfig.AccessReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which cluster is meant, and what in it.
 *
 * @param requestTimeout zero for no limit
 */
record ClusterOptions(
        Optional<Path> kubeconfig,
        Optional<String> context,
        String namespace,
        Optional<String> cronJob,
        Duration requestTimeout,
        Duration podTimeout) {

    static final List<Setting> USED = List.of(
            Setting.KUBECONFIG,
            Setting.CONTEXT,
            Setting.NAMESPACE,
            Setting.CRON_JOB,
            Setting.REQUEST_TIMEOUT,
            Setting.POD_TIMEOUT);

    private static final Duration USUAL = Duration.ofSeconds(30);

    static ClusterOptions from(Settings settings) {
        return new ClusterOptions(
                settings.file(Setting.KUBECONFIG),
                settings.text(Setting.CONTEXT),
                settings.text(Setting.NAMESPACE).orElse(""),
                settings.text(Setting.CRON_JOB),
                settings.parsed(Setting.REQUEST_TIMEOUT, ClusterOptions::timeout)
                        .orElse(USUAL),
                settings.duration(Setting.POD_TIMEOUT).orElse(USUAL));
    }

    /** As kubectl reads it: a bare number is seconds. */
    private static Duration timeout(String text) {
        return text.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : Quantity.duration(text);
    }

    Cluster open() {
        Map<String, String> environment = System.getenv();
        return ApiCluster.at(AccessReader.read(kubeconfig, context, environment), requestTimeout, environment);
    }
}
