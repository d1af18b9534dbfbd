package io.etcdbr.job.command;

import io.etcdbr.config.ReportSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.VerificationResult;
import io.etcdbr.job.metrics.MetricsReport;
import io.etcdbr.job.metrics.RunMetrics;
import io.etcdbr.operation.VerifyBackups;
import io.etcdbr.operation.VerifyBackups.Target;
import io.etcdbr.operation.VerifyDepth;
import io.etcdbr.operation.VerifyOutcome;
import io.etcdbr.operation.VerifyResult;
import io.etcdbr.output.OutputFormat;
import io.etcdbr.storage.StoreLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code etcdbr-job verify}. */
final class VerifyVerb implements Verb {

    private record Options(
            List<StoreLocation> stores, VerifyBackups.Options verify, OutputFormat format, ReportSettings report) {}

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public String summary() {
        return "Read backups back from their store and recompute every digest";
    }

    @Override
    public List<String> description() {
        return List.of(
                "With the identity everything is checked, without it the stored digests of encrypted backups. The"
                        + " result is written beside the backup, so that list and prune know it. Several stores are verified one"
                        + " after the other.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "etcdbr-job verify latest --store s3://bucket/prefix --identity key.txt",
                "etcdbr-job verify --all --not-verified-since 7d --store file:///mnt/backups");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.optional("ID|latest", "The backup: its id, the beginning of its id, or 'latest'."));
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
                                Setting.IDENTITIES,
                                Setting.OUTPUT),
                        ReportSettings.USED.stream())
                .toList();
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> options(settings, call));
        Stores.Results<VerifyResult> results = new Stores(options.stores)
                .onEach(store -> new VerifyBackups(
                                store, ProgramVersion.TOOL, call.clock(), call.progress(), call.cancellation())
                        .run(options.verify));
        call.print(options.format, (printer, out) -> printer.verify(results.results(), out));
        results.results().forEach(result -> report(result, options.report));
        results.throwFailure();
        List<Failure> failures = results.results().stream()
                .filter(result -> result.exitCode() != ExitCode.OK)
                .map(VerifyVerb::failure)
                .toList();
        return new Outcome(failures, "Verified and found sound.", Map.of());
    }

    private static Failure failure(VerifyResult result) {
        List<String> damaged = new ArrayList<>();
        List<Failure> others = new ArrayList<>();
        for (VerifyOutcome outcome : result.outcomes()) {
            switch (outcome) {
                case VerifyOutcome.Checked checked
                when checked.verification().result() == VerificationResult.DAMAGED ->
                    damaged.add(checked.backup().id().toString());
                case VerifyOutcome.Checked checked -> checked.notRecorded().ifPresent(others::add);
                case VerifyOutcome.Unchecked unchecked -> others.add(unchecked.why());
            }
        }
        if (damaged.isEmpty()) {
            return others.getFirst();
        }
        return new Failure(
                ExitCode.DAMAGED,
                damaged.size() + " of " + result.outcomes().size() + " backups in " + result.store() + " are damaged: "
                        + String.join(", ", damaged),
                "Make a new backup, and check the store's disks and network");
    }

    private static void report(VerifyResult result, ReportSettings settings) {
        // Newest first: the first sound one is the one worth telling.
        for (VerifyOutcome outcome : result.outcomes()) {
            if (outcome instanceof VerifyOutcome.Checked checked
                    && checked.verification().result() == VerificationResult.SOUND) {
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
        return new Options(
                settings.stores(),
                new VerifyBackups.Options(
                        Choices.clusterIfGiven(settings),
                        Choices.epoch(settings),
                        target(settings, call),
                        settings.choice(Setting.DEPTH, VerifyDepth.class).orElse(VerifyDepth.BEST),
                        Choices.identities(settings, call.in()),
                        true),
                Choices.format(settings),
                ReportSettings.from(settings));
    }

    private static Target target(Settings settings, Invocation call) {
        if (!settings.isOn(Setting.ALL)) {
            return new Target.One(Choices.queryById(settings, call.argument()).selector());
        }
        if (call.argument().isPresent()) {
            settings.mistake("expected either one backup or --all, found both");
        }
        return new Target.All(Choices.moment(settings, Setting.NOT_VERIFIED_SINCE, call.clock()));
    }
}
