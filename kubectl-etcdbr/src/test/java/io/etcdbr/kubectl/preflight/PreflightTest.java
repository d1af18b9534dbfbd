package io.etcdbr.kubectl.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.format.Alarm;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Finding.Severity;
import io.etcdbr.format.MemberId;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.topology.NodeFacts;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PreflightTest {

    @Test
    void aSoundClusterAndABackupOfItAreRefusedNothing() {
        List<Finding> findings = Preflight.of(new FactsFixture().facts(), Set.of());

        assertThat(findings).allSatisfy(finding -> assertThat(finding).isInstanceOf(Finding.Evidence.class));
        assertThat(findings)
                .extracting(Finding::check)
                .contains(
                        Check.TOPOLOGY,
                        Check.MEMBERS,
                        Check.NODES,
                        Check.MANIFESTS,
                        Check.ROLLOUT,
                        Check.ACTIVE,
                        Check.TOOL,
                        Check.CLUSTER,
                        Check.ETCD_VERSION,
                        Check.KUBERNETES_VERSION,
                        Check.VERIFICATION,
                        Check.DIGEST,
                        Check.ENCRYPTION,
                        Check.DISK,
                        Check.QUOTA);
    }

    @Test
    void theRoomOfEachNodeIsTold() {
        FactsFixture facts = new FactsFixture();
        facts.on(
                "cp2",
                node -> node.getAsJsonObject("etcd").getAsJsonObject("data").addProperty("freeBytes", 3L << 30));

        assertThat(Preflight.of(facts.facts(), Set.of()))
                .contains(new Finding.Evidence(
                        Check.DISK,
                        "296.0 MiB are needed on each node; 8.0 GiB are free on cp1, 1.0 GiB on cp2, 8.0 GiB on cp3"));
    }

    /** Before anything is fetched: there it is on the disk of the node. */
    @Test
    void aCopyThatWouldMakeKubeletEvictPodsIsRefused() {
        FactsFixture facts = new FactsFixture()
                .on(
                        "cp1",
                        node -> node.getAsJsonObject("kubelet")
                                .add(
                                        "pods",
                                        json(
                                                "{\"path\":\"/var/lib/kubelet\",\"freeBytes\":3221225472,\"evictionBytes\":2147483648}")));
        NodeFacts node = Objects.requireNonNull(facts.facts().nodes().get("cp1"));

        assertThatCode(() -> RoomChecks.requireForCopy(node, 960L << 20)).doesNotThrowAnyException();
        assertThatThrownBy(() -> RoomChecks.requireForCopy(node, 961L << 20))
                .isInstanceOfSatisfying(EtcdbrException.class, e -> {
                    assertThat(e.failure().problem())
                            .contains("node cp1 has 1.0 GiB free at /var/lib/kubelet, without the 2.0 GiB");
                    assertThat(e.failure().remedy()).contains("Make room").contains("nothing was fetched");
                });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void whatIsWrongIsRefusedWithWhatWasFoundAndTheRemedy(
            String name, Consumer<FactsFixture> spoiled, Check check, String found, String remedy) {
        FactsFixture facts = new FactsFixture();
        spoiled.accept(facts);

        List<Finding.Refusal> refusals = Preflight.refusals(Preflight.of(facts.facts(), Set.of()));

        assertThat(refusals)
                .isNotEmpty()
                .allSatisfy(refusal -> assertThat(refusal.check()).isEqualTo(check));
        assertThat(refusals).anySatisfy(refusal -> {
            assertThat(refusal.found()).contains(found);
            assertThat(refusal.expected()).isNotBlank();
            assertThat(refusal.remedy()).contains(remedy);
        });
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(
                        "k3s by its kubelets",
                        facts -> facts.kubernetesNodes.add(new ClusterFacts.Node("s1", true, "v1.33.1+k3s1", "")),
                        Check.DISTRIBUTION,
                        "run k3s",
                        "--cluster-reset"),
                refusal(
                        "RKE2",
                        facts -> facts.kubernetesNodes.add(new ClusterFacts.Node("s1", true, "v1.33.1+rke2r1", "")),
                        Check.DISTRIBUTION,
                        "run RKE2",
                        "rke2 server --cluster-reset"),
                refusal(
                        "Talos",
                        facts -> facts.kubernetesNodes.add(
                                new ClusterFacts.Node("s1", true, "v1.33.1", "Talos (v1.10.0)")),
                        Check.DISTRIBUTION,
                        "run Talos",
                        "talosctl -n NODE bootstrap --recover-from"),
                refusal(
                        "what a stager found by its files",
                        facts -> facts.on(
                                "cp1",
                                node -> array(node, "distributions")
                                        .add(
                                                json(
                                                        "{\"name\":\"OpenShift\",\"evidence\":\"/etc/kubernetes/x\",\"command\":\"cluster-restore.sh\"}"))),
                        Check.DISTRIBUTION,
                        "node cp1 runs OpenShift",
                        "cluster-restore.sh"),
                refusal(
                        "etcd under systemd",
                        facts -> facts.on("cp2", node -> {
                            node.getAsJsonObject("etcd").remove("server");
                            node.getAsJsonObject("etcd").addProperty("systemdUnit", "etcd.service");
                            facts.members.remove(1);
                            facts.members.set(0, FactsFixture.member(1, true, true));
                        }),
                        Check.TOPOLOGY,
                        "systemd unit etcd.service",
                        "by hand"),
                refusal(
                        "an etcd outside",
                        facts -> facts.on(
                                "cp1",
                                node -> node.getAsJsonObject("apiServer")
                                        .add("etcdServers", array("https://etcd.example.com:2379"))),
                        Check.TOPOLOGY,
                        "https://etcd.example.com:2379",
                        "by hand"),
                refusal(
                        "an API server that uses all members",
                        facts -> facts.on(
                                "cp1",
                                node -> node.getAsJsonObject("apiServer")
                                        .add(
                                                "etcdServers",
                                                array(
                                                        "https://10.0.0.11:2379",
                                                        "https://10.0.0.12:2379",
                                                        "https://10.0.0.13:2379"))),
                        Check.TOPOLOGY,
                        "cp1 uses members of etcd on other nodes: https://10.0.0.12:2379, https://10.0.0.13:2379;",
                        "kube-apiserver.yaml on cp1"),
                refusal(
                        "events on another node's member",
                        facts -> facts.on(
                                "cp3",
                                node -> node.getAsJsonObject("apiServer")
                                        .add(
                                                "etcdOverrides",
                                                array("/events#https://127.0.0.1:2379;https://10.0.0.12:2379"))),
                        Check.TOPOLOGY,
                        "cp3 uses members of etcd on other nodes: https://10.0.0.12:2379;",
                        "--etcd-servers-overrides"),
                refusal(
                        "an API server behind a proxy of all members",
                        facts -> facts.on(
                                "cp1",
                                node -> node.getAsJsonObject("apiServer")
                                        .add("etcdServers", array("https://127.0.0.1:23790"))),
                        Check.TOPOLOGY,
                        "none of these members: https://127.0.0.1:23790",
                        "by hand"),
                refusal(
                        "a member fenced by its manifest alone",
                        facts -> {
                            facts.members.set(2, FactsFixture.member(3, false, false));
                            facts.fenced.put("cp3", "etcd.yaml taken away");
                            facts.on("cp3", node -> node.remove("etcd"));
                        },
                        Check.TOPOLOGY,
                        "node cp3 runs an API server without an etcd as static pod beside it",
                        "move kube-apiserver.yaml out of kubelet's folder on cp3"),
                refusal(
                        "an API server of an etcd elsewhere",
                        facts -> {
                            facts.members.remove(2);
                            facts.on("cp3", node -> node.remove("etcd"));
                        },
                        Check.TOPOLOGY,
                        "node cp3 runs an API server without an etcd as static pod beside it",
                        "Restore by hand"),
                refusal(
                        "a missing manifest",
                        facts -> facts.on(
                                "cp1", node -> node.getAsJsonArray("manifests").remove(3)),
                        Check.TOPOLOGY,
                        "no static manifest of kube-scheduler",
                        "back"),
                refusal(
                        "a member that does not answer",
                        facts -> facts.members.set(2, FactsFixture.member(3, false, false)),
                        Check.MEMBERS,
                        "member cp3 does not answer: connection refused",
                        "--fenced 'cp3="),
                refusal(
                        "a member on no known node",
                        facts -> {
                            facts.nodes.remove("cp3");
                            facts.unreachable.put("cp3", "no image there");
                        },
                        Check.MEMBERS,
                        "no node was found on which member cp3 runs (no image there)",
                        "Bring the node back"),
                refusal(
                        "a node that an earlier restore did not know",
                        facts -> facts.nodes.remove("cp3"),
                        Check.MEMBERS,
                        "no node was found on which member cp3 runs",
                        "kubectl label node cp3 node-role.kubernetes.io/control-plane="),
                refusal(
                        "a member that is not called as its node, which lacks the label",
                        facts -> {
                            facts.nodes.remove("cp3");
                            facts.members.set(2, FactsFixture.member("infra3", 3, false));
                        },
                        Check.MEMBERS,
                        "no node was found on which member infra3 runs",
                        "kubectl label node NAME node-role.kubernetes.io/control-plane="),
                refusal(
                        "a fenced member that answers",
                        facts -> facts.fenced.put("cp3", "powered off"),
                        Check.MEMBERS,
                        "cp3 answers although",
                        "--fenced"),
                refusal(
                        "a fenced member that there is not",
                        facts -> facts.fenced.put("cp33", "powered off"),
                        Check.MEMBERS,
                        "--fenced names 'cp33', and etcd has no such member",
                        "Name the member"),
                refusal(
                        "two of three fenced",
                        facts -> {
                            facts.members.set(0, FactsFixture.member(1, false, false));
                            facts.members.set(2, FactsFixture.member(3, false, false));
                            facts.fenced.put("cp1", "off");
                            facts.fenced.put("cp3", "off");
                        },
                        Check.MEMBERS,
                        "1 of 3 members can take part",
                        "by hand"),
                refusal(
                        "a learner",
                        facts -> facts.members.add(FactsFixture.member("cp4", 4, true)),
                        Check.MEMBERS,
                        "learner: cp4",
                        "member promote"),
                refusal(
                        "a member that was never started",
                        facts -> facts.members.add(FactsFixture.member("", 4, false)),
                        Check.MEMBERS,
                        "was added and never started",
                        "member remove"),
                refusal(
                        "no leader",
                        facts -> facts.members.set(1, FactsFixture.member(2, false, true)),
                        Check.MEMBERS,
                        "no leader",
                        "majority"),
                refusal(
                        "a node that was not understood",
                        facts -> facts.on("cp1", node -> node.add("problems", array("etcd.yaml:7: odd"))),
                        Check.NODES,
                        "node cp1: etcd.yaml:7: odd",
                        "by hand"),
                refusal(
                        "a flag of etcd that is not known",
                        facts -> facts.on(
                                "cp1",
                                node -> node.getAsJsonObject("etcd")
                                        .getAsJsonObject("server")
                                        .add("notUnderstood", array("etcd has a setting 'x'"))),
                        Check.NODES,
                        "setting 'x'",
                        "by hand"),
                refusal(
                        "a process that runs otherwise than written",
                        facts -> facts.on(
                                "cp3",
                                node -> manifest(node, 0)
                                        .getAsJsonObject("process")
                                        .add("differences", array("--name is old"))),
                        Check.MANIFESTS,
                        "etcd on cp3 does not run as",
                        "kubelet"),
                refusal(
                        "a load balancer at the API server's port",
                        facts -> facts.on(
                                "cp2",
                                node -> array(node, "rivals")
                                        .add(
                                                json(
                                                        "{\"component\":\"API_SERVER\",\"who\":\"haproxy (process 812)\",\"port\":6443}"))),
                        Check.MANIFESTS,
                        "haproxy (process 812) listens at port 6443 on cp2 beside kube-apiserver",
                        "another port"),
                refusal(
                        "an etcd of the events under the same name",
                        facts -> facts.on(
                                "cp2",
                                node -> array(node, "rivals")
                                        .add(json("{\"component\":\"ETCD\",\"who\":\"etcd (process 813)\"}"))),
                        Check.MANIFESTS,
                        "etcd (process 813) on cp2 is not that of the static pod",
                        "another --name"),
                refusal(
                        "a component that does not run",
                        facts -> facts.on("cp3", node -> manifest(node, 2).remove("process")),
                        Check.MANIFESTS,
                        "kube-controller-manager on cp3 does not run",
                        "logs kube-controller-manager-cp3"),
                refusal(
                        "a manifest of a minute ago",
                        facts -> facts.on("cp1", node -> manifest(node, 1).addProperty("secondsSinceChange", 60)),
                        Check.ROLLOUT,
                        "kube-apiserver.yaml 60 s ago",
                        "--allow rollout"),
                refusal(
                        "API servers of two versions",
                        facts -> facts.on(
                                "cp1",
                                node -> node.getAsJsonObject("apiServer")
                                        .addProperty("image", "registry.k8s.io/kube-apiserver:v1.36.1")),
                        Check.ROLLOUT,
                        "cp1 v1.36.1",
                        "upgrade"),
                refusal(
                        "another restore",
                        facts -> facts.on(
                                "cp2",
                                node -> array(node, "restores")
                                        .add(
                                                json(
                                                        "{\"id\":\"r20261119t000000-aaaaaa\",\"state\":\"Armed\",\"ended\":false}"))),
                        Check.ACTIVE,
                        "restore r20261119t000000-aaaaaa on cp2",
                        "restore status r20261119t000000-aaaaaa"),
                refusal(
                        "no tool",
                        facts -> facts.on(
                                "cp2", node -> node.getAsJsonObject("etcd").remove("tool")),
                        Check.TOOL,
                        "no restore tool was found on cp2",
                        "etcdutl of etcd 3.6.8, of its release, on cp2 as /usr/local/bin/etcdutl"),
                refusal(
                        "a tool of another minor",
                        facts -> facts.on(
                                "cp2",
                                node -> node.getAsJsonObject("etcd")
                                        .getAsJsonObject("tool")
                                        .addProperty("sameMinor", false)),
                        Check.TOOL,
                        "on cp2 is of version",
                        "image"),
                refusal(
                        "another cluster's backup",
                        facts -> {
                            facts.clusterUid = Optional.of("ffffffff");
                        },
                        Check.CLUSTER,
                        "UID ffffffff",
                        "--allow cluster"),
                refusal(
                        "a backup that does not tell of which cluster it is",
                        facts -> {
                            facts.clusterUid = Optional.empty();
                            facts.etcdIds = List.of(new EtcdClusterId(5));
                        },
                        Check.CLUSTER,
                        "0000000000000005",
                        "backup of this cluster"),
                refusal(
                        "an etcd of another minor",
                        facts -> facts.etcdVersion = Optional.of("3.5.16"),
                        Check.ETCD_VERSION,
                        "etcd 3.5.16, etcd 3.6.8 runs",
                        "3.5"),
                refusal(
                        "Kubernetes two minors away",
                        facts -> facts.apiServers = Set.of("v1.34.0"),
                        Check.KUBERNETES_VERSION,
                        "Kubernetes v1.34.0, v1.36.2 runs",
                        "--allow kubernetes-version"),
                refusal(
                        "a damaged backup",
                        facts -> facts.damage.add(
                                new io.etcdbr.format.Finding(Severity.ERROR, "snapshot.db", "page 7 is torn")),
                        Check.VERIFICATION,
                        "page 7 is torn",
                        "etcdbr list"),
                refusal(
                        "a backup that cannot be read",
                        facts -> facts.readable = false,
                        Check.VERIFICATION,
                        "cannot be read",
                        "etcdbr list"),
                refusal(
                        "a database without the digest of a snapshot",
                        facts -> facts.ownDigest = false,
                        Check.DIGEST,
                        "does not end with the SHA-256 of a snapshot",
                        "--allow digest"),
                refusal(
                        "a backup from within a downgrade",
                        facts -> facts.downgrade = Optional.of("3.5.0"),
                        Check.VERIFICATION,
                        "downgraded to 3.5.0",
                        "etcdbr list"),
                refusal(
                        "the alarm CORRUPT inside",
                        facts -> facts.backupAlarms.add(new Alarm(new MemberId(1), "CORRUPT")),
                        Check.ALARMS,
                        "alarm CORRUPT",
                        "etcdbr list"),
                refusal(
                        "a full etcd, in which nobody could say that he is armed",
                        facts -> facts.alarms.add(new Alarm(new MemberId(1), "NOSPACE")),
                        Check.ALARMS,
                        "etcd has the alarm NOSPACE now",
                        "etcdctl defrag"),
                refusal(
                        "an etcd that found its members different",
                        facts -> facts.alarms.add(new Alarm(new MemberId(1), "CORRUPT")),
                        Check.ALARMS,
                        "etcd has the alarm CORRUPT now",
                        "alarm disarm"),
                refusal(
                        "an encryption key missing on one node",
                        facts -> {
                            facts.encryption = List.of(new BackupFacts.EncryptionKey("aescbc", "key2", "secrets", 9));
                            for (String node : List.of("cp1", "cp3")) {
                                facts.on(node, json -> json.add("encryption", encryption("key1", "key2")));
                            }
                            facts.on("cp2", json -> json.add("encryption", encryption("key1")));
                        },
                        Check.ENCRYPTION,
                        "node cp2 lacks keys for what is encrypted at rest in the backup: aescbc key 'key2'",
                        "every node"),
                refusal(
                        "too little room on a disk of the WAL",
                        facts -> facts.on("cp2", node -> FactsFixture.wal(node, "8:2", 255, 0)),
                        Check.DISK,
                        "node cp2 has 255.0 MiB free at /var/lib/etcd-wal",
                        "Make room"),
                refusal(
                        "a WAL that keeps kubelet's disk from its threshold",
                        facts -> facts.on("cp2", node -> FactsFixture.wal(node, "8:2", 2048 + 255, 2048)),
                        Check.DISK,
                        "node cp2 has 255.0 MiB free at /var/lib/etcd-wal, without the 2.0 GiB below which kubelet evicts",
                        "Make room"),
                refusal(
                        "a WAL that could not be looked at",
                        facts -> facts.on("cp2", node -> {
                            FactsFixture.wal(node, "8:2", 300, 0);
                            node.getAsJsonObject("etcd").remove("wal");
                        }),
                        Check.DISK,
                        "the WAL directory of etcd on cp2 could not be looked at",
                        "what is said of the node"),
                refusal(
                        "too little disk",
                        facts -> facts.on(
                                "cp3",
                                node -> node.getAsJsonObject("etcd")
                                        .getAsJsonObject("data")
                                        .addProperty("freeBytes", (2L << 30) + (200L << 20))),
                        Check.DISK,
                        "node cp3 has 200.0 MiB free at /var/lib/etcd, without the 2.0 GiB below which kubelet evicts",
                        "Make room"),
                refusal(
                        "a database above the quota",
                        facts -> facts.on(
                                "cp1",
                                node -> node.getAsJsonObject("etcd")
                                        .getAsJsonObject("server")
                                        .addProperty("quotaBytes", 1 << 20)),
                        Check.QUOTA,
                        "quota on cp1 is 1.0 MiB",
                        "--quota-backend-bytes"),
                refusal(
                        "etcd's own users",
                        facts -> facts.auth = true,
                        Check.AUTH,
                        "users and roles are on",
                        "--allow auth"));
    }

    /** The new etcd writes before it is decided about: it must not be full by that. */
    @Test
    void aDatabaseJustBelowTheQuotaIsRefused() {
        long size = new FactsFixture().facts().backup().database().orElseThrow().size();

        assertThat(withQuota(size + (64 << 20) - 1))
                .singleElement()
                .extracting(Finding::check)
                .isEqualTo(Check.QUOTA);
        assertThat(withQuota(size + (64 << 20))).isEmpty();
    }

    private static List<? extends Finding> withQuota(long bytes) {
        FactsFixture facts = new FactsFixture()
                .on(
                        "cp1",
                        node -> node.getAsJsonObject("etcd")
                                .getAsJsonObject("server")
                                .addProperty("quotaBytes", bytes));
        return Preflight.refusals(Preflight.of(facts.facts(), Set.of()));
    }

    @Test
    void anApiServerMayNameItsOwnMemberByAnyOfItsAddresses() {
        FactsFixture facts = new FactsFixture().on("cp1", node -> {
            node.getAsJsonObject("apiServer")
                    .add("etcdServers", array("https://10.0.0.11:2379", "https://cp1.internal:2379"));
            node.getAsJsonObject("apiServer").add("etcdOverrides", array("/events#https://localhost:2379"));
            node.getAsJsonObject("etcd")
                    .getAsJsonObject("server")
                    .add("listenClientUrls", array("https://cp1.internal:2379"));
        });

        assertThat(Preflight.refusals(Preflight.of(facts.facts(), Set.of()))).isEmpty();
    }

    @Test
    void aFencedMemberLeavesTwoOfThree() {
        FactsFixture facts = new FactsFixture();
        facts.members.set(2, FactsFixture.member(3, false, false));
        facts.fenced.put("cp3", "powered off, plug pulled");
        facts.nodes.remove("cp3");

        List<Finding> findings = Preflight.of(facts.facts(), Set.of());

        assertThat(Preflight.refusals(findings)).isEmpty();
        assertThat(findings)
                .anySatisfy(
                        finding -> assertThat(finding.found()).isEqualTo("2 of 3 take part, the others are fenced"));
    }

    @Test
    void whoeverFencesAMemberThatThereIsNotIsToldWhichThereAre() {
        FactsFixture facts = new FactsFixture();
        facts.fenced.put("cp33", "powered off");

        assertThat(Preflight.refusals(Preflight.of(facts.facts(), Set.of())))
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.expected()).isEqualTo("one of the members cp1, cp2, cp3"));
    }

    /** Two new members and one that went back with the absent ones would be two quorums. */
    @Test
    void threeOfFiveAreWarnedThatTheFencingAloneKeepsTheClustersApart() {
        FactsFixture facts = new FactsFixture();
        for (int number : List.of(4, 5)) {
            facts.members.add(FactsFixture.member(number, false, false));
            facts.fenced.put("cp" + number, "powered off");
        }

        List<Finding> findings = Preflight.of(facts.facts(), Set.of());

        assertThat(Preflight.refusals(findings)).isEmpty();
        assertThat(findings)
                .filteredOn(finding -> finding.check() == Check.MEMBERS)
                .singleElement()
                .isInstanceOfSatisfying(Finding.Warning.class, warning -> {
                    assertThat(warning.found())
                            .startsWith("3 of 5 take part")
                            .endsWith("nothing but their fencing keeps them apart: cp4, cp5");
                    assertThat(warning.remedy()).contains("so that 4 of 5 take part");
                });
    }

    @Test
    void aNodeMayRunOnWhileItsMemberIsFencedByTakingBothManifestsAway() {
        FactsFixture facts = new FactsFixture();
        facts.members.set(2, FactsFixture.member(3, false, false));
        facts.fenced.put("cp3", "etcd.yaml and kube-apiserver.yaml taken away");
        facts.on("cp3", node -> {
            node.remove("etcd");
            node.remove("apiServer");
        });

        assertThat(Preflight.refusals(Preflight.of(facts.facts(), Set.of()))).isEmpty();
    }

    /** A kubelet that has not seen an API server since it was started lets them run. */
    @Test
    void whoIsToFenceByTakingManifestsAwayIsToldToSeeTheProcessesGone() {
        FactsFixture answers = new FactsFixture();
        answers.fenced.put("cp3", "powered off");
        FactsFixture away = new FactsFixture();
        away.members.set(2, FactsFixture.member(3, false, false));
        FactsFixture half = new FactsFixture().on("cp3", node -> node.remove("etcd"));
        half.members.set(2, FactsFixture.member(3, false, false));
        half.fenced.put("cp3", "etcd.yaml taken away");

        for (FactsFixture facts : List.of(answers, half, away)) {
            assertThat(Preflight.refusals(Preflight.of(facts.facts(), Set.of())))
                    .singleElement()
                    .satisfies(refusal -> assertThat(refusal.remedy())
                            .contains("see both processes gone", "docs/restore.md, section 1"));
        }
    }

    @Test
    void anAdministratorMayAllowWhatIsAllowable() {
        FactsFixture facts = new FactsFixture();
        facts.apiServers = Set.of("v1.34.0");

        List<Finding> findings = Preflight.of(facts.facts(), EnumSet.of(Check.KUBERNETES_VERSION));

        assertThat(Preflight.refusals(findings)).isEmpty();
        assertThat(findings)
                .anySatisfy(finding -> assertThat(finding)
                        .isInstanceOfSatisfying(
                                Finding.Warning.class,
                                warning -> assertThat(warning.remedy()).contains("--allow kubernetes-version")));
    }

    @Test
    void nobodyMayAllowADiskThatIsFull() {
        FactsFixture facts = new FactsFixture()
                .on(
                        "cp1",
                        node -> node.getAsJsonObject("etcd")
                                .getAsJsonObject("data")
                                .addProperty("freeBytes", 1));

        assertThat(Preflight.refusals(Preflight.of(facts.facts(), EnumSet.allOf(Check.class))))
                .extracting(Finding::check)
                .containsExactly(Check.DISK);
    }

    /** Room was measured before the copy came: 296 MiB suffice where nobody looks, and not for another 20 MiB. */
    @Test
    void theNodeThatLooksIntoTheBackupNeedsRoomForThatCopyToo() {
        FactsFixture facts = new FactsFixture();
        for (String node : List.of("cp1", "cp3")) {
            facts.on(
                    node,
                    json -> json.getAsJsonObject("etcd")
                            .getAsJsonObject("data")
                            .addProperty("freeBytes", (2L << 30) + (300L << 20)));
        }
        facts.looking = Optional.of("cp3");

        assertThat(Preflight.refusals(Preflight.of(facts.facts(), Set.of())))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.check()).isEqualTo(Check.DISK);
                    assertThat(refusal.found()).startsWith("node cp3 has 300.0 MiB free");
                    assertThat(refusal.expected()).contains("20.0 MiB of it for the copy");
                });
        facts.on(
                "cp3",
                json -> json.getAsJsonObject("etcd").getAsJsonObject("data").addProperty("evictionBytes", 0));
        assertThat(Preflight.refusals(Preflight.of(facts.facts(), Set.of()))).isEmpty();
    }

    /** The snapshot and the database have 40 MiB together. */
    @ParameterizedTest
    @CsvSource({"8:2,170,", "8:2,160,cp1", "8:1,290,cp1", "8:1,300,"})
    void theWalCountsOnTheDiskThatItLiesOn(String device, int free, @Nullable String refused) {
        FactsFixture facts = new FactsFixture();
        facts.on("cp1", node -> {
            FactsFixture.wal(node, device, 256, 0);
            FactsFixture.free(node, "data", 2048 + free);
        });

        List<Finding> findings = Preflight.of(facts.facts(), Set.of());

        assertThat(Preflight.refusals(findings))
                .extracting(Finding::found)
                .allSatisfy(found -> assertThat(found).startsWith("node " + refused + " has"))
                .hasSize(refused == null ? 0 : 1);
        if (refused == null && device.equals("8:2")) {
            assertThat(findings)
                    .extracting(Finding::found)
                    .anySatisfy(
                            found -> assertThat(found)
                                    .endsWith(
                                            "; where the WAL has a disk of its own, 256.0 MiB are needed there; 256.0 MiB are free on cp1"));
        }
    }

    /** Else a restore that was staged where there is just enough could not be continued. */
    @Test
    void whatIsStagedAlreadyNeedsNoRoomOfItsOwn() {
        FactsFixture facts = new FactsFixture();
        facts.on("cp1", node -> {
            FactsFixture.wal(node, "8:2", 192, 0);
            FactsFixture.free(node, "data", 2048 + 128);
        });
        assertThat(Preflight.refusals(Preflight.of(facts.facts(), Set.of()))).hasSize(2);

        facts.own = Optional.of(new RestoreId("r20261120t143005-7f3a9c"));
        assertThat(Preflight.refusals(Preflight.of(facts.facts(), Set.of()))).isEmpty();

        facts.on("cp1", node -> FactsFixture.free(node, "wal", 191));
        assertThat(Preflight.refusals(Preflight.of(facts.facts(), Set.of())))
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.expected())
                        .isEqualTo("192.0 MiB beside what is staged: the file of the WAL that etcd prepares next, and"
                                + " 128.0 MiB"));
    }

    @Test
    void whatForbidsNothingIsSaidAllTheSame() {
        FactsFixture facts = new FactsFixture();
        facts.foreign = List.of("/calico/");
        facts.on(
                "cp3",
                node -> node.getAsJsonObject("apiServer")
                        .add("etcdOverrides", array("/events#https://127.0.0.1:2381")));
        facts.webhooks = List.of(new BackupFacts.Webhook("policy", "deny.example.com", "service policy/deny"));
        facts.backupAlarms.add(new Alarm(new MemberId(1), "NOSPACE"));
        facts.revision = 10_000;

        List<Finding> findings = Preflight.of(facts.facts(), Set.of());

        assertThat(findings)
                .filteredOn(Finding.Warning.class::isInstance)
                .extracting(Finding::found)
                .satisfiesExactlyInAnyOrder(
                        found -> assertThat(found).contains("/calico/"),
                        found -> assertThat(found).contains("another etcd", "/events#https://127.0.0.1:2381"),
                        found -> assertThat(found).contains("deny.example.com (service policy/deny)"),
                        found -> assertThat(found).contains("NOSPACE"),
                        found -> assertThat(found).contains("10000 is above the live one, 9000"));
    }

    private static Arguments refusal(
            String name, Consumer<FactsFixture> spoiled, Check check, String found, String remedy) {
        return Arguments.of(name, spoiled, check, found, remedy);
    }

    private static JsonObject manifest(JsonObject node, int index) {
        return node.getAsJsonArray("manifests").get(index).getAsJsonObject();
    }

    private static JsonArray array(JsonObject object, String field) {
        return object.getAsJsonArray(field);
    }

    private static JsonArray array(String... texts) {
        JsonArray array = new JsonArray();
        List.of(texts).forEach(array::add);
        return array;
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private static JsonObject encryption(String... keys) {
        JsonArray all = new JsonArray();
        for (String key : keys) {
            all.add(json("{\"provider\":\"aescbc\",\"name\":\"" + key + "\"}"));
        }
        JsonObject providers = new JsonObject();
        providers.add("keys", all);
        JsonObject encryption = json("{\"config\":\"/etc/kubernetes/enc.yaml\",\"sha256\":\"aa\"}");
        encryption.add("keys", providers);
        return encryption;
    }
}
