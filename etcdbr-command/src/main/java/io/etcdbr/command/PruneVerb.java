package io.etcdbr.command;

import io.etcdbr.config.RetentionSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.BackupId;
import io.etcdbr.format.Sha256;
import io.etcdbr.log.LogKeys;
import io.etcdbr.operation.PruneBackups;
import io.etcdbr.operation.PruneResult;
import io.etcdbr.operation.PruneStep;
import io.etcdbr.output.OutputFormat;
import io.etcdbr.storage.StoreLocation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code prune}. */
public final class PruneVerb implements Verb {
    private static final Logger LOG = LoggerFactory.getLogger(PruneVerb.class);

    private record Options(
            List<StoreLocation> stores, PruneBackups.Options prune, Optional<Sha256> expected, OutputFormat format) {}

    @Override
    public String name() {
        return "prune";
    }

    @Override
    public String summary() {
        return "Delete the backups of a cluster that no rule keeps, and say why each is kept or deleted";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Never deletes the newest backup of an etcd, the newest verified one, a locked one, or anything it"
                        + " does not recognise. Without a rule nothing is deleted but what died writers left more than a day ago.",
                "A rule on the command line takes the place of all rules of variables and of the configuration file.",
                "With --expect nothing is deleted if it would be other backups than those that were looked at.");
    }

    @Override
    public List<String> examples() {
        return List.of("prune --store s3://bucket/prefix --keep-last 7 --keep-daily 30 --keep-monthly 12 --dry-run");
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(
                        Stream.of(Setting.STORES, Setting.CLUSTER, Setting.DRY_RUN, Setting.EXPECT, Setting.OUTPUT),
                        RetentionSettings.USED.stream())
                .toList();
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(PruneVerb::options);
        Optional<Set<BackupId>> only = options.expected.map(digest -> expected(digest, options, call));
        Stores.Results<PruneResult> results = run(options, options.prune.dryRun(), only, call);
        call.print(options.format, (printer, out) -> printer.prune(results.results(), out));
        results.throwFailure();
        List<Failure> failures = results.results().stream()
                .flatMap(result -> result.failure().stream())
                .toList();
        results.results().stream()
                .filter(result -> result.steps().isEmpty() && result.failure().isEmpty())
                .forEach(result -> LOG.atWarn()
                        .addKeyValue(LogKeys.CLUSTER, options.prune.cluster())
                        .addKeyValue(LogKeys.STORE, result.store())
                        .log("There is no backup of this cluster, so nothing was pruned; --cluster names another"));
        long deleted = results.results().stream()
                .mapToLong(result -> result.count(PruneStep.Action.DELETED))
                .sum();
        return new Outcome(failures, deleted + " backups deleted.", Map.of("deleted", deleted));
    }

    private static Stores.Results<PruneResult> run(
            Options options, boolean dryRun, Optional<Set<BackupId>> only, Invocation call) {
        PruneBackups.Options prune =
                new PruneBackups.Options(options.prune.cluster(), options.prune.policy(), dryRun, only);
        return new Stores(options.stores)
                .onEach(store -> new PruneBackups(store, call.clock(), call.cancellation()).run(prune));
    }

    /**
     * What is to go now, if it is what somebody looked at.
     *
     * @throws EtcdbrException with {@link ExitCode#REFUSED} if it is not
     */
    private static Set<BackupId> expected(Sha256 digest, Options options, Invocation call) {
        Stores.Results<PruneResult> now = run(options, true, Optional.empty(), call);
        now.throwFailure();
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        call.withOut(new PrintStream(names, true, StandardCharsets.UTF_8))
                .print(OutputFormat.NAME, (printer, out) -> printer.prune(now.results(), out));
        if (!Sha256.digestOf(names.toByteArray()).equals(digest)) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "other backups would be deleted than those that were looked at, since some came or went"
                            + " meanwhile; nothing was deleted",
                    "Say prune again and look at what it would delete now");
        }
        return now.results().stream()
                .flatMap(result -> result.steps().stream())
                .filter(step -> step.action() == PruneStep.Action.WOULD_DELETE)
                .map(step -> step.backup().id())
                .collect(Collectors.toSet());
    }

    private static Options options(Settings settings) {
        return new Options(
                settings.stores(),
                new PruneBackups.Options(
                        Choices.cluster(settings), RetentionSettings.from(settings), settings.isOn(Setting.DRY_RUN)),
                settings.parsed(Setting.EXPECT, PruneVerb::digest),
                Choices.format(settings));
    }

    private static Sha256 digest(String text) {
        // As sha256sum prints it, with the name of the file behind it or without.
        return Sha256.parse(text.strip().split("\\s")[0])
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected a SHA-256 as 64 hexadecimal digits, found '" + text + "'"));
    }
}
