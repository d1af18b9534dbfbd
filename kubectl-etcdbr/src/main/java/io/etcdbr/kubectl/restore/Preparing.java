package io.etcdbr.kubectl.restore;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.preflight.Check;
import io.etcdbr.kubectl.preflight.Facts;
import io.etcdbr.kubectl.preflight.Finding;
import io.etcdbr.kubectl.preflight.PeerAnswers;
import io.etcdbr.kubectl.preflight.PeerChecks;
import io.etcdbr.kubectl.preflight.Preflight;
import io.etcdbr.kubectl.preflight.RoomChecks;
import io.etcdbr.kubectl.stager.Stager;
import io.etcdbr.kubectl.stager.Stagers;
import io.etcdbr.members.MemberReport;
import io.etcdbr.members.MembersReport;
import io.etcdbr.restore.plan.AbsentMember;
import io.etcdbr.restore.plan.BackupSource;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.topology.Component;
import io.etcdbr.topology.NodeFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Finds everything out and makes the plan. Changes nothing. */
public final class Preparing {
    private final ClusterReading reading;
    private final Stagers stagers;
    private final Activity activity;
    private final Cancellation cancellation;
    private final Clock clock;
    private byte[] identities = new byte[0];
    private Optional<Staging.Snapshot> pushed = Optional.empty();

    public Preparing(
            ClusterReading reading, Stagers stagers, Activity activity, Cancellation cancellation, Clock clock) {
        this.reading = reading;
        this.stagers = stagers;
        this.activity = activity;
        this.cancellation = cancellation;
        this.clock = clock;
    }

