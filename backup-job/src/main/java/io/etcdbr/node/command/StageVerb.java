package io.etcdbr.node.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.catalog.Selector;
import io.etcdbr.command.Choices;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Stores;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.format.DataKind;
import io.etcdbr.node.facts.RunningEtcd;
import io.etcdbr.node.stage.PlanOnNode;
import io.etcdbr.node.stage.StageRestore;
import io.etcdbr.node.tool.RestoreTool;
import io.etcdbr.operation.FetchBackup;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.progress.Progress;
import io.etcdbr.restore.plan.BackupSource;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.storage.StoreLocation;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code etcdbr-node stage}. */
final class StageVerb implements Verb {

    private record Options(
            NodeOptions node,
            RestoreId id,
            Optional<Path> tool,
            List<StoreLocation> stores,
            AgeIdentities identities) {}

    @Override
    public String name() {
        return "stage";
    }

    @Override
    public String summary() {
        return "Write the new data of a restore beside the old, and prove it";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Fetches the backup of the plan from its store, or takes the snapshot that 'receive' took, runs the official"
                        + " restore tool of the running etcd's minor version, reads the result back and compares it with the plan."
                        + " The running etcd is only read; while it has no leader or answers slowly, writing pauses.",
                "Progress comes as JSON on standard output, one object a line, and the result last as {\"staged\":…}. The same plan"
                        + " gives the same hash on every node. Done at once if it was done before; a failure leaves nothing.");
    }

    @Override
    public List<String> examples() {
        return List.of("stage r20261120t143005-7f3a9c --store s3://bucket/prefix --identity - < key.txt");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(RestoreArgument.ID);
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.STORES, Setting.IDENTITIES, Setting.RESTORE_TOOL);
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> options(settings, call));
        try (PlanOnNode restore = PlanOnNode.open(options.node.root(), options.node.node(), options.id)) {
            RestoreTool tool = RunningEtcd.restoreTool(
                    options.node.root(),
                    Path.of("/proc"),
                    options.tool,
                    restore.self(),
                    restore.plan().etcd().version());
            Progress progress = new JsonProgress(call.out());
            StageRestore.Result result = StageRestore.run(
                    restore,
                    tool,
                    out -> fetch(options, restore.plan(), out, progress, call),
                    progress,
                    call.cancellation());
            call.out().println(json(result));
        }
        return Outcome.done("Staged.");
    }

    private static void fetch(Options options, RestorePlan plan, OutputStream out, Progress progress, Invocation call) {
        switch (plan.backup().source()) {
            case BackupSource.Stored stored ->
                new Stores(options.stores)
                        .onBest(
                                query(plan, stored),
                                (query, location) -> Stores.on(
                                        location,
                                        store -> new FetchBackup(store, progress, call.cancellation())
                                                .run(new FetchBackup.Options(
                                                        query,
                                                        DataKind.SNAPSHOT,
                                                        false,
                                                        new FetchBackup.Destination.Stream(out),
                                                        options.identities))));
            case BackupSource.LocalFile file ->
                throw new EtcdbrException(
                        ExitCode.REFUSED,
                        "the plan's snapshot " + file.file() + " is a file of the workstation, and is not here yet",
                        "Give it to 'etcdbr-node receive " + options.id + "' first");
        }
    }

    /** Under the name that the plan was made with: others may keep theirs in the same store. */
    static BackupQuery query(RestorePlan plan, BackupSource.Stored stored) {
        return new BackupQuery(
                Optional.of(plan.cluster().name()),
                Optional.empty(),
                new Selector.Id(stored.id().toString()));
    }

    private static JsonObject json(StageRestore.Result result) {
        JsonObject staged = new JsonObject();
        staged.addProperty("hash", result.staged().hash());
        staged.addProperty("oldMember", result.staged().oldMember());
        staged.addProperty("newMember", result.staged().newMember());
        JsonArray keys = new JsonArray();
        result.encryptionKeys().forEach(keys::add);
        staged.add("encryptionKeys", keys);
        staged.addProperty("already", result.already());
        JsonObject line = new JsonObject();
        line.add("staged", staged);
        return line;
    }

    private static Options options(Settings settings, Invocation call) {
        return new Options(
                NodeOptions.from(settings),
                NodeOptions.id(settings, call),
                settings.file(Setting.RESTORE_TOOL),
                settings.isGiven(Setting.STORES) ? settings.stores() : List.of(),
                Choices.identities(settings, call.in()));
    }
}
