package io.etcdbr.job.command;

import io.etcdbr.command.Choices;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Snapshots;
import io.etcdbr.command.Verb;
import io.etcdbr.config.EtcdSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.difference.Differences;
import io.etcdbr.difference.KeySelection;
import io.etcdbr.difference.Limits;
import io.etcdbr.difference.ObjectJudge;
import io.etcdbr.difference.SecondState;
import io.etcdbr.difference.StateComparison;
import io.etcdbr.difference.StatePair;
import io.etcdbr.error.ExitCode;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.output.OutputFormat;
import io.etcdbr.snapshot.Access;
import io.etcdbr.snapshot.OpenSnapshot;
import io.etcdbr.snapshot.Origin;
import io.etcdbr.snapshot.SnapshotSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code etcdbr-job diff}. */
final class DiffVerb implements Verb {

    private record Options(
            Snapshots snapshots, SnapshotSource first, Second second, boolean all, OutputFormat format) {}

    private sealed interface Second {
        record Stored(SnapshotSource source) implements Second {}

        record Live(EtcdSettings etcd) implements Second {}
    }

    private record Compared(StatePair states, Differences differences) {}

    @Override
    public String name() {
        return "diff";
    }

    @Override
    public String summary() {
        return "Show what differs between two backups, or between a backup and etcd as it is now";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Says which objects were added, removed or changed from the first to the second. With --live, what was added is"
                        + " what a restore of the backup would lose, and what was removed is what it would bring back. What changes by"
                        + " itself is only counted, unless --all-changes is given.",
                "Ends with 4 if there are differences, with 0 if there are none but those that are only counted.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "diff 20261119 latest --store s3://bucket/prefix --identity key.txt", "diff ./snapshot.db --live");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Snapshots.BACKUP, Argument.optional("BACKUP2", "The second backup; not with --live."));
    }

    @Override
    public List<Setting> settings() {
        return Stream.of(Snapshots.USED, EtcdSettings.USED, List.of(Setting.LIVE, Setting.ALL_CHANGES, Setting.OUTPUT))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> options(settings, call));
        Compared compared = options.snapshots.read(options.first, Access.SCAN, call, first -> switch (options.second) {
            case Second.Stored(SnapshotSource source) ->
                options.snapshots.read(
                        source,
                        Access.SCAN,
                        call,
                        second -> compared(first, Origin.of(second), SecondState.of(second.keys()), options.all));
            case Second.Live(EtcdSettings etcd) ->
                LiveState.read(etcd, call, (origin, second) -> compared(first, origin, second, options.all));
        });
        call.print(options.format, (printer, out) -> printer.diff(compared.states, compared.differences, out));
        Differences differences = compared.differences;
        return new Outcome(
                List.of(),
                differences.any() ? "There are differences." : "There are no differences.",
                Map.of(
                        "added", differences.total().added(),
                        "removed", differences.total().removed(),
                        "changed", differences.total().changed()),
                differences.any() ? ExitCode.DIFFERENT : ExitCode.OK);
    }

    private static Compared compared(OpenSnapshot first, Origin origin, SecondState second, boolean all)
            throws IOException {
        return new Compared(
                new StatePair(Origin.of(first), origin),
                StateComparison.run(
                        new FirstSnapshot(first),
                        second,
                        KeySelection.all(),
                        new ObjectJudge(ObjectDecoder.create()),
                        Limits.usual(all)));
    }

    private static Options options(Settings settings, Invocation call) {
        List<String> arguments = call.arguments();
        boolean live = settings.isOn(Setting.LIVE);
        SnapshotSource first = Snapshots.source(settings, arguments.isEmpty() ? "latest" : arguments.getFirst());
        Optional<SnapshotSource> stored =
                arguments.stream().skip(1).findFirst().map(argument -> Snapshots.source(settings, argument));
        if (live == stored.isPresent()) {
            settings.mistake("expected a second backup or --live, found " + (live ? "both" : "neither"));
        }
        List<SnapshotSource> sources =
                Stream.concat(Stream.of(first), stored.stream()).toList();
        return new Options(
                Snapshots.of(settings, call, sources),
                first,
                live ? new Second.Live(EtcdSettings.from(settings)) : new Second.Stored(stored.orElse(first)),
                settings.isOn(Setting.ALL_CHANGES),
                Choices.format(settings));
    }
}
