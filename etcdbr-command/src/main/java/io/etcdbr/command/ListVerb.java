package io.etcdbr.command;

import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.operation.BackupList;
import io.etcdbr.operation.ListBackups;
import io.etcdbr.output.OutputFormat;
import io.etcdbr.storage.StoreLocation;
import java.util.List;
import java.util.Optional;

/** {@code list}. */
public final class ListVerb implements Verb {

    private record Options(List<StoreLocation> stores, ListBackups.Options list, OutputFormat format) {}

    @Override
    public String name() {
        return "list";
    }

    @Override
    public String summary() {
        return "List backups, with what is incomplete, verified, damaged, locked or encrypted among them";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Lists the cluster that was named, or all. Reads no backup: one listing of each store is enough.",
                "Where the terminal is narrow, columns are left out, which is said below, and notes move below their rows;"
                        + " -o wide shows all.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "list --store s3://bucket/prefix",
                "list --store file:///mnt/backups --cluster prod --since 7d -o wide");
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.STORES,
                Setting.CLUSTER,
                Setting.ALL_CLUSTERS,
                Setting.EPOCH,
                Setting.SINCE,
                Setting.LIMIT,
                Setting.OUTPUT);
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> options(settings, call));
        Stores.Results<BackupList> lists =
                new Stores(options.stores).onEach(store -> new ListBackups(store).run(options.list));
        call.print(options.format, (printer, out) -> printer.list(lists.results(), out));
        lists.throwFailure();
        return Outcome.done("Backups listed.");
    }

    private static Options options(Settings settings, Invocation call) {
        return new Options(
                settings.stores(),
                new ListBackups.Options(
                        settings.isOn(Setting.ALL_CLUSTERS) ? Optional.empty() : Choices.clusterIfGiven(settings),
                        Choices.epoch(settings),
                        Choices.moment(settings, Setting.SINCE, call.clock()),
                        settings.number(Setting.LIMIT, 1, 1_000_000)),
                Choices.format(settings));
    }
}
