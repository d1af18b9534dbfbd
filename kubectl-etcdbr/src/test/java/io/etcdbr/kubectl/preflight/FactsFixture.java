package io.etcdbr.kubectl.preflight;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.format.Alarm;
import io.etcdbr.format.BackupId;
import io.etcdbr.format.DatabaseSummary;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Finding;
import io.etcdbr.format.Member;
import io.etcdbr.format.MemberId;
import io.etcdbr.format.Sha256;
import io.etcdbr.members.MemberReport;
import io.etcdbr.members.MembersReport;
import io.etcdbr.restore.plan.BackupSource;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.topology.NodeFacts;
import io.etcdbr.topology.NodeFactsCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A kubeadm cluster of three nodes and a backup of it, in which nothing is wrong until a test spoils it. */
public final class FactsFixture {
    public static final String UID = "3b6c1f0e-5a0f-4f0e-9e55-0a0b0c0d0e0f";
    public static final EtcdClusterId ETCD = new EtcdClusterId(0x0123456789abcdefL);

    public final Map<String, JsonObject> nodes = new TreeMap<>();
    public final List<MemberReport> members = new ArrayList<>();
    public final List<Alarm> alarms = new ArrayList<>();
    public final Map<String, String> fenced = new LinkedHashMap<>();
    public final Map<String, String> unreachable = new LinkedHashMap<>();
    public final List<ClusterFacts.Node> kubernetesNodes = new ArrayList<>();
    public Optional<String> clusterUid = Optional.of(UID);
    public List<EtcdClusterId> etcdIds = List.of(ETCD);
    public Optional<String> etcdVersion = Optional.of("3.6.8");
    public Set<String> apiServers = new TreeSet<>(Set.of("v1.36.2"));
    public final List<Finding> damage = new ArrayList<>();
    public final List<Alarm> backupAlarms = new ArrayList<>();
    public Optional<String> downgrade = Optional.empty();
    public boolean ownDigest = true;
    public boolean readable = true;
    public long databaseSize = 20 << 20;
    public long revision = 4000;
    public List<BackupFacts.EncryptionKey> encryption = List.of();
    public boolean auth;
    public Optional<RestoreId> own = Optional.empty();
    public Optional<String> looking = Optional.empty();
    public List<String> foreign = List.of();
    public List<BackupFacts.Webhook> webhooks = List.of();
    public Optional<String> whyNotAllObjects = Optional.empty();
    public Optional<BackupFacts.Kept> kept = Optional.empty();

    public FactsFixture() {
        for (int i = 1; i <= 3; i++) {
            nodes.put("cp" + i, node(i));
            members.add(member(i, i == 2, true));
            kubernetesNodes.add(new ClusterFacts.Node("cp" + i, true, "v1.36.2", "Debian GNU/Linux 13"));
        }
    }

    /** Changes the facts of one node, as JSON. */
    public FactsFixture on(String node, Consumer<JsonObject> change) {
        change.accept(nodes.get(node));
        return this;
    }

    public static MemberReport member(int number, boolean leader, boolean answers) {
        String address = "10.0.0.1" + number;
        return new MemberReport(
                new Member(
                        new MemberId(0x1000 + number),
                        "cp" + number,
                        List.of("https://" + address + ":2380"),
                        List.of("https://" + address + ":2379"),
                        false),
                answers
                        ? Optional.of(new MemberReport.Answer(
                                "https://" + address + ":2379",
                                leader,
                                "3.6.8",
                                Optional.of("3.6.0"),
                                30 << 20,
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                9000,
                                100,
                                100,
                                3))
                        : Optional.empty(),
                answers ? "" : "connection refused");
    }

    /** A member with another name and role. */
    public static MemberReport member(String name, int number, boolean learner) {
        MemberReport like = member(number, false, true);
        return new MemberReport(
                new Member(
                        like.member().id(),
                        name,
                        like.member().peerUrls(),
                        like.member().clientUrls(),
                        learner),
                like.answer(),
                "");
    }

    public Facts facts() {
        Map<String, NodeFacts> decoded = new TreeMap<>();
        nodes.forEach((name, json) ->
                decoded.put(name, NodeFactsCodec.decode(json.toString().getBytes(StandardCharsets.UTF_8), name)));
        return new Facts(
                new ClusterFacts(
                        "prod",
                        UID,
                        kubernetesNodes,
                        nodes.keySet(),
                        unreachable,
                        Distribution.of(kubernetesNodes, false)),
                new MembersReport(ETCD, members, alarms),
                decoded,
                backup(),
                fenced,
                own,
                looking);
    }

