package io.etcdbr.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.storage.StoreLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What kubectl's own kustomize makes of the components. */
class CombinationsIT {
    private static final Map<String, String> SCHEMES =
            Map.of("s3", "s3", "sftp", "sftp", "nfs", "file", "hostpath", "file");

    /** Where the documentation of each distribution says that etcd's client certificate is. */
    private static final Map<String, List<String>> CERTIFICATES = Map.of(
            "kubeadm",
            List.of(
                    "/etc/kubernetes/pki/etcd/ca.crt",
                    "/etc/kubernetes/pki/etcd/healthcheck-client.crt",
                    "/etc/kubernetes/pki/etcd/healthcheck-client.key"),
            "k3s",
            List.of(
                    "/var/lib/rancher/k3s/server/tls/etcd/server-ca.crt",
                    "/var/lib/rancher/k3s/server/tls/etcd/server-client.crt",
                    "/var/lib/rancher/k3s/server/tls/etcd/server-client.key"),
            "rke2",
            List.of(
                    "/var/lib/rancher/rke2/server/tls/etcd/server-ca.crt",
                    "/var/lib/rancher/rke2/server/tls/etcd/server-client.crt",
                    "/var/lib/rancher/rke2/server/tls/etcd/server-client.key"),
            "kubespray",
            List.of(
                    "/etc/ssl/etcd/ssl/ca.pem",
                    "/etc/ssl/etcd/ssl/node-" + CronJob.NODE + ".pem",
                    "/etc/ssl/etcd/ssl/node-" + CronJob.NODE + "-key.pem"),
            "kubernetes-ssl",
            List.of("/etc/kubernetes/ssl/ca.pem", "/etc/kubernetes/ssl/etcd.pem", "/etc/kubernetes/ssl/etcd-key.pem"),
            "kubernetes-ssl-etcd",
            List.of(
                    "/etc/kubernetes/ssl/etcd/ca.crt",
                    "/etc/kubernetes/ssl/etcd/healthcheck-client.crt",
                    "/etc/kubernetes/ssl/etcd/healthcheck-client.key"),
            "certs-from-secret",
            List.of(
                    "/etc/kubernetes/ssl/ca.pem",
                    "/etc/etcdbr/etcd-certs/etcd.pem",
                    "/etc/etcdbr/etcd-certs/etcd-key.pem"),
            "hosted",
            List.of(
                    "/etc/etcdbr/etcd-certs/ca.crt",
                    "/etc/etcdbr/etcd-certs/tls.crt",
                    "/etc/etcdbr/etcd-certs/tls.key"));

    @TempDir
    private Path folder;

