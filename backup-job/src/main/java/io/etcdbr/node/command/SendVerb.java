package io.etcdbr.node.command;

import com.google.gson.JsonObject;
import io.etcdbr.command.CheckedOutput;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.node.kept.KeptDatabase;
import io.etcdbr.node.kept.SendKept;
import io.etcdbr.node.stage.PlanOnNode;
import io.etcdbr.progress.Progress;
import io.etcdbr.progress.StandardStream;
import io.etcdbr.restore.plan.RestoreId;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** {@code etcdbr-node send}. */
final class SendVerb implements Verb {

    private record Options(NodeOptions node, RestoreId id, boolean dry) {}

    @Override
    public String name() {
        return "send";
    }

    @Override
    public String summary() {
        return "Write the database that a restore set aside on this node to standard output, as a snapshot";
    }

    @Override
    public List<String> description() {
        return List.of(
                "With its SHA-256 behind it, as etcd ends a snapshot. It holds every Secret of the cluster. Refuses as 'kept' does.",
                "With --dry-run it is only read: progress comes as JSON on standard output, one object a line, and last size and SHA-256 of"
                        + " what would be written, as {\"snapshot\":…}.");
    }

    @Override
    public List<String> examples() {
        return List.of("send r20261120t143005-7f3a9c > snapshot.db");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(RestoreArgument.ID);
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.DRY_RUN);
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> {
            boolean dry = settings.isOn(Setting.DRY_RUN);
            if (!dry && call.out() == System.out && StandardStream.OUTPUT.isTerminal()) {
                settings.mistake("standard output is a terminal, and a database is not for reading");
            }
            return new Options(NodeOptions.from(settings), NodeOptions.id(settings, call), dry);
        });
        try (PlanOnNode restore = PlanOnNode.open(options.node.root(), options.node.node(), options.id)) {
            KeptDatabase database = KeptDatabase.of(restore, Path.of("/proc"));
            if (options.dry) {
                SendKept.Sent sent = SendKept.run(
                        database, OutputStream.nullOutputStream(), new JsonProgress(call.out()), call.cancellation());
                call.out().println(json(sent));
                return Outcome.done("Read.");
            }
            SendKept.run(database, new CheckedOutput(call.out()), Progress.NONE, call.cancellation());
            return Outcome.done("Sent.");
        }
    }

    private static JsonObject json(SendKept.Sent sent) {
        JsonObject snapshot = new JsonObject();
        snapshot.addProperty("size", sent.size());
        snapshot.addProperty("sha256", sent.sha256().hex());
        JsonObject line = new JsonObject();
        line.add("snapshot", snapshot);
        return line;
    }
}
