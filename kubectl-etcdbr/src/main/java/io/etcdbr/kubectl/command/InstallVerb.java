package io.etcdbr.kubectl.command;

import io.etcdbr.command.Choices;
import io.etcdbr.command.Dialogue;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.kubectl.install.Distribution;
import io.etcdbr.kubectl.install.Overlay;
import io.etcdbr.kubectl.install.OverlayFolder;
import io.etcdbr.kubectl.install.OverlayOptions;
import io.etcdbr.kubectl.install.OverlayStore;
import io.etcdbr.kubectl.operation.Schedule;
import io.etcdbr.pipeline.AgeRecipient;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code kubectl etcdbr install}. */
final class InstallVerb implements Verb {
    private static final List<Setting> KEEP = List.of(
            Setting.KEEP_LAST,
            Setting.KEEP_WITHIN,
            Setting.KEEP_HOURLY,
            Setting.KEEP_DAILY,
            Setting.KEEP_WEEKLY,
            Setting.KEEP_MONTHLY,
            Setting.KEEP_YEARLY,
            Setting.MAX_TOTAL_SIZE);

    private final Function<Invocation, Dialogue> dialogues;

    private record Options(Path folder, OverlayOptions overlay) {}

    InstallVerb() {
        this(Dialogue::of);
    }

    /** @param dialogues with whom to speak */
    InstallVerb(Function<Invocation, Dialogue> dialogues) {
        this.dialogues = dialogues;
    }

    @Override
    public String name() {
        return "install";
    }

    @Override
    public String summary() {
        return "Write a kustomize overlay with which backups run in a cluster; applies nothing";
    }

