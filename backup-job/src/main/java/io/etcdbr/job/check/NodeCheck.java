package io.etcdbr.job.check;

import io.etcdbr.command.Stores;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.job.check.NodeReport.CertificateState;
import io.etcdbr.job.check.NodeReport.DiskState;
import io.etcdbr.job.check.NodeReport.EncryptionState;
import io.etcdbr.job.check.NodeReport.StoreState;
import io.etcdbr.storage.StoreLocation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at the node it runs on. Writes nothing but a probe to each store, which it removes again. */
public final class NodeCheck {
    /** Where distributions keep etcd's data, below the node's root. */
    private static final List<String> DATA =
            List.of("var/lib/etcd", "var/lib/rancher/k3s/server/db/etcd", "var/lib/rancher/rke2/server/db/etcd");

    private static final String MANIFEST = "etc/kubernetes/manifests/kube-apiserver.yaml";
    private static final Pattern FLAG = Pattern.compile("--encryption-provider-config[= ]\"?([^\\s\"']+)");

    /** k3s and RKE2 write theirs themselves, where secrets encryption is on. */
    private static final List<String> RANCHER = List.of(
            "var/lib/rancher/k3s/server/cred/encryption-config.json",
            "var/lib/rancher/rke2/server/cred/encryption-config.json");

    private final Clock clock;

    /**
     * @param certificates files in PEM
     * @param included what goes with each backup
     * @param host where the node's root directory is seen
     */
    public record Options(List<StoreLocation> stores, List<Path> certificates, List<Path> included, Path host) {
        public Options {
            stores = List.copyOf(stores);
            certificates = List.copyOf(certificates);
            included = List.copyOf(included);
        }
    }

    public NodeCheck(Clock clock) {
        this.clock = clock;
    }

    public NodeReport run(Options options) {
        List<StoreState> stores = options.stores().stream().map(this::store).toList();
        List<CertificateState> certificates =
                options.certificates().stream().map(NodeCheck::certificate).toList();
        Optional<DiskState> disk = disk(options.host());
        Optional<EncryptionState> encryption = encryption(options);
        return new NodeReport(clock.instant(), stores, certificates, disk, encryption);
    }

    private StoreState store(StoreLocation location) {
        try {
            return Stores.on(location, new StoreProbe(clock)::probe);
        } catch (EtcdbrException e) {
            return new StoreState(location.toString(), Optional.empty(), Optional.of(e.failure()));
        }
    }

    /** The first of the file's to expire. */
    private static CertificateState certificate(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .min(Comparator.comparing(X509Certificate::getNotAfter))
                    .map(first -> new CertificateState(
                            file.toString(),
                            Optional.of(first.getSubjectX500Principal().getName()),
                            Optional.of(first.getNotAfter().toInstant()),
                            Optional.empty()))
                    .orElseGet(() -> unusable(file, "it holds no certificate"));
        } catch (IOException e) {
            return unusable(file, "it cannot be read: " + e);
        } catch (CertificateException e) {
            return unusable(file, "it is damaged: " + e.getMessage());
        }
    }

    private static CertificateState unusable(Path file, String why) {
        return new CertificateState(file.toString(), Optional.empty(), Optional.empty(), Optional.of(why));
    }

    private static Optional<DiskState> disk(Path host) {
        return DATA.stream()
                .map(host::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .flatMap(directory -> {
                    try {
                        return Optional.of(new DiskState(
                                onNode(host, directory),
                                Files.getFileStore(directory).getUsableSpace()));
                    } catch (IOException e) {
                        return Optional.empty();
                    }
                });
    }

    private static Optional<EncryptionState> encryption(Options options) {
        Path manifest = options.host().resolve(MANIFEST);
        Optional<Path> rancher = RANCHER.stream()
                .map(options.host()::resolve)
                .filter(Files::isReadable)
                .findFirst();
        if (rancher.isPresent()) {
            return Optional.of(state(onNode(options.host(), rancher.get()), options));
        }
        try {
            Matcher flag = FLAG.matcher(Files.readString(manifest));
            return Optional.of(
                    flag.find() ? state(flag.group(1), options) : new EncryptionState(Optional.empty(), true));
        } catch (IOException e) {
            return Stream.of("var/lib/rancher/k3s/server", "var/lib/rancher/rke2/server")
                            .map(options.host()::resolve)
                            .anyMatch(Files::isDirectory)
                    ? Optional.of(new EncryptionState(Optional.empty(), true))
                    : Optional.empty();
        }
    }

    private static EncryptionState state(String configuration, Options options) {
        Path file = Path.of(configuration).normalize();
        return new EncryptionState(
                Optional.of(configuration),
                options.included().stream().anyMatch(path -> file.startsWith(path.normalize())));
    }

    private static String onNode(Path host, Path file) {
        return Path.of("/").resolve(host.relativize(file)).toString();
    }
}
