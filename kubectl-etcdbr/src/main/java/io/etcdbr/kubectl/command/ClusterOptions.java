package io.etcdbr.kubectl.command;

import io.etcdbr.config.Quantity;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.kubectl.cluster.ApiCluster;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.kubeconfig.Access;
import io.etcdbr.kubectl.kubeconfig.AccessReader;
import io.etcdbr.kubectl.kubeconfig.Overrides;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which cluster is meant, and what in it.
 *
 * @param overrides what else is said instead of the kubeconfig
 * @param as whom to act as, if not as who logs in
 * @param requestTimeout zero for no limit
 */
record ClusterOptions(
        Optional<Path> kubeconfig,
        Optional<String> context,
        Overrides overrides,
        Optional<String> as,
        List<String> groups,
        String namespace,
        Optional<String> cronJob,
        Duration requestTimeout,
        Duration podTimeout) {

    static final List<Setting> USED = List.of(
            Setting.KUBECONFIG,
            Setting.CONTEXT,
            Setting.USER,
            Setting.SERVER,
            Setting.TLS_SERVER_NAME,
            Setting.INSECURE_SKIP_TLS_VERIFY,
            Setting.CERTIFICATE_AUTHORITY,
            Setting.CLIENT_CERTIFICATE,
            Setting.CLIENT_KEY,
            Setting.AS,
            Setting.AS_GROUPS,
            Setting.NAMESPACE,
            Setting.CRON_JOB,
            Setting.REQUEST_TIMEOUT,
            Setting.POD_TIMEOUT);

    private static final Duration USUAL = Duration.ofSeconds(30);

    static ClusterOptions from(Settings settings) {
        if (settings.isGiven(Setting.AS_GROUPS) && !settings.isGiven(Setting.AS)) {
            settings.problem(Setting.AS_GROUPS, "a group goes with a user: name one with --as");
        }
        return new ClusterOptions(
                settings.file(Setting.KUBECONFIG),
                settings.text(Setting.CONTEXT),
                overrides(settings),
                settings.text(Setting.AS),
                settings.parsedList(Setting.AS_GROUPS, text -> text),
                settings.text(Setting.NAMESPACE).orElse(""),
                settings.text(Setting.CRON_JOB),
                settings.parsed(Setting.REQUEST_TIMEOUT, ClusterOptions::timeout)
                        .orElse(USUAL),
                settings.duration(Setting.POD_TIMEOUT).orElse(USUAL));
    }

    private static Overrides overrides(Settings settings) {
        Overrides overrides = new Overrides(
                settings.text(Setting.USER),
                settings.text(Setting.SERVER),
                settings.text(Setting.TLS_SERVER_NAME),
                settings.isOn(Setting.INSECURE_SKIP_TLS_VERIFY),
                settings.file(Setting.CERTIFICATE_AUTHORITY),
                settings.file(Setting.CLIENT_CERTIFICATE),
                settings.file(Setting.CLIENT_KEY));
        if (overrides.insecure() && overrides.authority().isPresent()) {
            settings.problem(
                    Setting.INSECURE_SKIP_TLS_VERIFY,
                    "with a certificate authority nothing is skipped: leave one of them out");
        }
        return overrides;
    }

    /** As kubectl reads it: a bare number is seconds. */
    private static Duration timeout(String text) {
        return text.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : Quantity.duration(text);
    }

    Cluster open() {
        Map<String, String> environment = System.getenv();
        return ApiCluster.at(access(environment), requestTimeout, environment);
    }

    Access access(Map<String, String> environment) {
        Access access = AccessReader.read(kubeconfig, context, overrides, environment);
        return as.map(user -> access.actingAs(user, groups)).orElse(access);
    }
}
