package io.etcdbr.node.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.node.host.HostRoot;
import io.etcdbr.topology.Component;
import io.etcdbr.topology.NodeFacts;
import io.etcdbr.topology.NodeFactsCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On folders that look like a kubeadm node. */
class NodeFactsSearchTest {
    private static final List<String> ETCD_FLAGS =
            List.of("--name=cp1", "--data-dir=/var/lib/etcd", "--listen-client-urls=https://127.0.0.1:2379");
    private static final String PODS = "/etc/kubernetes/manifests";

    @TempDir
    Path folder;

    private Path host;
    private FakeProc proc;

    @BeforeEach
    void aNodeOfKubeadm() throws IOException {
        host = folder.resolve("host");
        proc = FakeProc.in(folder.resolve("proc"));
        put("var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\nstaticPodPath: " + PODS + "\n");
        proc.process(
                10, Path.of("/usr/bin/kubelet"), List.of("/usr/bin/kubelet", "--config=/var/lib/kubelet/config.yaml"));
        manifest("etcd", ETCD_FLAGS);
        manifest(
                "kube-apiserver",
                List.of(
                        "--etcd-servers=https://127.0.0.1:2379",
                        "--encryption-provider-config=/var/lib/etcd/enc.yaml"));
        manifest("kube-controller-manager", List.of());
        manifest("kube-scheduler", List.of());
        put("etc/kubernetes/manifests/.etcd.yaml.swp", "not a pod");
        put("var/lib/etcd/member/snap/db", "x".repeat(4096));
        put("var/lib/etcd/enc.yaml", """
                kind: EncryptionConfiguration
                resources: [{resources: [secrets], providers: [{secretbox: {keys: [{name: k1, secret: c2VjcmV0}]}}]}]
                """);
        Path program = script("etcd", "echo 'etcd Version: 3.6.8'");
        List<String> arguments = new ArrayList<>(List.of("etcd"));
        arguments.addAll(ETCD_FLAGS);
        Path etcd = proc.process(99, program, arguments);
        tool(etcd, "etcdutl", "3.6.8");
    }

    @Test
    void everythingThatARestoreNeedsIsFound() {
        NodeFacts facts = facts();

        assertThat(facts.problems()).isEmpty();
        assertThat(facts.kubelet().orElseThrow().settings().staticPodPath()).contains(PODS);
        NodeFacts.Room pods = facts.kubelet().orElseThrow().pods().orElseThrow();
        assertThat(pods.freeBytes()).isPositive();
        assertThat(pods.evictionBytes()).as("10 % by default").isPositive();
        assertThat(facts.manifests()).extracting(NodeFacts.Manifest::component).containsExactly(Component.values());
        NodeFacts.Manifest etcd = facts.manifests().getFirst();
        assertThat(etcd.path()).isEqualTo(PODS + "/etcd.yaml");
        assertThat(etcd.sha256()).isEqualTo(NodeFiles.sha256(read("etc/kubernetes/manifests/etcd.yaml")));
        assertThat(etcd.secondsSinceChange()).isBetween(0L, 120L);
        assertThat(etcd.process()).contains(new NodeFacts.ComponentProcess(99, 42_000, List.of()));
        assertThat(facts.manifests().get(1).process()).as("no API server runs").isEmpty();
        NodeFacts.EtcdFacts found = facts.etcd().orElseThrow();
        assertThat(found.version()).contains("3.6.8");
        assertThat(found.tool())
                .contains(new NodeFacts.RestoreTool(
                        proc.proc().resolve("99/root/usr/local/bin/etcdutl").toString(), "3.6.8", true));
        NodeFacts.DataFolder data = found.data().orElseThrow();
        assertThat(data.realPath()).isEqualTo("/var/lib/etcd");
        assertThat(data.symlink()).isFalse();
        assertThat(data.databaseBytes()).hasValue(4096);
        assertThat(data.memberInode()).isPresent();
        assertThat(data.freeBytes()).isPositive();
        assertThat(facts.encryption().orElseThrow().keys().orElseThrow().keys())
                .extracting(key -> key.provider() + "/" + key.name())
                .containsExactly("secretbox/k1");
        String json = NodeFactsCodec.encode(facts);
        assertThat(json).doesNotContain("c2VjcmV0");
        assertThat(NodeFactsCodec.decode(json.getBytes(StandardCharsets.UTF_8), "it"))
                .isEqualTo(facts);
    }

