package io.etcdbr.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EtcdServerTest {

    @ParameterizedTest
    @ValueSource(strings = {"kubeadm-1.20", "kubeadm-1.28", "kubeadm-1.36"})
    void manifestsOfKubeadmAreUnderstood(String version) throws TopologyException {
        EtcdServer etcd = EtcdServer.of(Golden.container(Component.ETCD, version + "/etcd.yaml"));

        assertThat(etcd.notUnderstood()).isEmpty();
        assertThat(etcd.name()).isEqualTo("cp1");
        assertThat(etcd.dataDir()).isEqualTo(new MappedPath("/var/lib/etcd", "/var/lib/etcd"));
        assertThat(etcd.walDir()).isEmpty();
        assertThat(etcd.initialAdvertisePeerUrls()).containsExactly("https://10.0.0.11:2380");
        assertThat(etcd.listenClientUrls()).containsExactly("https://127.0.0.1:2379", "https://10.0.0.11:2379");
        assertThat(etcd.listenMetricsUrls()).containsExactly("http://127.0.0.1:2381");
        assertThat(etcd.initialClusterState()).isEqualTo("new");
        assertThat(etcd.quotaBytes()).isEqualTo(2L << 30);
        assertThat(etcd.clientTls().orElseThrow().authenticates()).isTrue();
        assertThat(etcd.clientTls().orElseThrow().certificate().orElseThrow().host())
                .isEqualTo("/etc/kubernetes/pki/etcd/server.crt");
    }

    @Test
    void aConfigurationFileBeatsFlags() throws TopologyException {
        Container container = Golden.container(Component.ETCD, "config-file/etcd.yaml");
        assertThat(EtcdServer.configFile(container)).map(MappedPath::host).contains("/etc/etcd/etcd.conf.yaml");

        EtcdServer etcd =
                EtcdServer.of(container, "/etc/etcd/etcd.conf.yaml", Golden.bytes("config-file/etcd.conf.yaml"));

        assertThat(etcd.notUnderstood()).isEmpty();
        assertThat(etcd.name()).isEqualTo("cp2");
        assertThat(etcd.dataDir().host()).isEqualTo("/mnt/etcd/etcd");
        assertThat(etcd.walDir()).map(MappedPath::host).contains("/mnt/fast/cp2/log");
        assertThat(etcd.quotaBytes()).isEqualTo(8L << 30);
        assertThat(etcd.initialClusterState()).isEqualTo("existing");
        assertThat(etcd.clientTls().orElseThrow().authenticates()).isTrue();
        assertThat(etcd.peerTls().orElseThrow().authenticates()).isTrue();
        assertThat(etcd.peerTls().orElseThrow().authority()).isEmpty();
    }

    @Test
    void variablesCountWhereNoFlagSaysMore() throws TopologyException {
        EtcdServer etcd = EtcdServer.of(Golden.container(Component.ETCD, "environment/etcd.yaml"));

        assertThat(etcd.name()).isEqualTo("node-3");
        assertThat(etcd.listenClientUrls()).containsExactly("http://10.0.0.13:2379");
        assertThat(etcd.dataDir().host()).isEqualTo("/var/lib/etcd");
        assertThat(etcd.walDir()).as("where etcd has it anyway").isEmpty();
        assertThat(etcd.initialClusterState()).isEqualTo("existing");
        assertThat(etcd.clientTls()).isEmpty();
    }

    @Test
    void aShellAroundEtcdIsNoEtcdThatWeUnderstand() throws TopologyException {
        StaticPod pod = StaticPod.parse("shell/etcd.yaml", Golden.bytes("shell/etcd.yaml"));

        assertThat(pod.running(Component.ETCD)).isEmpty();
        assertThatThrownBy(() -> pod.containers().getFirst().flags())
                .hasMessage(
                        "shell/etcd.yaml, line 7: container etcd-container is started by '/bin/sh'; expected the program"
                                + " itself, so that its flags can be read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--data-dir=relative | etcd's --data-dir is 'relative'; expected an absolute path",
                "--data-dir=/elsewhere | etcd's --data-dir is /elsewhere, which is in no hostPath volume of container etcd; expected it on the node",
                "--data-dir=/scratch/x | etcd's --data-dir is /scratch/x, which is in no hostPath volume of container etcd; expected it on the node",
                "--name=x | etcd has no --data-dir; expected an absolute path",
                "word | 'word' is not a flag; expected flags such as --name=value",
            })
    void whatCannotBeLocatedIsRefusedWithItsLine(String flag, String problem) throws TopologyException {
        assertThatThrownBy(() -> EtcdServer.of(withFlags(flag))).hasMessage("m.yaml, line 4: " + problem);
    }

    @Test
    void unknownAndDangerousSettingsForbidToPlan() throws TopologyException {
        EtcdServer etcd = EtcdServer.of(withFlags("--data-dir=/data/a/../b", "--brand-new=1", "--force-new-cluster"));

        assertThat(etcd.dataDir().host()).isEqualTo("/srv/b");
        assertThat(etcd.notUnderstood())
                .containsExactly(
                        "m.yaml, line 4: etcd has a setting 'brand-new' that is not known here",
                        "m.yaml, line 4: etcd has --force-new-cluster, which throws away all members at every start; remove it"
                                + " first");
    }

    @Test
    void filesThatAreNoPodsAreRefused() {
        assertThat(problem("kind: Deployment")).contains("m.yaml, line 1: expected kind Pod, found Deployment");
        assertThat(problem("kind: Pod\n---\nkind: Pod")).contains("m.yaml: expected one YAML document, found 2");
        assertThat(problem("kind: Pod\nkind: Pod")).contains("m.yaml, line 2: 'kind' stands here a second time");
        assertThat(problem("kind: Pod\nspec: ["))
                .hasValueSatisfying(text -> assertThat(text).startsWith("m.yaml, line 2: it is not YAML: "));
        assertThat(problem("kind: Pod\nspec:\n  containers: 7"))
                .contains("m.yaml, line 3: expected a list for 'containers', found a single value");
    }

    private static Optional<String> problem(String yaml) {
        try {
            StaticPod.parse("m.yaml", yaml.getBytes(StandardCharsets.UTF_8));
            return Optional.empty();
        } catch (TopologyException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Container withFlags(String... flags) throws TopologyException {
        String yaml = """
                kind: Pod
                spec:
                  containers:
                  - name: etcd
                    command: [etcd, %s]
                    volumeMounts: [{name: d, mountPath: /data}, {name: e, mountPath: /scratch}, {name: r, mountPath: /data/none}]
                  volumes: [{name: d, hostPath: {path: /srv}}, {name: e, emptyDir: {}}, {name: r, emptyDir: {}}]
                """.formatted(String.join(", ", List.of(flags)));
        return StaticPod.parse("m.yaml", yaml.getBytes(StandardCharsets.UTF_8))
                .containers()
                .getFirst();
    }
}
