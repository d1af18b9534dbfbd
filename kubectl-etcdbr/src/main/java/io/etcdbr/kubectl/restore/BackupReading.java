package io.etcdbr.kubectl.restore;

import com.google.gson.JsonObject;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.DatabaseSummary;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.Manifest;
import io.etcdbr.format.ManifestCodec;
import io.etcdbr.format.Sha256;
import io.etcdbr.kubectl.cluster.KubeObject;
import io.etcdbr.kubectl.operation.ProgramAnswer;
import io.etcdbr.kubectl.preflight.BackupFacts;
import io.etcdbr.kubectl.preflight.Loss;
import io.etcdbr.kubectl.stager.Stager;
import io.etcdbr.restore.plan.BackupSource;
import io.etcdbr.restore.plan.PlannedBackup;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.topology.NodeFacts;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks into the backup, in a stager pod: fetched there once and proved, then counted and compared with what etcd holds now. The
 * file goes with the pod.
 */
final class BackupReading {
    /** By which the API servers agree on who compacts etcd's history; it stands outside {@code /registry}. */
    private static final String COMPACTION = "compact_rev_key";

    private static final String FILE = "snapshot.db";

    /** What a comparison ends with that found differences. */
    private static final int DIFFERENT = ExitCode.DIFFERENT.number();

    private static final String OBJECTS =
            "jobs.batch,cronjobs.batch,validatingwebhookconfigurations,mutatingwebhookconfigurations";

    private final Stager stager;
    private final Optional<String> encryptionConfig;
    private final Activity activity;

    /** @param node the stager's; what opens values that are encrypted at rest is read there and stays there */
    BackupReading(Stager stager, Optional<NodeFacts> node, Activity activity) {
        this.stager = stager;
        this.encryptionConfig = node.flatMap(NodeFacts::encryption)
                .filter(found -> found.keys().isPresent())
                .map(NodeFacts.Encryption::config);
        this.activity = activity;
    }

    /**
     * What was found.
     *
     * @param cluster under which the backup is kept, or a name found in a file
     * @param loss empty if the backup could not be compared, and why not
     */
    record Found(BackupFacts facts, Optional<String> cluster, Optional<Loss> loss, String whyNoLoss) {}

    /**
     * A stored backup, found.
     *
     * @param manifest also says whether an age identity is needed
     */
    record Described(Manifest manifest, String store) {}

    Described describe(BackupChoice.Stored choice) {
        activity.begins("finding the backup");
        List<String> arguments = new ArrayList<>(List.of("describe"));
        arguments.addAll(choice.arguments());
        arguments.add("--output=json");
        KubeObject described = tree(arguments, InputStream.nullInputStream(), "finding the backup failed");
        byte[] manifest = described.part("manifest").tree().toString().getBytes(StandardCharsets.UTF_8);
        return new Described(
                ManifestCodec.decode(manifest, "the manifest of the backup"),
                described.text("store").orElse("?"));
    }

    /** @param identities age private keys; empty if none is needed */
    Found stored(Described described, byte[] identities) {
        Manifest manifest = described.manifest();
        activity.begins("fetching backup " + manifest.id());
        List<String> arguments = new ArrayList<>(List.of(
                "fetch",
                manifest.id().toString(),
                "--cluster=" + manifest.cluster().name(),
                "--to=" + stager.scratch(FILE),
                "--output=json"));
        if (identities.length > 0) {
            arguments.add("--identity=-");
        }
        tree(arguments, new ByteArrayInputStream(identities), "fetching backup " + manifest.id() + " failed");
        List<EtcdClusterId> ids = Stream.of(
                        Optional.of(manifest.cluster().etcdClusterId()),
                        manifest.cluster().previousEtcdClusterId())
                .flatMap(Optional::stream)
                .toList();
        return file(
                stager.scratch(FILE),
                new Origin(
                        new BackupSource.Stored(manifest.id(), described.store()),
                        Optional.of(manifest.cluster().name().value()),
                        ids,
                        Optional.of(manifest.startedAt()),
                        Optional.of(manifest.source().etcdVersion()),
                        manifest.snapshot().plainSha256(),
                        manifest.snapshot().plainSize(),
                        true,
                        Optional.empty()));
    }