    private BackupFacts backup() {
        DatabaseSummary database = new DatabaseSummary(
                new DatabaseSummary.Hash(0xfe01cf57),
                revision,
                OptionalLong.empty(),
                OptionalLong.empty(),
                812,
                900,
                databaseSize,
                Optional.of("3.6.0"),
                Optional.of("3.6.0"),
                downgrade,
                List.of(),
                backupAlarms,
                List.of());
        return new BackupFacts(
                new BackupSource.Stored(
                        BackupId.parse("20261120T120000Z-r4000-00c0de").orElseThrow(), "s3://backups/prod"),
                Optional.of("prod"),
                etcdIds,
                Optional.of(Instant.parse("2026-11-20T12:00:00Z")),
                Sha256.digestOf(new byte[1]),
                databaseSize + 32,
                ownDigest,
                etcdVersion,
                damage,
                readable ? Optional.of(database) : Optional.empty(),
                clusterUid,
                apiServers,
                encryption,
                Set.of("cp1", "cp2", "cp3"),
                auth,
                foreign,
                webhooks,
                whyNotAllObjects,
                kept);
    }

    /** As a stager writes it. */
    public static JsonObject node(int number) {
        JsonObject facts =
                JsonParser.parseString("""
                        {"version":1,"node":"cpN","etcdbr":"0.1.0","bootId":"b","rivals":[],"distributions":[],"restores":[],"problems":[],
                         "kubelet":{"pid":1,"settings":{"staticPodPath":"/etc/kubernetes/manifests","evictionHard":{}}},
                         "etcd":{"version":"3.6.8","tool":{"path":"/usr/local/bin/etcdutl","version":"3.6.8","sameMinor":true},
                          "server":{"name":"cpN","image":"registry.k8s.io/etcd:3.6.8-0",
                           "dataDir":{"container":"/var/lib/etcd","host":"/var/lib/etcd"},
                           "listenClientUrls":[],"advertiseClientUrls":[],"listenPeerUrls":[],"initialAdvertisePeerUrls":[],
                           "listenMetricsUrls":[],"initialCluster":[],"initialClusterState":"new","quotaBytes":2147483648,
                           "notUnderstood":[]},
                          "data":{"path":"/var/lib/etcd","realPath":"/var/lib/etcd","symlink":false,"mountPoint":false,
                           "device":"8:1","fileSystem":"ext4","freeBytes":10737418240,"totalBytes":21474836480,
                           "evictionBytes":2147483648,"uid":0,"gid":0,"mode":"0700","memberInode":12,"databaseBytes":31457280,
                           "exchanges":true}},
                         "apiServer":{"image":"registry.k8s.io/kube-apiserver:v1.36.2","etcdServers":["https://127.0.0.1:2379"],
                          "etcdOverrides":[],"etcdPrefix":"/registry","securePort":6443,"bindAddress":"0.0.0.0",
                          "etcdTls":{"authority":{"container":"/c/ca.crt","host":"/etc/kubernetes/pki/etcd/ca.crt"},
                           "certificate":{"container":"/c/a.crt","host":"/etc/kubernetes/pki/apiserver-etcd-client.crt"},
                           "key":{"container":"/c/a.key","host":"/etc/kubernetes/pki/apiserver-etcd-client.key"}}}}
                        """.replace("cpN", "cp" + number)).getAsJsonObject();
        JsonArray manifests = new JsonArray();
        for (String component : List.of("ETCD", "API_SERVER", "CONTROLLER_MANAGER", "SCHEDULER")) {
            String program = component.equals("ETCD")
                    ? "etcd"
                    : "kube-"
                            + component
                                    .toLowerCase(java.util.Locale.ROOT)
                                    .replace("api_server", "apiserver")
                                    .replace('_', '-');
            JsonObject manifest = JsonParser.parseString(
                            "{\"secondsSinceChange\":86400,\"process\":{\"pid\":7,\"sinceBootMillis\":1,\"differences\":[]}}")
                    .getAsJsonObject();
            manifest.addProperty("component", component);
            manifest.addProperty("path", "/etc/kubernetes/manifests/" + program + ".yaml");
            manifest.addProperty(
                    "sha256",
                    Sha256.digestOf(program.getBytes(StandardCharsets.UTF_8)).hex());
            manifests.add(manifest);
        }
        facts.add("manifests", manifests);
        return facts;
    }

    /** Gives etcd a WAL directory. */
    public static void wal(JsonObject node, String device, int freeMebibytes, int evictionMebibytes) {
        JsonObject etcd = node.getAsJsonObject("etcd");
        etcd.getAsJsonObject("server")
                .add("walDir", JsonParser.parseString("{\"container\":\"/wal\",\"host\":\"/var/lib/etcd-wal\"}"));
        JsonObject wal = etcd.getAsJsonObject("data").deepCopy();
        wal.addProperty("path", "/var/lib/etcd-wal");
        wal.addProperty("device", device);
        wal.addProperty("evictionBytes", (long) evictionMebibytes << 20);
        etcd.add("wal", wal);
        free(node, "wal", freeMebibytes);
    }

    /** @param folder {@code data} or {@code wal} */
    public static void free(JsonObject node, String folder, int mebibytes) {
        node.getAsJsonObject("etcd").getAsJsonObject(folder).addProperty("freeBytes", (long) mebibytes << 20);
    }
}
