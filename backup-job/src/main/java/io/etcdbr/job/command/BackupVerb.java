package io.etcdbr.job.command;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.command.Choices;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.OutputForm;
import io.etcdbr.command.Snapshots;
import io.etcdbr.command.Stores;
import io.etcdbr.command.Verb;
import io.etcdbr.config.ContentSettings;
import io.etcdbr.config.ContentSettings.VerifyAfter;
import io.etcdbr.config.EtcdSettings;
import io.etcdbr.config.ReportSettings;
import io.etcdbr.config.RetentionSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.ClusterName;
import io.etcdbr.format.Compression;
import io.etcdbr.format.DataObject;
import io.etcdbr.format.Manifest;
import io.etcdbr.job.backup.BackupOptions;
import io.etcdbr.job.backup.BackupResult.InStore;
import io.etcdbr.job.etcd.EtcdSource;
import io.etcdbr.job.etcd.EtcdSources;
import io.etcdbr.job.sequence.BackupSequence;
import io.etcdbr.metrics.MetricsReport;
import io.etcdbr.metrics.RunMetrics;
import io.etcdbr.pipeline.Encoding;
import io.etcdbr.progress.ByteText;
import io.etcdbr.storage.StoreLocation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code etcdbr-job backup}. */
final class BackupVerb implements Verb {
    private static final Logger LOG = LoggerFactory.getLogger(BackupVerb.class);

    /** Level 1 of zstd keeps up with etcd on one core; higher levels trade time for bytes. */
    private static final int ZSTD_LEVEL = 1;

    private static final int GZIP_LEVEL = 6;

    private record Options(EtcdSettings etcd, BackupSequence.Options sequence, ReportSettings report) {
        ClusterName cluster() {
            return sequence.backup().cluster();
        }
    }

    @Override
    public String name() {
        return "backup";
    }

