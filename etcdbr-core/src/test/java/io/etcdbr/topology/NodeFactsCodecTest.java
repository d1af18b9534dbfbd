package io.etcdbr.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.error.EtcdbrException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class NodeFactsCodecTest {

    @Test
    void factsComeBackAsTheyWere() throws TopologyException {
        NodeFacts facts = facts();

        NodeFacts back = NodeFactsCodec.decode(bytes(NodeFactsCodec.encode(facts)), "the stager on cp1");

        assertThat(back).isEqualTo(facts);
    }

    @Test
    void aFieldOfANewerStagerIsPassedOverAndAMissingOneIsNot() throws TopologyException {
        String json = NodeFactsCodec.encode(facts());

        assertThat(NodeFactsCodec.decode(bytes(json.replaceFirst("\\{", "{\"brandNew\": 1,")), "cp1"))
                .isEqualTo(facts());
        assertThatThrownBy(() -> NodeFactsCodec.decode(bytes(json.replace("\"bootId\"", "\"x\"")), "cp1"))
                .isInstanceOf(EtcdbrException.class)
                .hasMessageContaining("field bootId is missing");
        assertThatThrownBy(() -> NodeFactsCodec.decode(bytes(json.replace("\"pid\"", "\"x\"")), "cp1"))
                .hasMessageContaining("field pid is missing");
        assertThatThrownBy(() -> NodeFactsCodec.decode(bytes(json.replace("\"version\": 1", "\"version\": 2")), "cp1"))
                .hasMessageContaining("version 2, not 1")
                .hasMessageContaining("Use the same version of etcdbr");
        assertThatThrownBy(() -> NodeFactsCodec.decode(bytes("panic"), "cp1")).isInstanceOf(EtcdbrException.class);
    }

    private static NodeFacts facts() throws TopologyException {
        return new NodeFacts(
                NodeFacts.VERSION,
                "cp1",
                "0.1.0",
                "5f2b…",
                Optional.of(new NodeFacts.Kubelet(
                        812,
                        Optional.of("/var/lib/kubelet/config.yaml"),
                        new KubeletSettings(
                                Optional.of("/etc/kubernetes/manifests"), Map.of("nodefs.available", "10%")),
                        Optional.of(new NodeFacts.Room("/var/lib/kubelet", 1L << 34, 1L << 32)))),
                List.of(new NodeFacts.Manifest(
                        Component.ETCD,
                        "/etc/kubernetes/manifests/etcd.yaml",
                        "00".repeat(32),
                        3600,
                        Optional.of(new NodeFacts.ComponentProcess(99, 12_345, List.of())))),
                List.of(
                        new NodeFacts.Rival(Component.API_SERVER, "haproxy (process 812)", OptionalLong.of(6443)),
                        new NodeFacts.Rival(Component.ETCD, "etcd (process 813)", OptionalLong.empty())),
                Optional.of(new NodeFacts.EtcdFacts(
                        Optional.of(EtcdServer.of(Golden.container(Component.ETCD, "kubeadm-1.36/etcd.yaml"))),
                        Optional.of("3.6.8"),
                        Optional.of(new NodeFacts.RestoreTool("/proc/99/root/usr/local/bin/etcdutl", "3.6.8", true)),
                        Optional.of(new NodeFacts.DataFolder(
                                "/var/lib/etcd",
                                "/var/lib/etcd",
                                false,
                                true,
                                "254:16",
                                "ext4",
                                1L << 35,
                                1L << 36,
                                0,
                                0,
                                0,
                                "0700",
                                Optional.empty(),
                                OptionalLong.of(131_074),
                                OptionalLong.of(25_000_000),
                                true)),
                        Optional.empty(),
                        Optional.empty())),
                Optional.of(ApiServer.of(Golden.container(Component.API_SERVER, "kubeadm-1.36/kube-apiserver.yaml"))),
                Optional.of(new NodeFacts.Encryption(
                        "/srv/encryption/enc.yaml",
                        Optional.of("11".repeat(32)),
                        Optional.of(new EncryptionProviders(List.of(new EncryptionProviders.Key("aescbc", "k1")))))),
                List.of(),
                List.of(new NodeFacts.Restore("r20261120t143005-7f3a9c", Optional.empty(), "Planned", false)),
                List.of("something"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