    /** Refuses at once where nothing need be looked at. */
    public static void refuseDistributions(ClusterReading reading) {
        reading.runsItself().ifPresent(known -> {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "the nodes run " + known.text()
                            + ", which restores by itself; a restore from outside would leave it with"
                            + " manifests and member lists that do not fit",
                    "Restore with its own command: " + known.command());
        });
    }

    /** Looks at everything and checks it. */
    public Preparation of(Wishes wishes, Wishes.Identities keys) {
        RestoresOnNodes.requireAny(stagers);
        activity.begins("looking at the nodes");
        Map<String, NodeFacts> nodes = nodeFacts();
        activity.begins("asking etcd");
        MembersReport etcd = members(stagers.running().values(), nodes);
        Stager worker = worker(nodes, etcd);
        Optional<String> looking = Optional.of(worker.node());
        BackupReading backup = new BackupReading(worker, Optional.ofNullable(nodes.get(worker.node())), activity);
        BackupReading.Found found = switch (wishes.choice()) {
            case BackupChoice.Stored stored -> {
                BackupReading.Described described = backup.describe(stored);
                cancellation.check();
                requireRoom(nodes, worker, described.manifest().snapshot().plainSize());
                if (described.manifest().encryption().isPresent()) {
                    identities = keys.forBackup(described.manifest().id().toString());
                }
                yield backup.stored(described, identities);
            }
            case BackupChoice.LocalFile(Path path) -> {
                activity.begins("reading " + path);
                SnapshotFile file = SnapshotFile.of(path);
                requireRoom(nodes, worker, file.size());
                pushed = Optional.of(file);
                yield backup.file(pushed(worker, file), origin(file));
            }
            case BackupChoice.Kept(RestorePlan before, Path scratch) -> {
                // Where it lies, so that there is no copy that would need room.
                looking = Optional.empty();
                yield kept(before, worker, nodes, scratch);
            }
        };
        cancellation.check();
        String name = found.cluster().or(wishes::clusterName).orElse("kubernetes");
        Facts facts = new Facts(
                reading.facts(name, stagers.missing()),
                etcd,
                nodes,
                found.facts(),
                wishes.fenced(),
                Optional.empty(),
                looking);
        return checked(
                facts,
                wishes.allowed(),
                () -> PlanMaking.of(facts, RestoreId.create(clock.instant()), wishes.keepOldDays()),
                found);
    }

    /**
     * Looks at everything and checks it anew for a restore that is staged already. Its plan stays as it is.
     *
     * @throws EtcdbrException if the plan no longer fits etcd or the manifests
     */
    public Preparation again(RestorePlan plan, Set<Check> allowed) {
        activity.begins("looking at the nodes");
        Map<String, NodeFacts> nodes = nodeFacts();
        activity.begins("asking etcd");
        MembersReport etcd = members(
                plan.nodes().stream().flatMap(node -> stagers.on(node).stream()).toList(), nodes);
        StillHolds.require(plan, etcd, nodes);
        // The leader comes last in a plan.
        Stager worker = stagers.on(plan.nodes().getFirst()).orElseThrow();
        BackupReading.Found found =
                new BackupReading(worker, Optional.ofNullable(nodes.get(worker.node())), activity).staged(plan);
        cancellation.check();
        Facts facts = new Facts(
                reading.facts(plan.cluster().name().value(), stagers.missing()),
                etcd,
                nodes,
                found.facts(),
                plan.absent().stream().collect(Collectors.toMap(AbsentMember::member, AbsentMember::statement)),
                Optional.of(plan.id()),
                Optional.empty());
        return checked(facts, allowed, () -> plan, found);
    }

    /** Of what is only known with a plan, too; that is asked if nothing else refuses it. */
    private Preparation checked(
            Facts facts, Set<Check> allowed, Supplier<RestorePlan> planned, BackupReading.Found found) {
        List<Finding> findings = new ArrayList<>(Preflight.of(facts, allowed));
        Optional<RestorePlan> plan = Optional.empty();
        if (Preflight.refusals(findings).isEmpty()) {
            plan = Optional.of(planned.get());
            findings.addAll(PeerChecks.of(plan.get(), peers(plan.get())));
        }
        return new Preparation(
                facts,
                findings,
                plan.filter(_ -> Preflight.refusals(findings).isEmpty()),
                found.loss(),
                found.whyNoLoss());
    }

    private Map<String, Map<String, PeerAnswers>> peers(RestorePlan plan) {
        activity.begins("letting each node ask the others which etcd they run");
        Map<String, Map<String, PeerAnswers>> answers = new ConcurrentSkipListMap<>();
        Each.of(
                plan.nodes().stream().flatMap(node -> stagers.on(node).stream()).toList(),
                stager -> answers.put(stager.node(), new NodeProgram(stager).peers(plan)));
        return answers;
    }

    /** The keys that were needed, for the nodes; empty if none were. */
    public byte[] identities() {
        return identities.clone();
    }

    /** What the nodes cannot fetch from a store; empty if they can. */
    public Optional<Staging.Snapshot> pushed() {
        return pushed;
    }

    /** @param nearest the one to read it where several have the same */
    private BackupReading.Found kept(RestorePlan before, Stager nearest, Map<String, NodeFacts> nodes, Path scratch) {
        activity.begins("asking the nodes what they set aside");
        KeptChoice choice = KeptChoice.of(stagers, before, nearest.node());
        KeptData data = choice.data();
        Stager stager = stagers.on(data.node()).orElseThrow();
        NodeProgram node = new NodeProgram(stager);
        cancellation.check();
        KeptData.Snapshot snapshot;
        try (StepLines steps = new StepLines(data.node(), activity.progress())) {
            snapshot = node.readKept(before.id(), steps);
        }
        cancellation.check();
        pushed = Optional.of(new KeptSnapshot(node, before.id(), snapshot, scratch, activity));
        return new BackupReading(stager, Optional.ofNullable(nodes.get(stager.node())), activity)
                .file(
                        stager.onHost(data.database()),
                        new BackupReading.Origin(
                                new BackupSource.LocalFile(data.node() + ":" + data.database()),
                                Optional.of(before.cluster().name().value()),
                                List.of(before.etcd().oldClusterId()),
                                data.stoppedAt(),
                                Optional.of(before.etcd().version()),
                                snapshot.sha256(),
                                snapshot.size(),
                                false,
                                Optional.of(choice.facts())));
    }

    private Map<String, NodeFacts> nodeFacts() {
        Map<String, NodeFacts> facts = new ConcurrentSkipListMap<>();
        Each.of(stagers.running().values(), stager -> facts.put(stager.node(), new NodeProgram(stager).facts()));
        return new TreeMap<>(facts);
    }

    /** Through those on whose nodes etcd runs first. */
    private MembersReport members(Collection<Stager> pods, Map<String, NodeFacts> nodes) {
        return MembersThroughPods.of(
                pods.stream()
                        .sorted(Comparator.comparing(stager -> !runsEtcd(nodes, stager)))
                        .toList(),
                cancellation);
    }

    private static boolean runsEtcd(Map<String, NodeFacts> nodes, Stager stager) {
        return Optional.ofNullable(nodes.get(stager.node())).stream()
                .flatMap(node -> node.manifests().stream())
                .anyMatch(manifest -> manifest.component() == Component.ETCD
                        && manifest.process().isPresent());
    }

    /** Before the first byte of the backup comes: the disk may be that of everything else on the node. */
    private static void requireRoom(Map<String, NodeFacts> nodes, Stager worker, long size) {
        Optional.ofNullable(nodes.get(worker.node())).ifPresent(node -> RoomChecks.requireForCopy(node, size));
    }

    /**
     * Where the backup is looked into and compared with etcd: beside a member that answers, not the leader, if there is a choice; of the
     * others where there is most room.
     */
    private Stager worker(Map<String, NodeFacts> nodes, MembersReport etcd) {
        Set<String> answering = etcd.members().stream()
                .filter(report -> report.answer().isPresent())
                .map(report -> report.member().name())
                .collect(Collectors.toSet());
        Set<String> leaders = etcd.members().stream()
                .filter(MemberReport::leads)
                .map(report -> report.member().name())
                .collect(Collectors.toSet());
        return stagers.running().values().stream()
                .filter(stager -> isBeside(answering, nodes, stager))
                .max(Comparator.comparing((Stager stager) -> !isBeside(leaders, nodes, stager))
                        .thenComparing(stager -> Optional.ofNullable(nodes.get(stager.node()))
                                .flatMap(NodeFacts::kubelet)
                                .flatMap(NodeFacts.Kubelet::pods)
                                .map(NodeFacts.Room::usableBytes)
                                .orElse(0L)))
                .orElseGet(() -> stagers.running().values().iterator().next());
    }

    private static boolean isBeside(Set<String> members, Map<String, NodeFacts> nodes, Stager stager) {
        return Optional.ofNullable(nodes.get(stager.node()))
                .flatMap(NodeFacts::etcd)
                .flatMap(NodeFacts.EtcdFacts::server)
                .filter(server -> members.contains(server.name()))
                .isPresent();
    }

    private String pushed(Stager worker, SnapshotFile file) {
        activity.begins("sending " + file.path() + " to node " + worker.node());
        try (InputStream in = file.open();
                StepLines steps = new StepLines(worker.node(), activity.progress())) {
            new NodeProgram(worker).keep(worker.scratch("snapshot.db"), in, steps);
        } catch (IOException e) {
            throw SnapshotFile.unreadable(file.path(), e);
        }
        return worker.scratch("snapshot.db");
    }

    private static BackupReading.Origin origin(SnapshotFile file) {
        return new BackupReading.Origin(
                new BackupSource.LocalFile(file.path().toString()),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                file.sha256(),
                file.size(),
                file.added().isEmpty(),
                Optional.empty());
    }
}
