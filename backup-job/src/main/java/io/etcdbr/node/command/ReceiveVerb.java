package io.etcdbr.node.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.node.stage.PlanOnNode;
import io.etcdbr.node.stage.ReceiveSnapshot;
import io.etcdbr.progress.Progress;
import io.etcdbr.restore.plan.RestoreId;
import java.nio.file.Path;
import java.util.List;

/** {@code etcdbr-node receive}. */
final class ReceiveVerb implements Verb {

    @Override
    public String name() {
        return "receive";
    }

    @Override
    public String summary() {
        return "Take a snapshot from standard input: that of a plan, or any one with --to";
    }

    @Override
    public List<String> description() {
        return List.of(
                "With an id, for backups that this node cannot fetch itself: size and SHA-256 must be those of the plan, otherwise"
                        + " nothing is kept. With --to, into a file that must not exist, to be looked into. Progress comes as JSON on"
                        + " standard output.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "receive r20261120t143005-7f3a9c < snapshot.db", "receive --to /restore/snapshot.db < snapshot.db");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.optional("ID", "The restore."));
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.TO);
    }

    private sealed interface Options {
        record OfPlan(NodeOptions node, RestoreId id) implements Options {}

        record IntoFile(Path file) implements Options {}
    }

    @Override
    public Outcome run(Invocation call) {
        Progress progress = new JsonProgress(call.out());
        switch (call.settings().read(settings -> options(settings, call))) {
            case Options.OfPlan(NodeOptions node, RestoreId id) -> {
                try (PlanOnNode restore = PlanOnNode.open(node.root(), node.node(), id)) {
                    ReceiveSnapshot.run(restore, call.in(), progress, call.cancellation());
                }
            }
            case Options.IntoFile(Path file) ->
                ReceiveSnapshot.intoFile(file, call.in(), progress, call.cancellation());
        }
        return Outcome.done("Snapshot received.");
    }

    private static Options options(Settings settings, Invocation call) {
        if (settings.isGiven(Setting.TO) == call.argument().isPresent()) {
            settings.mistake("expected either the id of a restore or --to FILE", List.of(Setting.TO));
        }
        return settings.isGiven(Setting.TO)
                ? new Options.IntoFile(settings.parsed(Setting.TO, Path::of).orElse(Path.of(".")))
                : new Options.OfPlan(NodeOptions.from(settings), NodeOptions.id(settings, call));
    }
}