    @Test
    void aManifestThatIsNotWhatRunsIsTold() throws IOException {
        manifest(
                "etcd",
                List.of("--name=cp1", "--data-dir=/var/lib/etcd", "--listen-client-urls=https://10.0.0.1:2379"));
        Files.setLastModifiedTime(
                host.resolve("etc/kubernetes/manifests/etcd.yaml"),
                FileTime.from(Instant.now().minusSeconds(7200)));

        NodeFacts.Manifest etcd = facts().manifests().getFirst();

        assertThat(etcd.secondsSinceChange()).isBetween(7200L, 7320L);
        assertThat(etcd.process().orElseThrow().differences())
                .containsExactly(
                        "the process lacks --listen-client-urls=https://10.0.0.1:2379",
                        "the manifest lacks --listen-client-urls=https://127.0.0.1:2379");
    }

    /** Else a restore that was just done would look like a rollout to the next one. */
    @Test
    void aManifestThatWasMovedAwayAndBackIsAsOldAsItsBytes() throws IOException {
        Path manifest = host.resolve("etc/kubernetes/manifests/etcd.yaml");
        Files.setLastModifiedTime(manifest, FileTime.from(Instant.now().minusSeconds(7200)));
        Files.move(manifest, host.resolve("etcd.yaml"));
        Files.move(host.resolve("etcd.yaml"), manifest);

        assertThat(facts().manifests().getFirst().secondsSinceChange()).isBetween(7200L, 7320L);
    }

    /** A restore would wait for the one until it gives up, and end the other. */
    @Test
    void whoListensAtTheirPortsAndWhoLooksLikeThemIsTold() throws IOException {
        assertThat(facts().rivals()).isEmpty();
        Path apiServer = proc.process(98, Path.of("/usr/bin/kube-apiserver"), List.of("kube-apiserver"));
        proc.listens(apiServer, "0100007F", 6443, 111);
        proc.listens(proc.proc().resolve("99"), "0100007F", 2379, 112);
        proc.listens(
                proc.process(77, Path.of("/usr/sbin/haproxy"), List.of("haproxy", "-f", "/x")), "0B00000A", 6443, 113);
        proc.listens(proc.proc().resolve("77"), "00000000", 8443, 114);
        proc.process(
                97, Path.of("/usr/bin/kube-apiserver"), List.of("kube-apiserver", "--secure-port=7443", "--other"));
        proc.process(96, folder.resolve("etcd"), List.of("etcd", "--name=cp1", "--data-dir=/var/lib/etcd-events"));
        proc.process(95, folder.resolve("etcd"), List.of("etcd", "--name=events"));

        assertThat(facts().rivals())
                .containsExactlyInAnyOrder(
                        new NodeFacts.Rival(Component.API_SERVER, "haproxy (process 77)", OptionalLong.of(6443)),
                        new NodeFacts.Rival(Component.ETCD, "etcd (process 96)", OptionalLong.empty()));
    }

    @Test
    void linksOnTheNodeAreFollowedThereAndTold() throws IOException {
        Files.createDirectories(host.resolve("mnt/fast"));
        Files.move(host.resolve("var/lib/etcd"), host.resolve("mnt/fast/etcd"));
        Files.createSymbolicLink(host.resolve("var/lib/etcd"), Path.of("/mnt/fast/etcd"));

        NodeFacts.DataFolder data = facts().etcd().orElseThrow().data().orElseThrow();

        assertThat(data.symlink()).isTrue();
        assertThat(data.realPath()).isEqualTo("/mnt/fast/etcd");
        assertThat(data.databaseBytes()).hasValue(4096);
    }

    @Test
    void aMemberThatNoRenameCanExchangeIsAProblem() throws IOException {
        Path member = host.resolve("var/lib/etcd/member");
        Path elsewhere = Files.createDirectories(host.resolve("mnt/fast")).resolve("member");
        Files.move(member, elsewhere);
        Files.createSymbolicLink(member, Path.of("/mnt/fast/member"));
        assertThat(facts().problems()).singleElement().asString().contains("/var/lib/etcd/member is a link");

        Files.delete(member);
        Files.move(elsewhere, member);
        assertThat(facts().problems()).isEmpty();
        MountTable mounts = new MountTable(List.of(
                new MountTable.Mount(Path.of("/"), "8:1", "ext4"), new MountTable.Mount(member, "8:2", "ext4")));
        assertThat(new DataFolderSearch(new HostRoot(host), mounts, Optional.empty()).objection("/var/lib/etcd"))
                .hasValueSatisfying(why -> assertThat(why).contains("/var/lib/etcd/member is a mount point"));
    }

