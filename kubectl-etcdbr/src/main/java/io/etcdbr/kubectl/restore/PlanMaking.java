package io.etcdbr.kubectl.restore;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.DatabaseSummary;
import io.etcdbr.format.Member;
import io.etcdbr.format.Sha256;
import io.etcdbr.kubectl.preflight.Facts;
import io.etcdbr.members.MemberReport;
import io.etcdbr.restore.plan.AbsentMember;
import io.etcdbr.restore.plan.Bump;
import io.etcdbr.restore.plan.ClientTls;
import io.etcdbr.restore.plan.Deadlines;
import io.etcdbr.restore.plan.EtcdIds;
import io.etcdbr.restore.plan.ManifestFile;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.PlannedBackup;
import io.etcdbr.restore.plan.PlannedCluster;
import io.etcdbr.restore.plan.PlannedEtcd;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.restore.plan.StaticManifests;
import io.etcdbr.topology.ApiServer;
import io.etcdbr.topology.Component;
import io.etcdbr.topology.EtcdServer;
import io.etcdbr.topology.NodeFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes the plan of facts that the preflight found in order. Pure. */
public final class PlanMaking {
    private static final String LOOPBACK = "https?://(127\\..*|localhost|\\[::1\\])(:\\d+)?/?";

    private PlanMaking() {}

    /**
     * @param keepOldDays how long the old data is to stay
     * @throws EtcdbrException if the facts do not make a plan, which only facts do that were refused
     */
    public static RestorePlan of(Facts facts, RestoreId id, int keepOldDays) {
        try {
            return plan(facts, id, keepOldDays);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new EtcdbrException(
                    new Failure(
                            ExitCode.REFUSED,
                            "no plan can be made: " + e.getMessage(),
                            "Restore by hand, as docs/restore.md describes"),
                    e);
        }
    }

    private static RestorePlan plan(Facts facts, RestoreId id, int keepOldDays) {
        String token = RestorePlan.token(id);
        List<MemberReport> taking = facts.etcd().members().stream()
                .filter(facts::takesPart)
                .sorted(Comparator.comparing(MemberReport::leads).thenComparing(MemberReport::name))
                .toList();
        List<Participant> participants = taking.stream()
                .map(report -> participant(report.member(), node(facts, report.member()), token))
                .toList();
        DatabaseSummary database = facts.backup().database().orElseThrow(() -> missing("the database of the backup"));
        long live = taking.stream()
                .flatMap(report -> report.answer().stream())
                .mapToLong(MemberReport.Answer::revision)
                .max()
                .orElseThrow();
        PlannedEtcd etcd = new PlannedEtcd(
                taking.getLast().answer().orElseThrow().version(),
                facts.etcd().etcdClusterId(),
                EtcdIds.cluster(
                        participants.stream().map(Participant::newMemberId).toList()),
                token,
                Bump.of(live, database.revision()),
                live);
        return new RestorePlan(
                id,
                new PlannedCluster(
                        new ClusterName(facts.cluster().name()), facts.cluster().kubeSystemUid()),
                new PlannedBackup(
                        facts.backup().source(),
                        facts.backup().plainSha256(),
                        facts.backup().plainSize(),
                        database.revision(),
                        database.keys(),
                        database.hash().toString(),
                        facts.backup().takenAt()),
                etcd,
                participants,
                absent(facts),
                samples(facts, taking),
                Deadlines.forSnapshotOf(facts.backup().plainSize()),
                keepOldDays);
    }

    private static Participant participant(Member member, NodeFacts node, String token) {
        EtcdServer server = node.etcd()
                .flatMap(NodeFacts.EtcdFacts::server)
                .orElseThrow(() -> missing("etcd's manifest on " + node.node()));
        ApiServer api = node.apiServer().orElseThrow(() -> missing("the API server's manifest on " + node.node()));
        ApiServer.ClientTls tls =
                api.etcdTls().orElseThrow(() -> missing("the API server's certificate for etcd on " + node.node()));
        return new Participant(
                node.node(),
                member.name(),
                member.id(),
                EtcdIds.member(member.peerUrls(), token),
                member.peerUrls(),
                member.clientUrls().stream()
                        .filter(url -> !url.matches(LOOPBACK))
                        .findFirst()
                        .or(() -> member.clientUrls().stream().findFirst())
                        .map(url -> url.replaceAll("/$", ""))
                        .orElseThrow(() -> missing("a client URL of member " + member.name())),
                server.dataDir().host(),
                server.walDir().map(path -> path.host()),
                node.kubelet()
                        .flatMap(kubelet -> kubelet.settings().staticPodPath())
                        .orElseThrow(() -> missing("kubelet's folder of static pods on " + node.node())),
                new StaticManifests(
                        manifest(node, Component.ETCD),
                        manifest(node, Component.API_SERVER),
                        manifest(node, Component.CONTROLLER_MANAGER),
                        manifest(node, Component.SCHEDULER)),
                api.securePort(),
                new ClientTls(
                        tls.authority().host(),
                        tls.certificate().host(),
                        tls.key().host()),
                version(api));
    }

    private static String version(ApiServer api) {
        String name = api.image().replaceAll("@.*", "");
        int colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf('/') ? name.substring(colon + 1) : "unknown";
    }

    private static ManifestFile manifest(NodeFacts node, Component component) {
        return node.manifests().stream()
                .filter(found -> found.component() == component)
                .findFirst()
                .map(found -> new ManifestFile(found.path(), new Sha256(found.sha256())))
                .orElseThrow(() -> missing("the manifest of " + component.program() + " on " + node.node()));
    }

    private static List<AbsentMember> absent(Facts facts) {
        List<AbsentMember> absent = new ArrayList<>();
        for (MemberReport report : facts.etcd().members()) {
            Optional<String> statement = facts.statement(report.member());
            if (!facts.takesPart(report)) {
                absent.add(new AbsentMember(
                        facts.nodeOf(report.member()).map(NodeFacts::node).orElse(""),
                        report.name(),
                        statement.orElseThrow(() -> missing("how member " + report.name() + " is fenced"))));
            }
        }
        return absent;
    }

    /** Objects that any cluster has; those of the nodes prove that kubelets will find theirs. */
    private static List<String> samples(Facts facts, List<MemberReport> taking) {
        List<NodeFacts> nodes =
                taking.stream().map(report -> node(facts, report.member())).toList();
        String prefix = nodes.stream()
                .flatMap(node -> node.apiServer().stream())
                .map(ApiServer::etcdPrefix)
                .findFirst()
                .orElse("/registry");
        List<String> samples = new ArrayList<>(List.of(prefix + "/namespaces/kube-system"));
        nodes.stream()
                .map(NodeFacts::node)
                .filter(facts.backup().nodes()::contains)
                .map(name -> prefix + "/minions/" + name)
                .forEach(samples::add);
        return samples;
    }

    private static NodeFacts node(Facts facts, Member member) {
        return facts.nodeOf(member).orElseThrow(() -> missing("the node of member " + member.name()));
    }

    private static IllegalArgumentException missing(String what) {
        return new IllegalArgumentException(what + " is not known");
    }
}
