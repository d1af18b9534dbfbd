package io.etcdbr.job.command;

import io.etcdbr.config.ReportSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
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
import java.util.List;
import java.util.Optional;
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
        return List.of("With the identity everything is checked, without it the stored digests of encrypted backups. The"
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
    public Optional<Argument> argument() {
        return Optional.of(new Argument("ID|latest", "The backup: its id, the beginning of its id, or 'latest'."));
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
        new Stores(options.stores).onEach(store -> {
            VerifyResult result = new VerifyBackups(
                            store, ProgramVersion.TOOL, call.clock(), call.progress(), call.cancellation())
                    .run(options.verify);
            Printers.verify(result, options.format, call);
            report(result, options.report);
            if (result.exitCode() != ExitCode.OK) {
                throw new EtcdbrException(Failures.of(result));
            }
            return result;
        });
        return Outcome.done("Verified and found sound.");
    }

    private static void report(VerifyResult result, ReportSettings settings) {
        // Newest first: the first sound one is the one worth telling.
        for (VerifyOutcome outcome : result.outcomes()) {
            if (outcome instanceof VerifyOutcome.Checked checked
                    && checked.verification().result() == VerificationResult.SOUND) {
                RunMetrics metrics = new RunMetrics(checked.backup().epoch().cluster().value())
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
