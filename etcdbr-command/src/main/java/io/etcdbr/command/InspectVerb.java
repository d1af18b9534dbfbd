package io.etcdbr.command;

import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.inspection.Inspection;
import io.etcdbr.inspection.Inspector;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.output.OutputFormat;
import io.etcdbr.snapshot.Access;
import io.etcdbr.snapshot.Origin;
import io.etcdbr.snapshot.SnapshotSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code inspect}. */
public final class InspectVerb implements Verb {

    private record Options(Snapshots snapshots, SnapshotSource source, OutputFormat format) {}

    private record Inspected(Origin origin, Inspection found) {}

    @Override
    public String name() {
        return "inspect";
    }

    @Override
    public String summary() {
        return "Show what a backup holds: objects by resource and namespace, encryption, history, versions";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Reads the backup once. A stored one is proven by its digests first; a local file is not: 'verify FILE' does that."
                        + " Tells also what is to be known before a restore: members, alarms, versions of etcd and of Kubernetes,"
                        + " nodes.");
    }

    @Override
    public List<String> examples() {
        return List.of("inspect latest --store s3://bucket/prefix --identity key.txt", "inspect ./snapshot.db -o json");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Snapshots.BACKUP);
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(Snapshots.USED.stream(), Stream.of(Setting.OUTPUT)).toList();
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> options(settings, call));
        Inspected inspected = options.snapshots.read(
                options.source,
                Access.SCAN,
                call,
                snapshot ->
                        new Inspected(Origin.of(snapshot), Inspector.run(snapshot.bbolt(), ObjectDecoder.create())));
        call.print(options.format, (printer, out) -> printer.inspect(inspected.origin, inspected.found, out));
        return new Outcome(
                List.of(),
                "What " + inspected.origin.name() + " holds was shown.",
                Map.of("objects", inspected.found.total().objects()));
    }

    private static Options options(Settings settings, Invocation call) {
        SnapshotSource source = Snapshots.source(settings, call.argument().orElse("latest"));
        return new Options(Snapshots.of(settings, call, List.of(source)), source, Choices.format(settings));
    }
}
