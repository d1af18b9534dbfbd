package io.etcdbr.command;

import io.etcdbr.atrest.AtRestKeys;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.difference.Answer;
import io.etcdbr.difference.ChangeCounts;
import io.etcdbr.difference.CompareStates;
import io.etcdbr.difference.FirstSnapshot;
import io.etcdbr.difference.Question;
import io.etcdbr.difference.SecondState;
import io.etcdbr.difference.StatePair;
import io.etcdbr.error.ExitCode;
import io.etcdbr.lookup.LivingKeys;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.output.OutputFormat;
import io.etcdbr.resources.ObjectArguments;
import io.etcdbr.snapshot.Access;
import io.etcdbr.snapshot.OpenSnapshot;
import io.etcdbr.snapshot.Origin;
import io.etcdbr.snapshot.SnapshotSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code diff}. */
public final class DiffVerb implements Verb {
    private final Optional<LiveStates> live;

    private record Options(
            Snapshots snapshots,
            SnapshotSource first,
            Second second,
            Question question,
            AtRestKeys atRestKeys,
            OutputFormat format) {
        Access access() {
            return question.objects().isPresent() ? Access.POINT : Access.SCAN;
        }
    }

    private sealed interface Second {
        record Stored(SnapshotSource source) implements Second {}

        record Live(LiveStates.State state) implements Second {}
    }

    private record Compared(StatePair states, Answer answer) {}

    /** Of a program that cannot ask etcd. */
    public DiffVerb() {
        this.live = Optional.empty();
    }

    /** With {@code --live}. */
    public DiffVerb(LiveStates live) {
        this.live = Optional.of(live);
    }

    @Override
    public String name() {
        return "diff";
    }

    @Override
    public String summary() {
        return live.isPresent()
                ? "Show what differs between two backups, or between a backup and etcd as it is now"
                : "Show what differs between two backups";
    }

    @Override
    public List<String> description() {
        String toLive =
                " With --live, what was added is what a restore of the backup would lose, and what was removed is what"
                        + " it would bring back.";
        return List.of(
                "Says which objects were added, removed or changed from the first to the second, by resource and namespace and"
                        + " then each." + (live.isPresent() ? toLive : "")
                        + " What changes by itself is only counted, unless"
                        + " --all-changes is given: leases, events, bookkeeping of API servers, managedFields.",
                "With RESOURCE or --namespace only these are compared; without --namespace those of all. With NAME the objects'"
                        + " lines are shown as a unified diff, in namespace default unless told; what Secrets hold is masked.",
                "Ends with 0 if nothing differs but what is only counted, with 4 if something does, with any other number if it"
                        + " failed.");
    }

    @Override
    public List<String> examples() {
        List<String> stored = List.of(
                "diff 20261119 latest --store s3://bucket/prefix --identity key.txt",
                "diff ./before.db ./after.db deployment web -n shop");
        return live.isPresent()
                ? Stream.concat(stored.stream(), Stream.of("diff latest --live"))
                        .toList()
                : stored;
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                Snapshots.BACKUP,
                live.isPresent()
                        ? Argument.optional("BACKUP2", "The second, named as the first; not with --live.")
                        : Argument.required("BACKUP2", "The second, named as the first."),
                Argument.anyNumber(
                        "RESOURCE [NAME]",
                        "What to compare, as with get: pods, deployments.apps, pod/web, or a resource and names."));
    }

    @Override
    public List<Setting> settings() {
        List<Setting> ofLive = live.map(states -> Stream.concat(Stream.of(Setting.LIVE), states.settings().stream())
                        .toList())
                .orElse(List.of());
        return Stream.of(
                        Snapshots.USED,
                        ofLive,
                        List.of(
                                Setting.OBJECT_NAMESPACE,
                                Setting.ALL_CHANGES,
                                Setting.ENCRYPTION_CONFIG,
                                Setting.OUTPUT))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public String meaning(Setting setting) {
        return setting == Setting.LIVE && live.isPresent() ? live.get().meaning() : Verb.super.meaning(setting);
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> options(settings, call));
        CompareStates comparison = new CompareStates(options.question, ObjectDecoder.create(), options.atRestKeys);
        Compared compared =
                options.snapshots.read(options.first, options.access(), call, first -> switch (options.second) {
                    case Second.Stored(SnapshotSource source) ->
                        options.snapshots.read(
                                source,
                                options.access(),
                                call,
                                second -> compared(
                                        comparison,
                                        first,
                                        Origin.of(second),
                                        SecondState.of(second.keys()),
                                        List.of(LivingKeys.of(first.keys()), LivingKeys.of(second.keys()))));
                    case Second.Live(LiveStates.State state) ->
                        state.read(
                                call,
                                (origin, second) -> compared(
                                        comparison,
                                        first,
                                        origin,
                                        second,
                                        List.of(LivingKeys.of(first.keys()), second.living())));
                });
        call.print(options.format, (printer, out) -> printer.diff(compared.states, compared.answer, out));
        return outcome(compared.answer);
    }

    private static Compared compared(
            CompareStates comparison, OpenSnapshot first, Origin origin, SecondState second, List<LivingKeys> names)
            throws IOException {
        return new Compared(
                new StatePair(Origin.of(first), origin), comparison.run(new FirstSnapshot(first), second, names));
    }

    private static Outcome outcome(Answer answer) {
        ExitCode code = answer.different() ? ExitCode.DIFFERENT : ExitCode.OK;
        String sentence = answer.different() ? "There are differences." : "There are no differences.";
        return switch (answer) {
            case Answer.Sums sums -> {
                ChangeCounts total = sums.differences().total();
                yield new Outcome(
                        sums.doubts(),
                        sentence,
                        Map.of("added", total.added(), "removed", total.removed(), "changed", total.changed()),
                        code);
            }
            case Answer.Objects objects -> new Outcome(objects.missing(), sentence, Map.of(), code);
        };
    }

    private Options options(Settings settings, Invocation call) {
        List<String> arguments = call.arguments();
        boolean withLive = live.isPresent() && settings.isOn(Setting.LIVE);
        SnapshotSource first = Snapshots.source(settings, arguments.isEmpty() ? "latest" : arguments.getFirst());
        int snapshots = withLive ? 1 : 2;
        Optional<SnapshotSource> stored = withLive || arguments.size() < 2
                ? Optional.empty()
                : Optional.of(Snapshots.source(settings, arguments.get(1)));
        if (live.isPresent() && !withLive && stored.isEmpty()) {
            settings.mistake("expected a second backup or --live, found neither");
        }
        List<SnapshotSource> sources =
                Stream.concat(Stream.of(first), stored.stream()).toList();
        return new Options(
                Snapshots.of(settings, call, sources),
                first,
                withLive ? new Second.Live(live.orElseThrow().from(settings)) : new Second.Stored(stored.orElse(first)),
                new Question(
                        arguments.size() > snapshots
                                ? objects(settings, arguments.subList(snapshots, arguments.size()))
                                : Optional.empty(),
                        settings.isGiven(Setting.OBJECT_NAMESPACE)
                                ? settings.text(Setting.OBJECT_NAMESPACE)
                                : Optional.empty(),
                        settings.isOn(Setting.ALL_CHANGES)),
                Choices.atRestKeys(settings, call.in()),
                Choices.format(settings));
    }

    private static Optional<ObjectArguments> objects(Settings settings, List<String> arguments) {
        try {
            return Optional.of(ObjectArguments.parse(arguments));
        } catch (IllegalArgumentException e) {
            settings.mistake(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