    @Override
    public List<String> description() {
        return List.of(
                "The folder gets all that 'kubectl apply -k' needs: settings of this cluster, the manifests and the components of"
                        + " its distribution and stores. Nothing is applied and no cluster is asked; the next commands are printed.",
                "Stores are s3://bucket/prefix, sftp://user@host/directory, nfs://server/path and file:///directory of the"
                        + " nodes, one of each kind at most. Without --store the questions are asked on a terminal.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "install backups --store 's3://my-bucket/etcd?region=eu-central-1' --recipient age1... --cluster prod",
                "install backups --distribution rke2 --store nfs://nas/export/etcd --schedule '0 */4 * * *'",
                "install backups");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.required("FOLDER", "Where to write it: a folder that is not there yet, or is empty."));
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(
                        Stream.of(
                                Setting.CLUSTER,
                                Setting.DISTRIBUTION,
                                Setting.STORES,
                                Setting.NAMESPACE,
                                Setting.ENDPOINTS,
                                Setting.RECIPIENTS,
                                Setting.SCHEDULE,
                                Setting.TIME_ZONE,
                                Setting.JOB_IMAGE,
                                Setting.NODE_FILES),
                        KEEP.stream())
                .toList();
    }

    @Override
    public Outcome run(Invocation call) {
        Dialogue dialogue = dialogues.apply(call);
        boolean asks = !call.settings().isGiven(Setting.STORES) && dialogue.possible();
        // What is wrong with the command line is said before anything is asked.
        Options typed = call.settings().read(settings -> options(settings, call, asks));
        OverlayFolder.requireEmpty(typed.folder);
        Options options = asks ? asked(new InstallQuestions(dialogue).ask(call)) : typed;
        OverlayFolder.write(options.folder, new Overlay(options.overlay).files());
        call.out().print(next(options));
        return Outcome.done("Overlay written.");
    }

    private static Options asked(Invocation call) {
        return call.settings().read(settings -> options(settings, call, false));
    }

    private static String next(Options options) {
        OverlayOptions overlay = options.overlay;
        StringBuilder text = new StringBuilder();
        text.append("Written to ").append(options.folder).append(". Next:\n\n");
        if (overlay.recipients().isEmpty()) {
            text.append(
                    "  # Not encrypted: make a key with 'age-keygen -o key.txt' outside the cluster, and add its public key to"
                            + " recipients in settings.yaml.\n");
        }
        if (overlay.image().isEmpty()) {
            text.append("  # Import the image on every %s first, see docs/install.md.\n"
                    .formatted(overlay.distribution() == Distribution.HOSTED ? "node" : "control-plane node"));
        }
        text.append("  kubectl apply -k ").append(options.folder).append('\n');
        List<String> secrets = Stream.concat(
                        overlay.distribution().secrets(overlay.namespace()).stream(),
                        overlay.stores().stream().flatMap(store -> store.secrets(overlay.namespace()).stream()))
                .toList();
        if (!secrets.isEmpty()) {
            text.append("  # The files that --from-file names are yours to make, with what the names say in them.\n");
        }
        secrets.forEach(command -> text.append("  ").append(command).append('\n'));
        String namespace = overlay.namespace().equals("etcdbr-system") ? "" : " -n " + overlay.namespace();
        text.append("  kubectl etcdbr check").append(namespace).append('\n');
        text.append("  kubectl etcdbr backup --wait").append(namespace).append('\n');
        return text.toString();
    }

    /** @param asks whether what is missing will be asked for */
    private static Options options(Settings settings, Invocation call, boolean asks) {
        if (!settings.isGiven(Setting.STORES) && !asks) {
            settings.problem(Setting.STORES, "no store is named, and there is no terminal to ask for one");
        }
        List<OverlayStore> stores = settings.parsedList(Setting.STORES, OverlayStore::parse);
        if (stores.stream().map(OverlayStore::component).distinct().count() < stores.size()) {
            settings.problem(Setting.STORES, "expected one store of each kind at most");
        }
        Distribution distribution =
                settings.choice(Setting.DISTRIBUTION, Distribution.class).orElse(Distribution.KUBEADM);
        String zone = settings.parsed(Setting.TIME_ZONE, InstallVerb::zone).orElse("UTC");
        Optional<String> schedule = settings.parsed(Setting.SCHEDULE, text -> {
            if (Schedule.parse(text, zone).isEmpty()) {
                throw new IllegalArgumentException("expected five fields such as '17 * * * *', found '" + text + "'");
            }
            return text;
        });
        List<String> recipients =
                settings.parsedList(Setting.RECIPIENTS, text -> new AgeRecipient(text.strip()).text());
        boolean nodeFiles = settings.isOn(Setting.NODE_FILES);
        if (nodeFiles && recipients.isEmpty() && !asks) {
            settings.problem(Setting.NODE_FILES, "files of the node hold private keys: name a recipient too");
        }
        if (nodeFiles) {
            noting(settings, Setting.NODE_FILES, () -> requireNodeFiles(distribution));
        }
        if (distribution == Distribution.HOSTED) {
            requireHosted(settings, stores, asks);
        }
        return new Options(
                folder(settings, call),
                new OverlayOptions(
                        Choices.cluster(settings).value(),
                        distribution,
                        stores,
                        settings.text(Setting.NAMESPACE).orElse("etcdbr-system"),
                        settings.isGiven(Setting.ENDPOINTS)
                                ? settings.parsedList(Setting.ENDPOINTS, text -> text)
                                : List.of(),
                        recipients,
                        keep(settings),
                        schedule,
                        settings.isGiven(Setting.TIME_ZONE) ? Optional.of(zone) : Optional.empty(),
                        settings.text(Setting.JOB_IMAGE),
                        nodeFiles));
    }

    /** Its pods run beside its etcd, in the namespace that has the Secret. */
    private static void requireHosted(Settings settings, List<OverlayStore> stores, boolean asks) {
        if (!settings.isGiven(Setting.NAMESPACE) && !asks) {
            settings.problem(
                    Setting.NAMESPACE,
                    "the backups of a hosted control plane run in the namespace of its etcd, where its certificates are:"
                            + " name that");
        }
        noting(settings, Setting.STORES, () -> stores.forEach(InstallVerb::requireHosted));
    }

    private static void noting(Settings settings, Setting setting, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            settings.problem(setting, String.valueOf(e.getMessage()));
        }
    }

    /** @throws IllegalArgumentException if it has no files of the node that are known */
    static void requireNodeFiles(Distribution distribution) {
        if (distribution.nodeFiles().isEmpty()) {
            throw new IllegalArgumentException("for the distribution " + distribution.text()
                    + " it is not known which files of the node those are");
        }
    }

    /** @throws IllegalArgumentException if pods that may see no directory of a node cannot write there */
    static void requireHosted(OverlayStore store) {
        if (store instanceof OverlayStore.Directory) {
            throw new IllegalArgumentException(
                    "the pods of a hosted control plane may not write to a directory of a node: expected s3:, sftp: or nfs:");
        }
    }

    private static String zone(String text) {
        if (Schedule.parse("0 * * * *", text).isEmpty()) {
            throw new IllegalArgumentException(
                    "expected a time zone such as UTC or Europe/Berlin, found '" + text + "'");
        }
        return text;
    }

    private static Path folder(Settings settings, Invocation call) {
        List<Path> folder = new ArrayList<>();
        call.argument().ifPresent(text -> {
            try {
                folder.add(Path.of(text));
            } catch (InvalidPathException e) {
                settings.mistake("expected a path, found '" + text + "'");
            }
        });
        return folder.isEmpty() ? Path.of("invalid") : folder.getFirst();
    }

    private static Map<String, String> keep(Settings settings) {
        Map<String, String> keep = new LinkedHashMap<>();
        for (Setting rule : KEEP) {
            if (settings.isGiven(rule)) {
                settings.text(rule).ifPresent(value -> keep.put(rule.key(), value));
            }
        }
        return keep;
    }
}