    @Override
    public String summary() {
        return "Read a snapshot from etcd, prove it whole, and store it compressed and encrypted";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Reads one member once and gives every store the same bytes. A backup shows in a store whole or not at all."
                        + " Verifies with --verify, and prunes if a --keep option is given and the backup succeeded."
                        + " The defaults fit a control plane node that kubeadm made.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "backup --store s3://bucket/prefix --recipient age1... --include /etc/kubernetes/pki",
                "backup --cluster prod --store file:///mnt/backups --store sftp://me@host/dir --keep-last 7");
    }

    @Override
    public List<Setting> settings() {
        return Stream.of(
                        List.of(Setting.CLUSTER, Setting.STORES, Setting.IDENTITIES, Setting.SCRATCH, Setting.OUTPUT),
                        EtcdSettings.USED,
                        ContentSettings.USED,
                        RetentionSettings.USED,
                        ReportSettings.USED)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public Outcome run(Invocation call) {
        OutputForm form = OutputForm.of(call.settings());
        Options options = call.settings().read(settings -> options(settings, call));
        if (!options.sequence.backup().encoding().encrypts()) {
            LOG.warn(
                    "The backup will not be encrypted: whoever can read the store can read every Secret of the cluster;"
                            + " encrypt it with --recipient");
        }
        RunMetrics metrics = new RunMetrics(options.cluster().value());
        try {
            BackupSequence.Result result = sequence(options, call);
            describe(result, metrics.attempt(call.clock().instant(), result.exitCode()));
            MetricsReport.send(metrics, options.report);
            return report(result, form, call);
        } catch (RuntimeException e) {
            if (!metrics.isEmpty()) {
                throw e;
            }
            Failure failure = call.cancellation().reason().orElseGet(() -> failure(e));
            MetricsReport.send(metrics.attempt(call.clock().instant(), failure.code()), options.report);
            throw e;
        }
    }

    private static BackupSequence.Result sequence(Options options, Invocation call) {
        try (EtcdSource etcd = EtcdSources.open(options.etcd);
                Cancellation.Registration _ = call.cancellation().onCancel(etcd::close)) {
            return new BackupSequence(
                            Stores::open, options.sequence, call.clock(), call.progress(), call.cancellation())
                    .run(etcd);
        }
    }

    private static Failure failure(RuntimeException e) {
        return e instanceof EtcdbrException known ? known.failure() : new Failure(ExitCode.INTERNAL, e.toString(), "");
    }

    private static void describe(BackupSequence.Result result, RunMetrics metrics) {
        Manifest manifest = result.manifest();
        metrics.backup(
                manifest.finishedAt(), manifest.revision(), manifest.snapshot().plainSize(), storedSize(manifest));
        result.durations().forEach((phase, duration) -> metrics.phase(phase.text(), duration));
        result.stores().forEach(store -> metrics.store(store.store().toString(), store instanceof InStore.Stored));
        result.verifiedAt().ifPresent(time -> metrics.verified(time, manifest.revision()));
    }

    private static Outcome report(BackupSequence.Result result, OutputForm form, Invocation call) {
        Manifest manifest = result.manifest();
        Map<String, Object> facts = facts(result);
        String sentence = "Backup " + manifest.id() + " of cluster "
                + manifest.cluster().name() + " at revision "
                + manifest.revision() + " (" + ByteText.of(manifest.snapshot().plainSize()) + ", stored "
                + ByteText.of(storedSize(manifest)) + ") is in " + String.join(" and ", stored(result));
        switch (form) {
            case TABLE -> call.out().println(sentence);
            case NAME -> call.out().println(manifest.id());
            case JSON, YAML -> call.out().print(form.of(facts));
        }
        return new Outcome(result.failures(), sentence + ".", facts);
    }

    /** The names are an API: none is renamed or removed. */
    static Map<String, Object> facts(BackupSequence.Result result) {
        Manifest manifest = result.manifest();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("backup", manifest.id());
        facts.put("cluster", manifest.cluster().name());
        facts.put("etcdClusterId", manifest.cluster().etcdClusterId());
        facts.put("member", manifest.source().memberName());
        facts.put("revision", manifest.revision());
        facts.put("plainSize", manifest.snapshot().plainSize());
        facts.put("storedSize", storedSize(manifest));
        facts.put("stores", String.join(" ", stored(result)));
        result.verifiedAt().ifPresent(time -> facts.put("verifiedAt", time));
        return facts;
    }

    private static List<String> stored(BackupSequence.Result result) {
        return result.stores().stream()
                .filter(InStore.Stored.class::isInstance)
                .map(store -> store.store().toString())
                .toList();
    }

    private static long storedSize(Manifest manifest) {
        return manifest.dataObjects().stream().mapToLong(DataObject::storedSize).sum();
    }

    private static Options options(Settings settings, Invocation call) {
        EtcdSettings etcd = EtcdSettings.from(settings);
        ContentSettings content = ContentSettings.from(settings);
        List<StoreLocation> stores = settings.stores();
        BackupOptions backup = new BackupOptions(
                Choices.cluster(settings),
                new Encoding(compression(content), content.recipients()),
                content.include(),
                content.allowPlaintextKeys(),
                content.spool(),
                content.lockFor(),
                call.program().tool());
        BackupSequence.Options sequence = new BackupSequence.Options(
                backup,
                stores,
                content.verify(),
                Choices.identities(settings, call.in()),
                content.verify() == VerifyAfter.DEEP ? Snapshots.scratch(settings) : Path.of("."),
                RetentionSettings.from(settings));
        if ((content.verify() == VerifyAfter.PLAIN || content.verify() == VerifyAfter.DEEP)
                && backup.encoding().encrypts()
                && sequence.identities().isEmpty()) {
            settings.problem(
                    Setting.VERIFY, "an encrypted backup can be verified as plain or deep only with an --identity");
        }
        return new Options(etcd, sequence, ReportSettings.from(settings));
    }

    private static Compression compression(ContentSettings content) {
        return switch (content.compression()) {
            case ZSTD -> Compression.zstd(content.compressionLevel().orElse(ZSTD_LEVEL), Encoding.DEFAULT_FRAME_SIZE);
            case GZIP -> Compression.gzip(content.compressionLevel().orElse(GZIP_LEVEL));
            case NONE -> Compression.NONE;
        };
    }
}
