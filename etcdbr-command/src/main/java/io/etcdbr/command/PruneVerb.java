package io.etcdbr.command;

import io.etcdbr.config.RetentionSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.Failure;
import io.etcdbr.log.LogKeys;
import io.etcdbr.operation.PruneBackups;
import io.etcdbr.operation.PruneResult;
import io.etcdbr.operation.PruneStep;
import io.etcdbr.output.OutputFormat;
import io.etcdbr.storage.StoreLocation;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code prune}. */
public final class PruneVerb implements Verb {
    private static final Logger LOG = LoggerFactory.getLogger(PruneVerb.class);

    private record Options(List<StoreLocation> stores, PruneBackups.Options prune, OutputFormat format) {}

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
                "A rule on the command line takes the place of all rules of variables and of the configuration file.");
    }

    @Override
    public List<String> examples() {
        return List.of("prune --store s3://bucket/prefix --keep-last 7 --keep-daily 30 --keep-monthly 12 --dry-run");
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(
                        Stream.of(Setting.STORES, Setting.CLUSTER, Setting.DRY_RUN, Setting.OUTPUT),
                        RetentionSettings.USED.stream())
                .toList();
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(PruneVerb::options);
        Stores.Results<PruneResult> results = new Stores(options.stores)
                .onEach(store -> new PruneBackups(store, call.clock(), call.cancellation()).run(options.prune));
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

    private static Options options(Settings settings) {
        return new Options(
                settings.stores(),
                new PruneBackups.Options(
                        Choices.cluster(settings), RetentionSettings.from(settings), settings.isOn(Setting.DRY_RUN)),
                Choices.format(settings));
    }
}
