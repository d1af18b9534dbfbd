package io.etcdbr.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An etcd as its manifest starts it.
 *
 * @param walDir only if it is not below the data directory's {@code member}
 * @param clientTls how it proves itself to clients; empty where they speak without TLS
 * @param quotaBytes the largest database that takes new data
 * @param initialClusterState {@code new} where nothing is said: a member without data would found an empty cluster
 * @param notUnderstood what of its settings forbids to plan anything, each a sentence without a full stop
 */
public record EtcdServer(
        String name,
        String image,
        MappedPath dataDir,
        Optional<MappedPath> walDir,
        List<String> listenClientUrls,
        List<String> advertiseClientUrls,
        List<String> listenPeerUrls,
        List<String> initialAdvertisePeerUrls,
        List<String> listenMetricsUrls,
        List<String> initialCluster,
        String initialClusterState,
        Optional<ServerTls> clientTls,
        Optional<ServerTls> peerTls,
        long quotaBytes,
        List<String> notUnderstood) {
    /** etcd's default. */
    private static final long DEFAULT_QUOTA = 2L << 30;

    public EtcdServer {
        listenClientUrls = List.copyOf(listenClientUrls);
        advertiseClientUrls = List.copyOf(advertiseClientUrls);
        listenPeerUrls = List.copyOf(listenPeerUrls);
        initialAdvertisePeerUrls = List.copyOf(initialAdvertisePeerUrls);
        listenMetricsUrls = List.copyOf(listenMetricsUrls);
        initialCluster = List.copyOf(initialCluster);
        notUnderstood = List.copyOf(notUnderstood);
    }

    /**
     * Certificate, key and the authority of those whom it lets in.
     *
     * @param authenticates whether the other side must have a certificate
     */
    public record ServerTls(
            Optional<MappedPath> certificate,
            Optional<MappedPath> key,
            Optional<MappedPath> authority,
            boolean authenticates) {}

    /**
     * The file of the container from which this etcd takes all its settings, if its manifest names one.
     *
     * @throws TopologyException if it cannot be told
     */
    public static Optional<MappedPath> configFile(Container etcd) throws TopologyException {
        Optional<String> file = EtcdSettings.configFile(etcd);
        return file.isPresent() ? Optional.of(etcd.onHost(file.get(), "etcd's --config-file")) : Optional.empty();
    }

    /**
     * By flags and variables.
     *
     * @throws TopologyException if it does not say where its data is
     */
    public static EtcdServer of(Container etcd) throws TopologyException {
        return of(etcd, EtcdSettings.of(etcd));
    }

    /**
     * By a configuration file, beside which nothing else counts.
     *
     * @param file where it lies, for messages
     * @throws TopologyException if it does not say where its data is
     */
    public static EtcdServer of(Container etcd, String file, byte[] bytes) throws TopologyException {
        return of(etcd, EtcdSettings.ofFile(file, bytes));
    }

    private static EtcdServer of(Container etcd, EtcdSettings settings) throws TopologyException {
        Optional<String> dataDir = settings.text("data-dir");
        if (dataDir.isEmpty()) {
            throw new TopologyException(settings.where(), "etcd has no --data-dir; expected an absolute path");
        }
        MappedPath data = etcd.onHost(dataDir.get(), "etcd's --data-dir");
        Optional<String> walDir = settings.text("wal-dir");
        Optional<MappedPath> wal =
                walDir.isPresent() ? Optional.of(etcd.onHost(walDir.get(), "etcd's --wal-dir")) : Optional.empty();
        return new EtcdServer(
                settings.text("name").orElse("default"),
                etcd.image(),
                data,
                wal.filter(path -> !path.host().equals(data.host() + "/member/wal")),
                settings.list("listen-client-urls"),
                settings.list("advertise-client-urls"),
                settings.list("listen-peer-urls"),
                settings.list("initial-advertise-peer-urls"),
                settings.list("listen-metrics-urls"),
                settings.list("initial-cluster"),
                settings.text("initial-cluster-state").orElse("new"),
                tls(etcd, settings, "", "auto-tls"),
                tls(etcd, settings, "peer-", "peer-auto-tls"),
                quota(settings),
                notUnderstood(settings));
    }

    private static Optional<ServerTls> tls(Container etcd, EtcdSettings settings, String prefix, String auto)
            throws TopologyException {
        Optional<MappedPath> certificate = file(etcd, settings, prefix + "cert-file");
        if (certificate.isEmpty() && !settings.isOn(auto)) {
            return Optional.empty();
        }
        return Optional.of(new ServerTls(
                certificate,
                file(etcd, settings, prefix + "key-file"),
                file(etcd, settings, prefix + "trusted-ca-file"),
                settings.isOn(prefix + "client-cert-auth")
                        || settings.text(prefix + "trusted-ca-file").isPresent()));
    }

    private static Optional<MappedPath> file(Container etcd, EtcdSettings settings, String flag)
            throws TopologyException {
        Optional<String> path = settings.text(flag);
        return path.isPresent() ? Optional.of(etcd.onHost(path.get(), "etcd's --" + flag)) : Optional.empty();
    }

    private static long quota(EtcdSettings settings) throws TopologyException {
        String text = settings.text("quota-backend-bytes").orElse("0");
        try {
            long quota = Long.parseLong(text);
            // Negative: etcd watches no quota at all.
            return quota == 0 ? DEFAULT_QUOTA : quota < 0 ? Long.MAX_VALUE : quota;
        } catch (NumberFormatException e) {
            throw new TopologyException(
                    settings.where(), "etcd's --quota-backend-bytes is '" + text + "'; expected a number");
        }
    }

    private static List<String> notUnderstood(EtcdSettings settings) {
        List<String> problems = new ArrayList<>();
        for (String name : settings.unknown()) {
            problems.add(settings.where() + ": etcd has a setting '" + name + "' that is not known here");
        }
        if (settings.isOn("force-new-cluster")) {
            problems.add(settings.where()
                    + ": etcd has --force-new-cluster, which throws away all members at every start; remove it first");
        }
        if (settings.text("proxy").filter(value -> !value.equals("off")).isPresent()) {
            problems.add(settings.where() + ": etcd is a proxy; expected a member");
        }
        return problems;
    }
}
