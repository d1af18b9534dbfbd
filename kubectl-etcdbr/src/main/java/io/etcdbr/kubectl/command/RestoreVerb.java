package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.restore.BackupChoice;
import io.etcdbr.kubectl.restore.Restoring;
import io.etcdbr.kubectl.restore.Wishes;
import io.etcdbr.kubectl.stager.Reach;
import io.etcdbr.restore.plan.RestoreId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code kubectl etcdbr restore}. */
final class RestoreVerb implements Verb {
    private static final List<Setting> BACKUP =
            List.of(Setting.BEFORE, Setting.REVISION, Setting.CLUSTER, Setting.EPOCH);

    /** What a plan that is staged has settled. */
    private static final List<Setting> OF_THE_PLAN =
            List.of(Setting.CLUSTER, Setting.EPOCH, Setting.FENCED, Setting.KEEP_OLD, Setting.IDENTITIES);

    private final Function<ClusterOptions, Cluster> clusters;
    private final Function<Invocation, TerminalConversation.Questions> questions;

    private record Options(
            ClusterOptions cluster, Optional<Wishes> wishes, Optional<RestoreId> continued, RestoreHow how) {}

    RestoreVerb() {
        this(ClusterOptions::open, TerminalConversation.Questions::of);
    }

    /** With another cluster and another person. */
    RestoreVerb(
            Function<ClusterOptions, Cluster> clusters,
            Function<Invocation, TerminalConversation.Questions> questions) {
        this.clusters = clusters;
        this.questions = questions;
    }

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String summary() {
        return "Take the control plane back to a backup";
    }

    @Override
    public List<String> description() {
        return List.of(
                "For etcd as static pods on control-plane nodes, as kubeadm makes it. While a majority of the members runs and is"
                        + " sound you need no restore: replace the broken member (docs/restore.md).",
                "Shows what will be lost and regained, checks everything, asks, makes the new data on the nodes, and then the"
                        + " nodes change over by themselves: the API is away for about half a minute. It ends with the restored"
                        + " cluster or with the old one. Ctrl-C before GO changes nothing and asks whether to remove what is"
                        + " staged; after it the nodes go on, and 'restore status' looks on.",
                "Needs the role etcdbr-restorer. Makes a privileged pod on each control-plane node for as long as it runs.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "restore latest --dry-run",
                "restore latest --identity key.txt",
                "restore --before '2026-11-20 14:30'",
                "restore --file snapshot.db --yes -o json",
                "restore --continue r20261120t143005-7f3a9c --dry-run");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.optional("BACKUP|latest", "The backup: its id, the beginning of its id, or 'latest'."));
    }

    @Override
    public List<Setting> settings() {
        return Stream.of(
                        ClusterOptions.USED,
                        BACKUP,
                        List.of(Setting.SNAPSHOT_FILE, Setting.IDENTITIES, Setting.CONTINUE),
                        RestoreHow.USED)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public List<Setting> onlyTyped() {
        return RestoreHow.ONLY_TYPED;
    }

    /** What was staged is removed after Ctrl-C, and first a question is asked. */
    @Override
    public Duration patience() {
        return Duration.ofMinutes(10);
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> options(settings, call));
        RestoreHow how = options.how();
        // What is wrong on this machine is said before a pod is made.
        TerminalConversation conversation = new TerminalConversation(
                call,
                questions.apply(call),
                identities(options, call),
                how.form().isTree(),
                how.sure());
        if (how.until() != Restoring.Until.PLANNED) {
            conversation.requireSomebodyToConfirm();
        }
        try (Cluster cluster = clusters.apply(options.cluster())) {
            call.cancellation().onCancel(cluster::cancel);
            return new RestoreRun(call, conversation, how, options.continued())
                    .of(
                            cluster,
                            RestoreOptions.pods(
                                    cluster,
                                    options.cluster(),
                                    options.continued().isPresent() ? Reach.NODE : Reach.STORES),
                            restoring -> options.wishes().isPresent()
                                    ? restoring.run(options.wishes().get(), how.until())
                                    : restoring.goOnWith(
                                            options.continued().orElseThrow(), how.allowed(), how.until()));
        } finally {
            conversation.ends();
        }
    }

    private static byte[] identities(Options options, Invocation call) {
        return options.continued().isPresent() ? new byte[0] : ArgumentsForPod.identities(call);
    }

    private static Options options(Settings settings, Invocation call) {
        Optional<RestoreId> continued = settings.parsed(Setting.CONTINUE, RestoreId::new);
        Optional<Path> file = settings.readableFile(Setting.SNAPSHOT_FILE);
        List<String> stored = stored(settings, call);
        long chosen = Stream.of(continued.isPresent(), file.isPresent(), !stored.isEmpty())
                .filter(given -> given)
                .count();
        if (chosen != 1) {
            settings.mistake(
                    "expected one backup, named by its id, 'latest', --before, --revision or --file, or --continue"
                            + " with a restore's id; found " + chosen,
                    List.of(Setting.BEFORE, Setting.REVISION, Setting.SNAPSHOT_FILE, Setting.CONTINUE));
        }
        RestoreHow how = RestoreHow.from(settings);
        BackupChoice choice = file.<BackupChoice>map(BackupChoice.LocalFile::new)
                .orElseGet(() -> new BackupChoice.Stored(arguments(settings, stored)));
        if (continued.isPresent()) {
            refuseWhatThePlanSays(settings, call, how.until() == Restoring.Until.STAGED);
        }
        return new Options(
                ClusterOptions.from(settings),
                continued.isPresent()
                        ? Optional.empty()
                        : Optional.of(how.wishes(
                                choice,
                                settings.isGiven(Setting.CLUSTER) ? settings.text(Setting.CLUSTER) : Optional.empty())),
                continued,
                how);
    }

    /** Nobody is to believe that a plan that was made earlier heeds them. */
    private static void refuseWhatThePlanSays(Settings settings, Invocation call, boolean stage) {
        if (stage) {
            settings.mistake(
                    "--stage-only stages, and what --continue goes on with is staged; to check it anew without"
                            + " going on say --dry-run",
                    List.of(Setting.STAGE_ONLY, Setting.CONTINUE));
        }
        List<String> fixed = OF_THE_PLAN.stream()
                .filter(call.flags()::containsKey)
                .map(Setting::flag)
                .toList();
        if (!fixed.isEmpty()) {
            settings.mistake("--continue goes on with the plan as it was staged, and " + String.join(", ", fixed)
                    + " would change nothing; leave it out, or make a new restore");
        }
    }

    private static List<String> stored(Settings settings, Invocation call) {
        List<Setting> choosing = List.of(Setting.BEFORE, Setting.REVISION);
        List<String> arguments = new ArrayList<>(call.arguments());
        List<String> given = new ArrayList<>(call.arguments());
        for (Setting setting : choosing) {
            settings.text(setting).ifPresent(value -> arguments.add(setting.flag() + "=" + value));
            given.addAll(settings.asGiven(setting));
        }
        if (arguments.size() > 1) {
            settings.mistake("expected one backup, found several: " + String.join(" ", given), choosing);
        }
        return arguments;
    }

    private static List<String> arguments(Settings settings, List<String> stored) {
        List<String> all = new ArrayList<>(stored);
        for (Setting setting : List.of(Setting.CLUSTER, Setting.EPOCH)) {
            if (settings.isGiven(setting)) {
                settings.text(setting).ifPresent(value -> all.add(setting.flag() + "=" + value));
            }
        }
        return all;
    }
}
