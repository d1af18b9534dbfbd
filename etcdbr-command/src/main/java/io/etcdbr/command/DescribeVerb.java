package io.etcdbr.command;

import io.etcdbr.catalog.BackupQuery;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.operation.BackupDescription;
import io.etcdbr.operation.DescribeBackup;
import io.etcdbr.output.OutputFormat;
import io.etcdbr.storage.StoreLocation;
import java.util.List;

/** {@code describe}. */
public final class DescribeVerb implements Verb {

    private record Options(List<StoreLocation> stores, BackupQuery query, OutputFormat format) {}

    @Override
    public String name() {
        return "describe";
    }

    @Override
    public String summary() {
        return "Show all that is written about a backup: members, revision, sizes, digests, verifications";
    }

    @Override
    public List<String> description() {
        return List.of("With several stores the newest backup that fits is shown, from the first store that has it.");
    }

    @Override
    public List<String> examples() {
        return List.of("describe latest --store s3://bucket/prefix -o json");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.optional("ID|latest", "The backup: its id, the beginning of its id, or 'latest'."));
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.STORES, Setting.CLUSTER, Setting.EPOCH, Setting.BEFORE, Setting.REVISION, Setting.OUTPUT);
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> options(settings, call));
        BackupDescription description = new Stores(options.stores)
                .onBest(
                        options.query,
                        (query, location) -> Stores.on(location, store -> new DescribeBackup(store).run(query)));
        call.print(options.format, (printer, out) -> printer.describe(description, out));
        return Outcome.done("Backup " + description.manifest().id() + " described.");
    }

    private static Options options(Settings settings, Invocation call) {
        return new Options(settings.stores(), Choices.query(settings, call.argument()), Choices.format(settings));
    }
}