    @Test
    void aToolOfAnotherMinorIsPassedOverForOneThatFits() throws IOException {
        Path root = proc.proc().resolve("99/root");
        tool(proc.proc().resolve("99"), "etcdutl", "3.5.30");
        assertThat(facts().etcd().orElseThrow().tool()).isEmpty();
        assertThat(facts().problems())
                .containsExactly("no restore tool of etcd 3.6 was found: " + root
                        + "/usr/local/bin/etcdutl is of version 3.5.30");

        put("usr/local/bin/etcdutl", "#!/bin/sh\necho 'etcdutl version: 3.6.1'\n");
        executable(host.resolve("usr/local/bin/etcdutl"));
        assertThat(facts().etcd().orElseThrow().tool())
                .map(NodeFacts.RestoreTool::version)
                .contains("3.6.1");
    }

    /** As with an image that has etcd alone. */
    @Test
    void whereTheImageHasNoToolTheNodesOwnIsTakenAndWithoutThatItIsSaidWhereItWasLookedFor() throws IOException {
        Files.delete(proc.proc().resolve("99/root/usr/local/bin/etcdutl"));
        assertThat(facts().problems())
                .containsExactly(
                        "no restore tool of etcd 3.6 was found, neither beside the running etcd nor on the node, each time in"
                                + " /usr/local/bin, /usr/bin, /bin, /opt/bin");

        put("opt/bin/etcdutl", "#!/bin/sh\necho 'etcdutl version: 3.6.8'\n");
        executable(host.resolve("opt/bin/etcdutl"));
        assertThat(facts().problems()).isEmpty();
        assertThat(facts().etcd().orElseThrow().tool())
                .map(NodeFacts.RestoreTool::path)
                .contains(host.resolve("opt/bin/etcdutl").toString());
    }

    @Test
    void secondManifestsMissingOnesAndDistributionsThatRestoreThemselvesAreTold() throws IOException {
        Files.copy(
                host.resolve("etc/kubernetes/manifests/etcd.yaml"),
                host.resolve("etc/kubernetes/manifests/etcd.yaml.bak"));
        Files.delete(host.resolve("etc/kubernetes/manifests/kube-scheduler.yaml"));
        put("etc/kubernetes/manifests/broken.yaml", "kind: [");
        put("etc/rancher/rke2/rke2.yaml", "");

        NodeFacts facts = facts();

        assertThat(facts.problems())
                .anySatisfy(problem -> assertThat(problem).startsWith(PODS + "/broken.yaml, line 1: it is not YAML"))
                .contains(
                        "both " + PODS + "/etcd.yaml and " + PODS + "/etcd.yaml.bak start etcd; expected one",
                        "no manifest in " + PODS + " starts kube-scheduler; expected it as a static pod");
        assertThat(facts.distributions())
                .extracting(NodeFacts.Distribution::name)
                .containsExactly("RKE2");
        assertThat(facts.distributions().getFirst().command()).contains("--cluster-reset");
    }

    @Test
    void withoutKubeletThereAreFactsNevertheless() throws IOException {
        Files.delete(proc.proc().resolve("10/exe"));
        put("lib/systemd/system/etcd.service", "[Service]");

        NodeFacts facts = facts();

        assertThat(facts.problems())
                .containsExactly(
                        "kubelet could not be found out: expected one process kubelet on the node, found 0",
                        "etcd is a service of systemd here, etcd.service; expected a static pod");
        assertThat(facts.etcd().orElseThrow().systemdUnit()).contains("etcd.service");
    }

    private NodeFacts facts() {
        return new NodeFactsSearch(new HostRoot(host), "cp1", "0.1.0", Optional.empty(), proc.proc()).run();
    }

    private void manifest(String program, List<String> flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(flags);
        put("etc/kubernetes/manifests/" + program + ".yaml", """
                kind: Pod
                spec:
                  containers:
                  - name: c
                    command: ["%s"]
                    volumeMounts: [{name: d, mountPath: /var/lib/etcd}]
                  volumes: [{name: d, hostPath: {path: /var/lib/etcd}}]
                """.formatted(String.join("\", \"", command)));
    }

    private void put(String path, String text) throws IOException {
        Path file = host.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private byte[] read(String path) {
        try {
            return Files.readAllBytes(host.resolve(path));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void tool(Path process, String name, String version) throws IOException {
        Path file = process.resolve("root/usr/local/bin").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\necho '" + name + " version: " + version + "'\n");
        executable(file);
    }

    private Path script(String name, String body) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        executable(file);
        return file;
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
