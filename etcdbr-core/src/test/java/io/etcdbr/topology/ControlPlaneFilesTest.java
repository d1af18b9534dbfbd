package io.etcdbr.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.topology.EncryptionProviders.Key;
import io.etcdbr.topology.KubeletSettings.ConfigFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API server's manifest, kubelet's settings and the encryption configuration. */
class ControlPlaneFilesTest {

    @Test
    void theApiServerSaysHowItReachesEtcdAndWhereItsKeysAre() throws TopologyException {
        ApiServer server = ApiServer.of(Golden.container(Component.API_SERVER, "kubeadm-1.36/kube-apiserver.yaml"));

        assertThat(server.etcdServers()).containsExactly("https://127.0.0.1:2379");
        assertThat(server.etcdOverrides()).isEmpty();
        assertThat(server.etcdPrefix()).isEqualTo("/registry");
        assertThat(server.securePort()).isEqualTo(6443);
        assertThat(server.etcdTls().orElseThrow().key().host())
                .isEqualTo("/etc/kubernetes/pki/apiserver-etcd-client.key");
        assertThat(server.encryptionConfig())
                .contains(new MappedPath("/etc/kubernetes/enc/enc.yaml", "/srv/encryption/enc.yaml"));
        assertThat(server.readiness()).contains(new Probe("HTTPS", Optional.of("10.0.0.11"), "probe-port", "/readyz"));
    }

    /** Kubelet takes them; a plan wants one spelling. */
    @ParameterizedTest
    @CsvSource({
        "/etc/kubernetes/manifests/, /etc/kubernetes/manifests",
        "/etc//kubernetes/manifests//, /etc/kubernetes/manifests",
        "/etc/kubernetes/manifests, /etc/kubernetes/manifests",
        "/, /"
    })
    void superfluousSlashesOfTheStaticPodPathAreLeftOut(String written, String path) throws TopologyException {
        List<ConfigFile> files = List.of(file("config.yaml", "staticPodPath: " + written));

        assertThat(KubeletSettings.of(List.of(), files).staticPodPath()).contains(path);
        assertThat(KubeletSettings.of(List.of("--pod-manifest-path=" + written), List.of())
                        .staticPodPath())
                .contains(path);
    }

    @Test
    void kubeletsFlagsBeatItsFilesAndLaterFilesEarlierOnes() throws TopologyException {
        List<ConfigFile> files = List.of(
                file(
                        "config.yaml",
                        "kind: KubeletConfiguration\nstaticPodPath: /a\nevictionHard: {nodefs.available: 1Gi}"),
                file("10-x.conf", "staticPodPath: /b"),
                file("20-y.conf", "staticPodPath: ''"));

        assertThat(KubeletSettings.of(List.of(), files).staticPodPath()).contains("/b");
        assertThat(KubeletSettings.of(List.of(), files).evictionHard()).isEqualTo(Map.of("nodefs.available", "1Gi"));
        KubeletSettings flagged = KubeletSettings.of(
                List.of(
                        "--pod-manifest-path=/c",
                        "--eviction-hard",
                        "nodefs.available<5%,memory.available<1Gi",
                        "--v=2"),
                files);
        assertThat(flagged.staticPodPath()).contains("/c");
        assertThat(flagged.evictionHard())
                .containsEntry("nodefs.available", "5%")
                .hasSize(2);
        assertThat(KubeletSettings.of(List.of(), List.of()).evictionHard()).containsEntry("nodefs.available", "10%");
        assertThat(KubeletSettings.of(List.of(), List.of()).staticPodPath()).isEmpty();
        assertThat(KubeletSettings.Files.of(List.of("--config=/x", "--config-dir=/y")))
                .isEqualTo(new KubeletSettings.Files(Optional.of("/x"), Optional.of("/y")));
    }

    @Test
    void anEncryptionConfigurationTellsItsNamesAndNoSecret() throws TopologyException {
        EncryptionProviders providers = EncryptionProviders.parse("enc.yaml", """
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                - resources: [secrets]
                  providers:
                  - aescbc: {keys: [{name: k2, secret: c2VjcmV0IDI=}, {name: k1, secret: c2VjcmV0IDE=}]}
                  - kms: {apiVersion: v2, name: vault, endpoint: unix:///run/kms.sock}
                  - identity: {}
                - resources: [configmaps]
                  providers:
                  - aescbc: {keys: [{name: k2, secret: c2VjcmV0IDI=}]}
                """.getBytes(StandardCharsets.UTF_8));

        assertThat(providers.keys())
                .containsExactly(
                        new Key("aescbc", "k2"),
                        new Key("aescbc", "k1"),
                        new Key("kms", "vault"),
                        new Key("identity", ""));
        assertThat(providers.toString()).doesNotContain("c2Vj");
        assertThatThrownBy(() -> EncryptionProviders.parse("enc.yaml", "kind: X".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("enc.yaml, line 1: expected kind EncryptionConfiguration, found X");
    }

    private static ConfigFile file(String name, String text) {
        return new ConfigFile(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
