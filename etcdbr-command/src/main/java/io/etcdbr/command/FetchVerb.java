package io.etcdbr.command;

import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.format.DataKind;
import io.etcdbr.log.LogKeys;
import io.etcdbr.operation.FetchBackup;
import io.etcdbr.operation.FetchBackup.Destination;
import io.etcdbr.operation.FetchedBackup;
import io.etcdbr.output.OutputFormat;
import io.etcdbr.progress.StandardStream;
import io.etcdbr.storage.StoreLocation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code fetch}. */
public final class FetchVerb implements Verb {
    private static final Logger LOG = LoggerFactory.getLogger(FetchVerb.class);
    private static final String STANDARD_OUTPUT = "-";

    /** What to fetch, whatever the stores are. */
    public record Options(FetchBackup.Options fetch, OutputFormat format) {}

    @Override
    public String name() {
        return "fetch";
    }

    @Override
    public String summary() {
        return "Bring a backup back as a plain file that etcdutl restores, proven whole";
    }

    @Override
    public List<String> description() {
        return List.of(
                "The file appears whole and checked, or not at all. With several stores the newest backup that fits is"
                        + " taken, from the first store that has it.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "fetch latest --store s3://bucket/prefix --identity key.txt --to snapshot.db",
                "fetch --before 2026-11-20T14:30:00Z --store file:///mnt/backups --identity - < key.txt");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.optional("ID|latest", "The backup: its id, the beginning of its id, or 'latest'."));
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.STORES,
                Setting.CLUSTER,
                Setting.EPOCH,
                Setting.BEFORE,
                Setting.REVISION,
                Setting.IDENTITIES,
                Setting.FILES,
                Setting.STORED,
                Setting.TO,
                Setting.FORCE,
                Setting.OUTPUT);
    }

    @Override
    public String meaning(Setting setting) {
        return setting == Setting.FORCE ? "replace the file if it exists" : Verb.super.meaning(setting);
    }

    @Override
    public Outcome run(Invocation call) {
        record Both(List<StoreLocation> stores, Options options) {}
        Both both = call.settings().read(settings -> new Both(settings.stores(), options(settings, call)));
        return fetch(new Stores(both.stores), both.options, call);
    }

    /** Fetches from the first of the stores that has the newest backup that fits. */
    public static Outcome fetch(Stores stores, Options options, Invocation call) {
        FetchedBackup fetched = stores.onBest(options.fetch.query(), (query, location) -> {
            FetchBackup.Options exact = new FetchBackup.Options(
                    query,
                    options.fetch.kind(),
                    options.fetch.stored(),
                    options.fetch.destination(),
                    options.fetch.identities());
            return stores.at(
                    location, store -> new FetchBackup(store, call.progress(), call.cancellation()).run(exact));
        });
        LOG.atInfo()
                .addKeyValue(LogKeys.BACKUP, fetched.manifest().id())
                .addKeyValue(LogKeys.STORE, fetched.store())
                .addKeyValue(LogKeys.REVISION, fetched.manifest().revision())
                .addKeyValue(LogKeys.BYTES, fetched.size())
                .log("Backup fetched, its digests fit");
        // Standard output is the backup's where there is no file.
        if (fetched.file().isPresent()) {
            call.print(options.format, (printer, out) -> printer.fetch(fetched, out));
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("backup", fetched.manifest().id());
        facts.put("store", fetched.store());
        fetched.file().ifPresent(file -> facts.put("file", file));
        facts.put("sha256", fetched.sha256());
        return new Outcome(List.of(), "Backup " + fetched.manifest().id() + " fetched.", facts);
    }

    /** Reads the settings of {@link #fetch}. */
    public static Options options(Settings settings, Invocation call) {
        boolean force = settings.isOn(Setting.FORCE);
        boolean stream =
                settings.text(Setting.TO).filter(STANDARD_OUTPUT::equals).isPresent();
        if (stream && call.out() == System.out && StandardStream.OUTPUT.isTerminal()) {
            settings.problem(Setting.TO, "standard output is a terminal, and a backup is not for reading");
        }
        Destination destination = stream
                ? new Destination.Stream(new CheckedOutput(call.out()))
                : new Destination.File(settings.parsed(Setting.TO, Path::of).orElse(Path.of(".")), force);
        return new Options(
                new FetchBackup.Options(
                        Choices.query(settings, call.argument()),
                        settings.isOn(Setting.FILES) ? DataKind.FILES : DataKind.SNAPSHOT,
                        settings.isOn(Setting.STORED),
                        destination,
                        Choices.identities(settings, call.in())),
                Choices.format(settings));
    }
}
