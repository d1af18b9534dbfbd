package io.etcdbr.command;

import io.etcdbr.atrest.AtRestKeys;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.jsonpath.FieldPath;
import io.etcdbr.jsonpath.JsonPathException;
import io.etcdbr.lookup.GetObjects;
import io.etcdbr.lookup.GetResult;
import io.etcdbr.lookup.LastMoment;
import io.etcdbr.lookup.NamespaceScope;
import io.etcdbr.lookup.ObjectHistory;
import io.etcdbr.lookup.ObjectOrder;
import io.etcdbr.lookup.ObjectReader;
import io.etcdbr.objects.ObjectDecoder;
import io.etcdbr.output.ObjectForm;
import io.etcdbr.output.ObjectPrinter;
import io.etcdbr.output.ObjectStyle;
import io.etcdbr.resources.FieldSelector;
import io.etcdbr.resources.LabelSelector;
import io.etcdbr.resources.ObjectArguments;
import io.etcdbr.snapshot.Access;
import io.etcdbr.snapshot.OpenSnapshot;
import io.etcdbr.snapshot.SnapshotSource;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code get}. */
public final class GetVerb implements Verb {

    private record Options(
            Snapshots snapshots,
            SnapshotSource source,
            AtRestKeys atRestKeys,
            GetObjects.Options get,
            Form form,
            boolean history) {}

    /** How to print; the moment that ages are counted from is known once the snapshot is open. */
    private record Form(
            ObjectForm form,
            boolean namespaces,
            boolean kinds,
            boolean labels,
            List<String> labelColumns,
            boolean headers,
            boolean managed,
            boolean export,
            boolean nothingForNone) {
        ObjectStyle at(Instant now) {
            return new ObjectStyle(
                    form, namespaces, kinds, labels, labelColumns, headers, managed, export, nothingForNone, now);
        }
    }

    @Override
    public String name() {
        return "get";
    }

