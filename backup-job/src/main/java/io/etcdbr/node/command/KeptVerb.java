package io.etcdbr.node.command;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.node.datadir.WalEnd;
import io.etcdbr.node.kept.KeptDatabase;
import io.etcdbr.node.stage.PlanOnNode;
import io.etcdbr.restore.plan.RestoreId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** {@code etcdbr-node kept}. */
final class KeptVerb implements Verb {

    private record Options(NodeOptions node, RestoreId id) {}

    @Override
    public String name() {
        return "kept";
    }

    @Override
    public String summary() {
        return "Show what a restore that has ended set aside on this node: how far the data from before goes";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Reads only. Of several nodes the one with the highest consistentIndex has the most. changes are those that the WAL holds beyond"
                        + " the database, of which it is not certain that clients were told they are written.",
                "Refuses if the restore did not end with the restored data here, RECOVER.sh was begun, or a process works on the data.");
    }

    @Override
    public List<String> examples() {
        return List.of("kept r20261120t143005-7f3a9c");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(RestoreArgument.ID);
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.OUTPUT);
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(settings -> {
            OnlyJson.check(settings);
            return new Options(NodeOptions.from(settings), NodeOptions.id(settings, call));
        });
        try (PlanOnNode restore = PlanOnNode.open(options.node.root(), options.node.node(), options.id)) {
            KeptDatabase database = KeptDatabase.of(restore, Path.of("/proc"));
            call.out()
                    .println(new GsonBuilder()
                            .serializeNulls()
                            .create()
                            .toJson(json(options, database.onNode(), database.told())));
        }
        return Outcome.done("Kept data shown.");
    }

    private static JsonObject json(Options options, String path, KeptDatabase.Told told) {
        JsonObject json = new JsonObject();
        json.addProperty("node", options.node.node());
        json.addProperty("restore", options.id.value());
        json.addProperty("database", path);
        json.addProperty("size", told.size());
        json.addProperty("revision", told.revision());
        json.addProperty(
                "consistentIndex",
                told.consistentIndex().isPresent() ? told.consistentIndex().getAsLong() : null);
        json.addProperty("stoppedAt", told.stoppedAt().map(Instant::toString).orElse(null));
        json.addProperty("killed", told.killed());
        json.add("wal", told.end().<JsonElement>map(KeptVerb::json).orElse(JsonNull.INSTANCE));
        json.addProperty("whyNoWal", told.end().isPresent() ? null : told.whyNoEnd());
        return json;
    }

    private static JsonObject json(WalEnd end) {
        JsonObject json = new JsonObject();
        json.addProperty("committed", end.committed());
        json.addProperty("last", end.last());
        json.addProperty("changes", end.changes());
        json.addProperty("lastChange", end.lastChange());
        return json;
    }
}
