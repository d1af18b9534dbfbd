package io.etcdbr.command;

import io.etcdbr.catalog.Selector;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.operation.DeleteBackups;
import io.etcdbr.operation.PruneResult;
import io.etcdbr.operation.PruneStep;
import io.etcdbr.output.OutputFormat;
import io.etcdbr.retention.Reason;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code delete}. Asks nobody: {@link ConfirmedVerb} does. */
public final class DeleteVerb implements Verb {

    private record Options(
            List<StoreLocation> stores, DeleteBackups.Options delete, boolean dryRun, OutputFormat format) {}

    @Override
    public String name() {
        return "delete";
    }

    @Override
    public String summary() {
        return "Delete backups by their ids";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Nothing is deleted if one of the ids is in none of the stores, or is not clear. The newest whole backup of an"
                        + " etcd, its newest undamaged and its newest verified one go only with --even-newest. What a store holds against deletion (S3 object lock) stays, and"
                        + " the command fails.");
    }

    @Override
    public List<String> examples() {
        return List.of("delete 20261120T143005Z-1f3a --store s3://bucket/prefix");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                Argument.required("ID", "A backup's id, or the beginning of one."),
                Argument.anyNumber("ID", "More of them."));
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.STORES, Setting.CLUSTER, Setting.EPOCH, Setting.EVEN_NEWEST, Setting.DRY_RUN, Setting.OUTPUT);
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> options(settings, call));
        // All of it is found before any of it is deleted.
        Stores.Results<DeleteBackups.Plan> plans = new Stores(options.stores)
                .onEach(store -> new DeleteBackups(store, call.clock(), call.cancellation()).plan(options.delete));
        plans.throwFailure();
        options.delete.ids().forEach(id -> requireSomewhere(id, plans.results()));
        List<PruneResult> results = new ArrayList<>();
        for (DeleteBackups.Plan plan : plans.results()) {
            results.add(Stores.on(location(plan, options), store -> delete(store, plan, options, call)));
        }
        call.print(options.format, (printer, out) -> printer.prune(results, out));
        long deleted = results.stream()
                .mapToLong(result -> result.count(PruneStep.Action.DELETED))
                .sum();
        return new Outcome(
                results.stream().flatMap(DeleteVerb::failures).toList(),
                deleted + " backups deleted.",
                Map.of("deleted", deleted));
    }

    private static PruneResult delete(Store store, DeleteBackups.Plan plan, Options options, Invocation call)
            throws StoreException {
        return new DeleteBackups(store, call.clock(), call.cancellation()).run(plan, options.dryRun);
    }

    private static StoreLocation location(DeleteBackups.Plan plan, Options options) {
        return options.stores.stream()
                .filter(store -> store.equals(plan.store()))
                .findFirst()
                .orElse(plan.store());
    }

    private static void requireSomewhere(Selector.Id id, List<DeleteBackups.Plan> plans) {
        List<Failure> missing = plans.stream()
                .flatMap(plan -> Optional.ofNullable(plan.missing().get(id)).stream())
                .toList();
        if (missing.size() == plans.size() && !missing.isEmpty()) {
            throw new EtcdbrException(missing.getFirst());
        }
    }

    private static Stream<Failure> failures(PruneResult result) {
        Stream<Failure> kept = result.steps().stream()
                .filter(step -> step.action() == PruneStep.Action.KEPT)
                .map(step -> notDeleted(step, result.store()));
        return Stream.concat(result.failure().stream(), kept);
    }

    private static Failure notDeleted(PruneStep step, StoreLocation store) {
        String id = step.backup().id().toString();
        String problem = "backup " + id + " in " + store + " was not deleted: "
                + step.reasons().stream().map(Reason::toString).collect(Collectors.joining("; "));
        boolean unreadable =
                step.reasons().stream().anyMatch(reason -> reason.rule().equals(Reason.UNREADABLE));
        return unreadable
                ? new Failure(
                        ExitCode.DAMAGED,
                        problem,
                        "Nothing tells whether it may go, so prune keeps it too. If a newer etcdbr made it, delete it with that;"
                                + " else remove from the store what begins with " + id + ", the manifest first")
                : new Failure(
                        ExitCode.STORE_REFUSED,
                        problem,
                        "Wait until its lock ends; prune deletes it then, if no rule keeps it");
    }

    private static Options options(Settings settings, Invocation call) {
        if (call.arguments().contains("latest")) {
            settings.mistake("expected ids, found 'latest', which soon means another backup");
        }
        return new Options(
                settings.stores(),
                new DeleteBackups.Options(
                        Choices.clusterIfGiven(settings),
                        Choices.epoch(settings),
                        call.arguments().stream().map(Selector.Id::new).toList(),
                        settings.isOn(Setting.EVEN_NEWEST)),
                settings.isOn(Setting.DRY_RUN),
                Choices.format(settings));
    }
}