    @Override
    public String summary() {
        return "Show objects of Kubernetes in a backup, as kubectl get shows those of a cluster";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Resources, names, selectors and output are those of kubectl. Ages are counted from the moment of the"
                        + " backup, of a local file from the latest time in its last changes. Objects have the API version in which"
                        + " they are stored; metadata.managedFields is left out"
                        + " unless asked for.",
                "-o jsonpath takes the templates of kubectl, and a List with items where several objects are asked for, as in"
                        + " '{range .items[*]}{.metadata.name}{\"\\n\"}{end}'. -o custom-columns takes TITLE:PATH between commas,"
                        + " and <none> is where a path finds nothing.",
                "Secrets are shown as kubectl shows them. What is encrypted at rest is opened with --encryption-config."
                        + " With -o raw the bytes of one object are given as etcd has them, or opened likewise.",
                "Of a stored backup only parts are fetched where objects are named, or resources that lie in few parts of it, as"
                        + " those of one namespace mostly do; a custom resource is found with the least under its full"
                        + " name, such as widgets.example.com.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "get latest pods -A --store s3://bucket/prefix --identity key.txt",
                "get ./snapshot.db deployment web -n shop -o yaml --export",
                "get ./snapshot.db secret token -n shop -o jsonpath={.data.password}",
                "get latest pods -A --sort-by .metadata.creationTimestamp -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName",
                "get ./snapshot.db configmap/settings -n shop --history -o yaml");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(
                Snapshots.BACKUP,
                Argument.required(
                        "RESOURCE",
                        "What to show: pods, po, deployments.apps, pods,services or all; or objects such as pod/web."),
                Argument.anyNumber("NAME", "Names of objects; without one all objects of the resource."));
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(
                        Snapshots.USED.stream(),
                        Stream.of(
                                Setting.OBJECT_NAMESPACE,
                                Setting.ALL_NAMESPACES,
                                Setting.SELECTOR,
                                Setting.FIELD_SELECTOR,
                                Setting.EXPORT,
                                Setting.HISTORY,
                                Setting.IGNORE_NOT_FOUND,
                                Setting.ENCRYPTION_CONFIG,
                                Setting.OUTPUT,
                                Setting.HEADERS,
                                Setting.SHOW_KIND,
                                Setting.SHOW_LABELS,
                                Setting.LABEL_COLUMNS,
                                Setting.SORT_BY,
                                Setting.SHOW_MANAGED_FIELDS))
                .toList();
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> options(settings, call));
        GetResult result =
                options.snapshots.read(options.source, Access.POINT, call, snapshot -> get(snapshot, options, call));
        result.note().ifPresent(note -> call.err().println(call.program().name() + ": " + note + "."));
        if (result.shown() == 0
                && result.failures().isEmpty()
                && options.form.form.isTable()
                && !options.get.missingIsFine()) {
            call.err().println("No resources found" + where(result, options));
        }
        return new Outcome(result.failures(), "Objects shown.", Map.of("objects", result.shown()));
    }

    private static GetResult get(OpenSnapshot snapshot, Options options, Invocation call) throws IOException {
        ObjectReader reader = new ObjectReader(ObjectDecoder.create(), options.atRestKeys);
        Optional<Instant> moment = moment(snapshot, reader);
        ObjectPrinter printer =
                new ObjectPrinter(options.form.at(moment.orElse(call.clock().instant())));
        TextOutput out = new TextOutput(call.out(), call.progress());
        GetResult result = options.history
                ? ObjectHistory.run(
                        snapshot.keys(),
                        reader,
                        options.get.arguments(),
                        options.get.namespaces(),
                        options.get.missingIsFine(),
                        printer.history(out))
                : GetObjects.run(
                        snapshot.keys(),
                        reader,
                        options.get,
                        printer.objects(out, new GivenWay(call.out(), call.progress())));
        out.flush();
        if (moment.isEmpty() && result.shown() > 0 && !options.history && options.form.form.isTable()) {
            call.err()
                    .println(call.program().name()
                            + ": the last changes in the file hold no time that can be read, so ages"
                            + " are counted from now, not from the moment of the backup.");
        }
        if (printer.owned() > 0) {
            call.err()
                    .println(call.program().name() + ": " + printer.owned()
                            + " of the objects have owners; where those are not, Kubernetes deletes them again.");
        }
        return result;
    }

    /** When the snapshot was taken; empty if it does not tell. */
    private static Optional<Instant> moment(OpenSnapshot snapshot, ObjectReader reader) throws IOException {
        Optional<Instant> known = snapshot.stored().map(OpenSnapshot.Stored::time);
        return known.isPresent() ? known : LastMoment.of(snapshot.database(), reader);
    }

    /** With a full stop only here, as kubectl prints it. */
    private static String where(GetResult result, Options options) {
        return result.namespaced() && options.get.namespaces() instanceof NamespaceScope.One(String name)
                ? " in " + name + " namespace."
                : "";
    }

    private static Options options(Settings settings, Invocation call) {
        // What is missing was noted when the command line was read.
        List<String> arguments = call.arguments();
        SnapshotSource source = Snapshots.source(settings, arguments.isEmpty() ? "latest" : arguments.getFirst());
        // In the order in which they come, should several be on standard input.
        Snapshots snapshots = Snapshots.of(settings, call, arguments.isEmpty() ? List.of() : List.of(source));
        AtRestKeys keys = Choices.atRestKeys(settings, call.in());
        ObjectForm form = ObjectForms.read(settings, call.in());
        Options options = new Options(
                snapshots,
                source,
                keys,
                new GetObjects.Options(
                        objects(settings, arguments),
                        settings.isOn(Setting.ALL_NAMESPACES)
                                ? new NamespaceScope.All()
                                : new NamespaceScope.One(
                                        settings.text(Setting.OBJECT_NAMESPACE).orElse("default")),
                        settings.parsed(Setting.SELECTOR, LabelSelector::parse).orElse(LabelSelector.EVERYTHING),
                        settings.parsed(Setting.FIELD_SELECTOR, FieldSelector::parse)
                                .orElse(FieldSelector.EVERYTHING),
                        order(settings, form),
                        settings.isOn(Setting.IGNORE_NOT_FOUND)),
                new Form(
                        form,
                        settings.isOn(Setting.ALL_NAMESPACES),
                        settings.isOn(Setting.SHOW_KIND),
                        settings.isOn(Setting.SHOW_LABELS),
                        labelColumns(settings),
                        settings.isOn(Setting.HEADERS),
                        settings.isOn(Setting.SHOW_MANAGED_FIELDS),
                        settings.isOn(Setting.EXPORT),
                        settings.isOn(Setting.IGNORE_NOT_FOUND)),
                settings.isOn(Setting.HISTORY));
        check(options, settings);
        return options;
    }

    private static Optional<ObjectOrder> order(Settings settings, ObjectForm form) {
        return settings.parsed(Setting.SORT_BY, text -> {
            try {
                return new ObjectOrder(FieldPath.parse(text, 0), form.isTable());
            } catch (JsonPathException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        });
    }

    private static List<String> labelColumns(Settings settings) {
        return settings.parsedList(Setting.LABEL_COLUMNS, text -> List.of(text.split(","))).stream()
                .flatMap(List::stream)
                .filter(label -> !label.isBlank())
                .toList();
    }

    private static ObjectArguments objects(Settings settings, List<String> arguments) {
        if (arguments.size() > 1) {
            try {
                return ObjectArguments.parse(arguments.subList(1, arguments.size()));
            } catch (IllegalArgumentException e) {
                settings.mistake(String.valueOf(e.getMessage()));
            }
        }
        return new ObjectArguments(List.of());
    }

    private static void check(Options options, Settings settings) {
        boolean selected = !options.get.labels().requirements().isEmpty()
                || !options.get.fields().requirements().isEmpty();
        ObjectForm form = options.form.form;
        if (selected && (options.get.arguments().named() || options.history)) {
            settings.mistake(
                    "expected either names or a selector, found both",
                    List.of(Setting.SELECTOR, Setting.FIELD_SELECTOR));
        }
        if (options.form.export && !form.isTree()) {
            settings.problem(Setting.EXPORT, "there is something to leave out only with -o yaml or -o json");
        }
        if (options.history && !form.isTree() && !form.isTable()) {
            settings.problem(Setting.HISTORY, "a history has the forms table, yaml and json");
        }
        if (options.history && options.get.order().isPresent()) {
            settings.problem(Setting.SORT_BY, "a history is in the order of its changes");
        }
    }
}
