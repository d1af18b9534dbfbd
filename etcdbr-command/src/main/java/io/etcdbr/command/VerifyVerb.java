package io.etcdbr.command;

import io.etcdbr.config.ReportSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.metrics.MetricsReport;
import io.etcdbr.metrics.RunMetrics;
import io.etcdbr.operation.VerifiedFile;
import io.etcdbr.operation.VerifyBackups;
import io.etcdbr.operation.VerifyBackups.Target;
import io.etcdbr.operation.VerifyDepth;
import io.etcdbr.operation.VerifyFile;
import io.etcdbr.operation.VerifyOutcome;
import io.etcdbr.operation.VerifyResult;
import io.etcdbr.output.OutputFormat;
import io.etcdbr.snapshot.SnapshotSource;
import io.etcdbr.storage.StoreLocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code verify}. */
public final class VerifyVerb implements Verb {

    private sealed interface Options {
        /** One or several backups in each of some stores. */
        record Stored(
                List<StoreLocation> stores, VerifyBackups.Options verify, OutputFormat format, ReportSettings report)
                implements Options {}

        record Local(Path file, OutputFormat format) implements Options {}
    }

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public String summary() {
        return "Read backups back, recompute every digest, and look into the database";
    }

    @Override
    public List<String> description() {
        return List.of(
                "With the identity all digests are checked, without it the stored ones of encrypted backups; with --deep also"
                        + " the etcd database in the snapshot. The result is written beside the backup, so that list and prune"
                        + " know it. Several stores are verified one after the other. Where there is no backup at all, --all"
                        + " fails; a look less deep than is asked for does not count for --not-verified-since.",
                "A local snapshot file is verified deep, and nothing is written down.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "verify latest --store s3://bucket/prefix --identity key.txt",
                "verify --all --not-verified-since 7d --store file:///mnt/backups",
                "verify ./snapshot.db");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.optional(Snapshots.BACKUP.form(), Snapshots.BACKUP.meaning()));
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(
                        Stream.of(
                                Setting.STORES,
                                Setting.CLUSTER,
                                Setting.EPOCH,
                                Setting.ALL,
                                Setting.NOT_VERIFIED_SINCE,
                                Setting.DEPTH,
                                Setting.DEEP,
                                Setting.IDENTITIES,
                                Setting.SCRATCH,
                                Setting.OUTPUT),
                        ReportSettings.USED.stream())
                .toList();
    }

    @Override
    public Outcome run(Invocation call) {
        return switch (call.settings().read(settings -> options(settings, call))) {
            case Options.Stored stored -> run(stored, call);
            case Options.Local local -> run(local, call);
        };
    }

    private static Outcome run(Options.Local options, Invocation call) {
        VerifiedFile file = new VerifyFile(call.clock(), call.progress(), call.cancellation()).run(options.file);
        call.print(options.format, (printer, out) -> printer.verifyFile(file, out));
        List<Failure> failures = switch (file.result()) {
            case SOUND -> List.of();
            case DAMAGED ->
                List.of(new Failure(
                        ExitCode.DAMAGED,
                        "file " + options.file + " is damaged: " + file.firstError(),
                        "Use another snapshot"));
        };
        return new Outcome(failures, "Verified and found sound.", Map.of());
    }

    private static Outcome run(Options.Stored options, Invocation call) {
        Stores.Results<VerifyResult> results = new Stores(options.stores)
                .onEach(store -> new VerifyBackups(
                                store, call.program().tool(), call.clock(), call.progress(), call.cancellation())
                        .run(options.verify));
        call.print(options.format, (printer, out) -> printer.verify(results.results(), out));
        results.results().forEach(result -> report(result, options.report));
        List<Failure> failures = Stream.concat(
                        results.failures().stream().map(EtcdbrException::failure),
                        results.results().stream()
                                .filter(result -> result.exitCode() != ExitCode.OK)
                                .map(VerifyVerb::failure))
                .sorted(Failure.DAMAGE_FIRST)
                .toList();
        return new Outcome(failures, sentence(results.results()), Map.of());
    }

    private static String sentence(List<VerifyResult> results) {
        if (results.stream().anyMatch(result -> !result.outcomes().isEmpty())) {
            return "Verified and found sound.";
        }
        int notDue = results.stream().mapToInt(VerifyResult::notDue).sum();
        return notDue > 0
                ? "Nothing was due: of " + notDue + " backups all were verified as deep since the time given."
                : "Nothing was looked at: what was due was deleted meanwhile.";
    }

    private static Failure failure(VerifyResult result) {
        List<VerifyOutcome.Checked> damaged = new ArrayList<>();
        List<Failure> others = new ArrayList<>();
        for (VerifyOutcome outcome : result.outcomes()) {
            switch (outcome) {
                case VerifyOutcome.Checked checked when !checked.sound() -> damaged.add(checked);
                case VerifyOutcome.Checked checked -> checked.notRecorded().ifPresent(others::add);
                case VerifyOutcome.Unchecked unchecked -> others.add(unchecked.why());
            }
        }
        if (damaged.isEmpty()) {
            return others.getFirst();
        }
        String ids = damaged.stream()
                .map(checked -> checked.backup().id().toString())
                .collect(Collectors.joining(", "));
        return new Failure(
                ExitCode.DAMAGED,
                damaged.size() + " of " + result.outcomes().size() + " backups in " + result.store() + " are damaged: "
                        + ids,
                damaged.stream().allMatch(VerifyOutcome.Checked::damagedAtSource)
                        ? "The database was damaged already when etcd sent it: make a new backup from another member"
                        : "Make a new backup, and check the store's disks and network");
    }

    private static void report(VerifyResult result, ReportSettings settings) {
        // Newest first: the first sound one is the one worth telling.
        for (VerifyOutcome outcome : result.outcomes()) {
            if (outcome instanceof VerifyOutcome.Checked checked && checked.sound()) {
                RunMetrics metrics = new RunMetrics(
                                checked.backup().epoch().cluster().value())
                        .verified(
                                checked.verification().verifiedAt(),
                                checked.backup().id().revision());
                MetricsReport.send(metrics, settings);
                return;
            }
        }
    }

    private static Options options(Settings settings, Invocation call) {
        VerifyDepth depth = settings.isOn(Setting.DEEP)
                ? VerifyDepth.DEEP
                : settings.choice(Setting.DEPTH, VerifyDepth.class).orElse(VerifyDepth.BEST);
        if (call.argument().isPresent()
                && Snapshots.source(settings, call.argument().get()) instanceof SnapshotSource.File file) {
            return local(settings, file.path(), depth);
        }
        return new Options.Stored(
                settings.stores(),
                new VerifyBackups.Options(
                        Choices.clusterIfGiven(settings),
                        Choices.epoch(settings),
                        target(settings, call),
                        depth,
                        Choices.identities(settings, call.in()),
                        depth == VerifyDepth.DEEP ? Snapshots.scratch(settings) : Path.of("."),
                        true),
                Choices.format(settings),
                ReportSettings.from(settings));
    }

    private static Options local(Settings settings, Path file, VerifyDepth depth) {
        switch (depth) {
            case BEST, DEEP -> {}
            case STORED, PLAIN ->
                settings.problem(Setting.DEPTH, "a local file is verified deep: leave this out, or say --deep");
        }
        if (settings.isOn(Setting.ALL)) {
            settings.mistake("expected either a file or --all, found both", List.of(Setting.ALL));
        }
        if (settings.isGiven(Setting.NOT_VERIFIED_SINCE)) {
            settings.problem(
                    Setting.NOT_VERIFIED_SINCE, "nobody writes down when a local file was verified: leave this out");
        }
        return new Options.Local(file, Choices.format(settings));
    }

    private static Target target(Settings settings, Invocation call) {
        if (!settings.isOn(Setting.ALL)) {
            if (settings.isGiven(Setting.NOT_VERIFIED_SINCE)) {
                settings.problem(
                        Setting.NOT_VERIFIED_SINCE,
                        "it chooses among all backups, and a single one is always verified: say --all instead of a backup,"
                                + " or leave this out");
            }
            return new Target.One(Choices.queryById(settings, call.argument()).selector());
        }
        if (call.argument().isPresent()) {
            settings.mistake("expected either one backup or --all, found both", List.of(Setting.ALL));
        }
        return new Target.All(Choices.moment(settings, Setting.NOT_VERIFIED_SINCE, call.clock()));
    }
}
