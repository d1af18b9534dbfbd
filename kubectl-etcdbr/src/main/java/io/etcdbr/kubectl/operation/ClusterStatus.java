package io.etcdbr.kubectl.operation;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.BackupId;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.cluster.KubeObject;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * How a cluster's etcd and its backups are.
 *
 * @param etcd what {@code members} said; empty if it could not
 * @param stores what {@code list} said, a store each; empty if it could not
 * @param schedule of the CronJob
 * @param due when the last scheduled run was due, {@code next} when the next is
 * @param failed the newest run, if it failed
 */
public record ClusterStatus(
        String cluster,
        String namespace,
        String cronJob,
        Optional<KubeObject> etcd,
        List<Store> stores,
        String schedule,
        String timeZone,
        boolean suspended,
        Optional<Instant> due,
        Optional<Instant> next,
        Optional<Instant> lastSuccessful,
        Optional<FailedRun> failed,
        List<Failure> problems) {

    /** Enough to find the last verified one among. */
    private static final String BACKUPS_LOOKED_AT = "200";

    /**
     * What is in a store.
     *
     * @param backups whole ones, of whatever etcd has had this cluster's name
     * @param newest the newest whole backup of this etcd; of any, if etcd could not be asked
     * @param verified the newest of those that was read back and found sound
     * @param foreign the newest whole backup of another etcd, where there is none of this
     * @param datedAhead those that a node made whose clock was ahead
     */
    public record Store(
            String url,
            long backups,
            Optional<Backup> newest,
            Optional<Backup> verified,
            Optional<Backup> foreign,
            List<Backup> datedAhead) {}

    /**
     * @param etcdClusterId of the etcd that it is of
     * @param time when it was begun, as its id says
     * @param storedAt when its store got it, by the store's clock
     * @param verifiedAt where it was
     */
    public record Backup(
            String id, String etcdClusterId, Instant time, Optional<Instant> storedAt, Optional<Instant> verifiedAt) {

        /** Whether its id is wrong, since the clock of the node that made it was ahead. */
        boolean isDatedAhead() {
            return BackupId.parse(id)
                    .flatMap(parsed -> storedAt.filter(parsed::isDatedAheadOf))
                    .isPresent();
        }

        /** When it was begun, at the latest. */
        Instant begun() {
            return isDatedAhead() ? storedAt.orElse(time) : time;
        }
    }

    /** Asks in the session's pod; etcd and stores at the same time. */
    public static ClusterStatus of(Cluster cluster, Installation installation, Session session, Instant now) {
        ProgramAnswer members;
        ProgramAnswer list;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<ProgramAnswer> first = CompletableFuture.supplyAsync(
                    () -> ask(session, List.of("members", "--output=json", "--quiet")), threads);
            list = ask(session, List.of("list", "--output=json", "--quiet", "--limit=" + BACKUPS_LOOKED_AT));
            members = joined(first);
        }
        List<Failure> problems = new ArrayList<>();
        Optional<KubeObject> etcd = members.tree();
        etcd.ifPresentOrElse(
                report -> report.parts("problems").forEach(problem -> problems.add(passedOn(problem))),
                () -> problems.add(attention("etcd could not be asked: " + members.problem(), "Look at etcd")));
        List<Store> stores = list.tree()
                .map(tree -> stores(tree, etcd.flatMap(report -> report.text("etcdClusterId"))))
                .orElse(List.of());
        if (list.code() != 0 || stores.isEmpty()) {
            problems.add(attention("the stores could not be listed: " + list.problem(), "Look at the stores"));
        }
        KubeObject cronJob = installation.cronJob();
        String text = cronJob.text("spec", "schedule").orElse("");
        String zone = cronJob.text("spec", "timeZone").orElse("UTC");
        boolean suspended = cronJob.isOn("spec", "suspend");
        Optional<Schedule> schedule = Schedule.parse(text, zone);
        Optional<Instant> due = schedule.flatMap(known -> known.previous(now));
        if (suspended) {
            problems.add(attention(
                    "the CronJob " + cronJob.name() + " is suspended, so no backups are made",
                    "Resume it: kubectl patch cronjob " + cronJob.name() + " --namespace " + installation.namespace()
                            + " -p '{\"spec\":{\"suspend\":false}}'"));
        }
        if (schedule.isEmpty()) {
            problems.add(
                    attention(
                            "whether the backups are fresh cannot be judged: the schedule '" + text
                                    + "' with time zone " + zone + " of the CronJob " + cronJob.name()
                                    + " is not understood",
                            "Write it as five fields, such as '17 * * * *', and the time zone by its name in the field timeZone"));
        }
        Optional<FailedRun> failed = failed(cluster, installation, problems);
        // A run takes its time, so the one that is due now may not be there yet; the one before must.
        Optional<Instant> atLeast = schedule.flatMap(
                        known -> due.flatMap(last -> known.previous(last.minusSeconds(60))))
                .filter(time -> cronJob.created().filter(time::isAfter).isPresent());
        stores.forEach(store -> stale(store, atLeast).ifPresent(problems::add));
        stores.forEach(store -> datedAhead(store).ifPresent(problems::add));
        return new ClusterStatus(
                cluster.title(),
                installation.namespace(),
                cronJob.name(),
                etcd,
                stores,
                text,
                zone,
                suspended,
                due,
                suspended ? Optional.empty() : schedule.flatMap(known -> known.next(now)),
                cronJob.time("status", "lastSuccessfulTime"),
                failed,
                problems);
    }

    private static Optional<FailedRun> failed(Cluster cluster, Installation installation, List<Failure> problems) {
        try {
            Optional<FailedRun> failed = FailedRun.of(cluster, installation);
            failed.map(run -> attention(
                            "the newest run of the schedule failed at " + run.time() + ": Job " + run.job()
                                    + (run.why().isEmpty() ? "" : ": " + run.why()),
                            "Look at its log: kubectl logs --namespace " + installation.namespace() + " job/"
                                    + run.job()))
                    .ifPresent(problems::add);
            return failed;
        } catch (EtcdbrException e) {
            if (e.failure().code() != ExitCode.KUBERNETES_REFUSED) {
                throw e;
            }
            problems.add(attention(
                    "how the newest run of the schedule ended is not known: "
                            + e.failure().problem(),
                    e.failure().remedy()));
            return Optional.empty();
        }
    }

    private static Optional<Failure> stale(Store store, Optional<Instant> atLeast) {
        if (store.foreign().isPresent()) {
            Backup foreign = store.foreign().get();
            return Optional.of(attention(
                    "none of the newest whole backups in " + store.url() + " is of this etcd; the newest, "
                            + foreign.id() + " of " + foreign.begun() + ", is of etcd cluster id "
                            + foreign.etcdClusterId() + ": of before a restore, or of another cluster of the same name",
                    "Make one: kubectl etcdbr backup --wait; two clusters in one store each need a name of their own"
                            + " (the key 'cluster')"));
        }
        if (store.newest().isEmpty()) {
            return Optional.of(
                    attention("there is no whole backup in " + store.url(), "Make one: kubectl etcdbr backup --wait"));
        }
        return atLeast.filter(time -> store.newest().get().begun().isBefore(time))
                .map(time -> attention(
                        "the newest backup in " + store.url() + " is of "
                                + store.newest().get().begun() + ", but one was due at " + time,
                        "Look at the last Jobs: kubectl get jobs --all-namespaces -l app.kubernetes.io/name=etcdbr"));
    }

    private static Optional<Failure> datedAhead(Store store) {
        if (store.datedAhead().isEmpty()) {
            return Optional.empty();
        }
        String ids = store.datedAhead().stream().map(Backup::id).collect(Collectors.joining(", "));
        return Optional.of(attention(
                "the clock of the node that made " + ids + " in " + store.url()
                        + " was a day or more ahead of the store's; 'latest' passes such backups over once there are newer ones,"
                        + " and prune never deletes them",
                "Set the clock of that node, and delete them once there are newer ones: kubectl etcdbr delete"));
    }

    private static ProgramAnswer ask(Session session, List<String> arguments) {
        return ProgramAnswer.of(session::run, arguments, InputStream.nullInputStream());
    }

    private static ProgramAnswer joined(CompletableFuture<ProgramAnswer> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            throw e;
        }
    }

    private static Failure passedOn(KubeObject problem) {
        return attention(
                problem.text("problem").orElse("?"), problem.text("remedy").orElse(""));
    }

    private static Failure attention(String problem, String remedy) {
        return new Failure(ExitCode.ATTENTION, problem, remedy);
    }

    /**
     * Clusters of the same name may share a store, and after a restore etcd is another one: only backups of the etcd that is asked
     * after say whether it is backed up.
     */
    private static List<Store> stores(KubeObject list, Optional<String> etcd) {
        return list.parts("stores").stream()
                .map(store -> {
                    List<KubeObject> complete = store.parts("backups").stream()
                            .filter(backup -> backup.isOn("complete"))
                            .toList();
                    List<KubeObject> own = complete.stream()
                            .filter(backup -> etcd.isEmpty()
                                    || backup.text("etcdClusterId").equals(etcd))
                            .toList();
                    return new Store(
                            store.text("store").orElse("?"),
                            complete.size() + store.number("leftOut").orElse(0),
                            newest(own),
                            newest(own.stream()
                                    .filter(backup -> backup.text("verification", "result")
                                            .filter("sound"::equals)
                                            .isPresent())
                                    .toList()),
                            own.isEmpty() ? newest(complete) : Optional.empty(),
                            complete.stream()
                                    .map(ClusterStatus::backup)
                                    .filter(Backup::isDatedAhead)
                                    .toList());
                })
                .toList();
    }

    private static Optional<Backup> newest(List<KubeObject> backups) {
        return backups.stream().map(ClusterStatus::backup).max(Comparator.comparing(Backup::begun));
    }

    private static Backup backup(KubeObject backup) {
        return new Backup(
                backup.text("id").orElse("?"),
                backup.text("etcdClusterId").orElse("?"),
                backup.time("time").orElse(Instant.EPOCH),
                backup.time("storedAt"),
                backup.time("verification", "time"));
    }
}