    /**
     * What is known of a snapshot before it is looked into.
     *
     * @param ownDigest whether etcd had ended it with its SHA-256
     * @param kept if an earlier restore set it aside
     */
    record Origin(
            BackupSource source,
            Optional<String> cluster,
            List<EtcdClusterId> etcdClusterIds,
            Optional<Instant> takenAt,
            Optional<String> etcdVersion,
            Sha256 sha256,
            long size,
            boolean ownDigest,
            Optional<BackupFacts.Kept> kept) {}

    /** Looks into a file that the stager sees. */
    Found file(String path, Origin origin) {
        return file(path, origin, UnaryOperator.identity());
    }

    /** Looks into what was staged on the stager's node; what the restore tool changed in it is as in the backup that it was made of. */
    Found staged(RestorePlan plan) {
        PlannedBackup backup = plan.backup();
        String database = plan.participant(stager.node()).dataDir() + "/.etcdbr/" + plan.id() + "/new/member/snap/db";
        return file(
                stager.onHost(database),
                new Origin(
                        backup.source(),
                        Optional.of(plan.cluster().name().value()),
                        List.of(plan.etcd().oldClusterId()),
                        backup.takenAt(),
                        Optional.of(plan.etcd().version()),
                        backup.plainSha256(),
                        backup.plainSize(),
                        true,
                        Optional.empty()),
                found -> new DatabaseSummary(
                        DatabaseSummary.Hash.parse(backup.hash()).orElse(found.hash()),
                        backup.revision(),
                        found.compactedRevision(),
                        found.compactingRevision(),
                        backup.keys(),
                        found.entries(),
                        found.size(),
                        found.clusterVersion(),
                        found.storageVersion(),
                        found.downgradeTarget(),
                        found.members(),
                        found.alarms(),
                        found.buckets()));
    }

    /** What the file itself says. */
    private record Inside(KubeObject verified, KubeObject inspected, Objects objects) {}

    /** @param whyNotAll empty if these are all */
    private record Objects(List<KubeObject> found, Optional<String> whyNotAll) {}

    private Found file(String path, Origin origin, UnaryOperator<DatabaseSummary> known) {
        activity.begins("proving the backup sound and comparing it with the cluster");
        AtomicReference<Inside> inside = new AtomicReference<>();
        AtomicReference<ProgramAnswer> comparison = new AtomicReference<>();
        // Beside each other, since etcd does most of the work of the comparison.
        Each.of(
                List.<Runnable>of(
                        () -> inside.set(inside(path)),
                        () -> comparison.set(opening(List.of("diff", path, "--live", "--output=json")))),
                Runnable::run);
        List<KubeObject> objects = inside.get().objects().found();
        BackupFacts facts = facts(origin, inside.get(), known);
        Optional<String> cluster =
                origin.cluster().or(() -> inside.get().inspected().text("kubernetes", "kubeadmCluster"));
        if (facts.database().isEmpty()) {
            return new Found(facts, cluster, Optional.empty(), "the backup cannot be read");
        }
        ProgramAnswer diff = comparison.get();
        Optional<Loss> loss = diff.code() == 0 || diff.code() == DIFFERENT
                ? diff.tree().map(tree -> new LossReading(tree, objects).loss())
                : Optional.empty();
        return new Found(facts, cluster, loss, loss.isPresent() ? "" : diff.problem());
    }

    private Inside inside(String path) {
        ProgramAnswer verify = answer(List.of("verify", path, "--output=json"));
        boolean damaged = verify.code() == ExitCode.DAMAGED.number();
        if (verify.code() != 0 && !damaged) {
            throw verify.failure("proving the backup sound failed");
        }
        KubeObject verified = verify.tree().orElseThrow(() -> unreadable("verify"));
        ProgramAnswer inspect = answer(List.of("inspect", path, "--output=json"));
        // What is damaged is refused for that, and may be beyond counting.
        KubeObject inspected = damaged && inspect.code() != 0
                ? new KubeObject(new JsonObject())
                : tree(inspect, "inspect", "looking into the backup failed");
        return new Inside(verified, inspected, objects(path));
    }

    /** Those that can be read. No failure stops the restore: that something else than these is as it should be does not hang on them. */
    private Objects objects(String path) {
        ProgramAnswer get = opening(List.of("get", path, OBJECTS, "--all-namespaces", "--output=json"));
        if (get.code() == 0 && get.tree().isEmpty()) {
            throw unreadable("get");
        }
        return new Objects(
                get.tree().map(list -> list.parts("items")).orElse(List.of()),
                get.code() == 0 ? Optional.empty() : Optional.of(get.problem()));
    }