    static Stream<Overlay> combinations() {
        return Overlay.combinations();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("combinations")
    void everyStoreGoesWithEveryDistribution(Overlay overlay) throws IOException {
        check(overlay);
    }

    static Stream<Overlay> severalStores() {
        List<String> stores = Overlay.allStores();
        return Overlay.distributions().stream()
                .flatMap(distribution -> Stream.of(
                        Overlay.of(distribution, stores.toArray(String[]::new)),
                        Overlay.of(distribution, stores.reversed().toArray(String[]::new))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("severalStores")
    void storesGoTogetherInAnyOrder(Overlay overlay) throws IOException {
        check(overlay);
    }

    static Stream<Overlay> everythingElse() {
        return Stream.of(
                        Overlay.of("kubeadm", "s3").with("node-files/kubernetes", "metrics-textfile", "selinux"),
                        Overlay.of("kubespray", "hostpath").with("selinux", "node-files/kubernetes"),
                        Overlay.of("k3s", "sftp").with("node-files/k3s", "verify-deep"),
                        Overlay.of("hosted", "s3", "nfs").with("identity", "verify-deep"),
                        Overlay.of("rke2", "nfs").with("metrics-textfile", "node-files/rke2"))
                .flatMap(overlay -> Stream.of(overlay, overlay.reversed()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everythingElse")
    void theOtherComponentsGoWithThemInAnyOrder(Overlay overlay) throws IOException {
        check(overlay);
    }

    static Stream<String> overlays() {
        return Manifests.foldersIn("overlays").stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("overlays")
    void everyOverlayIsWhole(String name) throws IOException {
        Manifests manifests =
                Manifests.build(Manifests.KUSTOMIZE.resolve("overlays").resolve(name));

        for (CronJob job : manifests.cronJobs()) {
            ShippedJob.check(job, folder);
            assertThat(job.understood(folder).stores())
                    .singleElement()
                    .extracting(StoreLocation::scheme)
                    .isEqualTo(SCHEMES.get(name.substring(name.lastIndexOf('-') + 1)));
        }
    }

    private void check(Overlay overlay) throws IOException {
        Manifests manifests = Manifests.build(overlay.write(folder));
        CronJob backup = manifests.backup();
        CronJob verify = manifests.verify();

        for (CronJob job : List.of(backup, verify)) {
            ShippedJob.check(job, folder);
            assertThat(job.understood(folder).stores())
                    .extracting(StoreLocation::scheme)
                    .containsExactlyElementsOf(
                            overlay.stores().stream().map(SCHEMES::get).toList());
        }
        String distribution = overlay.distribution().orElse("kubeadm");
        assertThat(backup.understood(folder).paths()).containsAll(certificates(distribution));
        assertThat(backup.container().at("securityContext", "capabilities").texts("add"))
                .isEqualTo(distribution.equals("kubespray") ? List.of("DAC_READ_SEARCH") : List.of());
        assertThat(verify.container().at("securityContext", "capabilities").has("add"))
                .isFalse();
        checkUsers(overlay, backup, verify);
        checkPlace(overlay, manifests);
    }

    private static List<Path> certificates(String distribution) {
        return Objects.requireNonNull(CERTIFICATES.get(distribution), distribution).stream()
                .map(Path::of)
                .toList();
    }

    /** Whoever reads a directory must be who wrote it; nobody is root without need. */
    private static void checkUsers(Overlay overlay, CronJob backup, CronJob verify) {
        String owner = overlay.isHosted() ? "65532" : "0";
        assertThat(backup.security("runAsUser")).contains(owner);
        assertThat(verify.security("runAsUser")).contains(overlay.hasDirectories() ? owner : "65532");
        for (CronJob job : List.of(backup, verify)) {
            assertThat(job.security("runAsGroup")).isEqualTo(job.security("runAsUser"));
            boolean root = job.security("runAsUser").filter("0"::equals).isPresent();
            assertThat(job.security("runAsNonRoot").orElse("false")).isEqualTo(root ? "false" : "true");
        }
    }

    private static void checkPlace(Overlay overlay, Manifests manifests) {
        KubeObject pod = manifests.backup().pod();
        boolean hosted = overlay.isHosted();
        assertThat(pod.has("hostNetwork")).isEqualTo(!hosted);
        assertThat(pod.has("tolerations")).isEqualTo(!hosted);
        assertThat(pod.has("affinity")).isEqualTo(!hosted);
        assertThat(manifests.all("Namespace")).hasSize(hosted ? 0 : 1);
        assertThat(manifests.objects())
                .filteredOn(object -> object.at("metadata").has("namespace"))
                .extracting(object -> object.at("metadata").text("namespace"))
                .containsOnly(hosted ? Overlay.TENANT : "etcdbr-system");
        if (overlay.distribution().filter(List.of("k3s", "rke2")::contains).isPresent()) {
            manifests
                    .cronJobs()
                    .forEach(job -> assertThat(job.pod()
                                    .at("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
                                    .list("nodeSelectorTerms"))
                            .extracting(term ->
                                    term.list("matchExpressions").getFirst().text("key"))
                            .containsExactly("node-role.kubernetes.io/etcd"));
        }
    }
}