    private static BackupFacts facts(Origin origin, Inside inside, UnaryOperator<DatabaseSummary> known) {
        KubeObject verified = inside.verified();
        KubeObject inspected = inside.inspected();
        return new BackupFacts(
                origin.source(),
                origin.cluster(),
                origin.etcdClusterIds(),
                origin.takenAt(),
                origin.sha256(),
                origin.size(),
                origin.ownDigest(),
                origin.etcdVersion().or(() -> version(inspected)),
                DatabaseReading.findings(verified),
                DatabaseReading.of(verified).map(known),
                inspected.text("kubernetes", "clusterUid"),
                apiServers(inspected),
                encryption(inspected),
                inspected.parts("kubernetes", "nodes").stream()
                        .flatMap(node -> node.text("name").stream())
                        .collect(Collectors.toSet()),
                inspected.isOn("database", "authEnabled"),
                inspected.parts("otherPrefixes").stream()
                        .flatMap(prefix -> prefix.text("prefix").stream())
                        .filter(prefix -> !prefix.equals(COMPACTION))
                        .toList(),
                webhooks(inside.objects().found()),
                inside.objects().whyNotAll(),
                origin.kept());
    }

    private static Optional<String> version(KubeObject inspected) {
        return inspected.text("database", "storageVersion").or(() -> inspected.text("database", "clusterVersion"));
    }

    private static Set<String> apiServers(KubeObject inspected) {
        return inspected.parts("kubernetes", "versions").stream()
                .filter(seen -> seen.text("component").equals(Optional.of("kube-apiserver")))
                .flatMap(seen -> seen.text("version").stream())
                .collect(Collectors.toSet());
    }

    private static List<BackupFacts.EncryptionKey> encryption(KubeObject inspected) {
        return inspected.parts("resources").stream()
                .flatMap(resource -> resource.parts("encryption").stream()
                        .map(key -> new BackupFacts.EncryptionKey(
                                key.text("provider").orElse("?"),
                                key.text("keyName").orElse(""),
                                resource.text("resource").orElse("?"),
                                key.number("objects").orElse(0))))
                .toList();
    }

    private static List<BackupFacts.Webhook> webhooks(List<KubeObject> objects) {
        List<BackupFacts.Webhook> closed = new ArrayList<>();
        for (KubeObject configuration : objects) {
            for (KubeObject webhook : configuration.parts("webhooks")) {
                // Without a policy it is Fail, since admissionregistration.k8s.io/v1.
                if (webhook.text("failurePolicy").orElse("Fail").equals("Fail")) {
                    KubeObject service = webhook.part("clientConfig", "service");
                    closed.add(new BackupFacts.Webhook(
                            configuration.name(),
                            webhook.text("name").orElse("?"),
                            service.text("name")
                                    .map(name -> "service "
                                            + service.text("namespace").orElse("") + "/" + name)
                                    .or(() -> webhook.text("clientConfig", "url"))
                                    .orElse("?")));
                }
            }
        }
        return closed;
    }

    private KubeObject tree(List<String> arguments, InputStream in, String what) {
        return tree(ProgramAnswer.of(stager::job, quiet(arguments), in), arguments.getFirst(), what);
    }

    private static KubeObject tree(ProgramAnswer answer, String verb, String what) {
        if (answer.code() != 0) {
            throw answer.failure(what);
        }
        return answer.tree().orElseThrow(() -> unreadable(verb));
    }

    private ProgramAnswer answer(List<String> arguments) {
        return ProgramAnswer.of(stager::job, quiet(arguments), InputStream.nullInputStream());
    }

    /**
     * With the keys of the node's API server, by the name of their file. Where the program cannot read that, what it opens is less, and it
     * says so of what it cannot open.
     */
    private ProgramAnswer opening(List<String> arguments) {
        if (encryptionConfig.isPresent()) {
            List<String> all = new ArrayList<>(arguments);
            all.add("--encryption-config=" + stager.onHost(encryptionConfig.get()));
            ProgramAnswer answer = answer(all);
            if (answer.code() != ExitCode.USAGE.number()) {
                return answer;
            }
        }
        return answer(arguments);
    }

    private static List<String> quiet(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.add("--quiet");
        return all;
    }

    private static EtcdbrException unreadable(String verb) {
        return new EtcdbrException(
                ExitCode.REFUSED,
                "etcdbr-job " + verb + " in the cluster said nothing that this program understands",
                "Use the same version of etcdbr in the image and in the plugin");
    }
}
