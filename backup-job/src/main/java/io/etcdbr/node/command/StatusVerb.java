package io.etcdbr.node.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.facts.RestoresOnNode;
import io.etcdbr.node.host.ByHand;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.restore.RecoveryStep;
import io.etcdbr.restore.plan.RestoreId;
import io.etcdbr.topology.NodeFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code etcdbr-node status}. */
final class StatusVerb implements Verb {

    @Override
    public String name() {
        return "status";
    }

    @Override
    public String summary() {
        return "Show the restores on this node, or how far one of them is";
    }

    @Override
    public List<String> description() {
        return List.of("Reads only, and needs no API. With -o json as one object.");
    }

    @Override
    public List<String> examples() {
        return List.of("status");
    }

    private static final Gson JSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /** Of a node on which {@code RECOVER.sh} was begun, whatever the state says: then nothing goes on there by itself. */
    private static final String RECOVERING = "recovering";

    private record Options(NodeOptions node, Optional<RestoreId> id, Form form) {}

    @Override
    public List<Argument> arguments() {
        return List.of(Argument.optional("ID", "The restore; all of them without it."));
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.OUTPUT);
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings()
                .read(settings -> new Options(
                        NodeOptions.from(settings),
                        call.argument().map(_ -> NodeOptions.id(settings, call)),
                        Form.from(settings)));
        HostRoot root = options.node.root();
        try {
            List<NodeFacts.Restore> restores = new RestoresOnNode(root)
                    .facts().stream()
                            .filter(restore -> options.id.isEmpty()
                                    || options.id.get().value().equals(restore.id()))
                            .toList();
            if (options.id.isPresent() && restores.isEmpty()) {
                throw new EtcdbrException(
                        ExitCode.NOT_FOUND,
                        "there is no restore " + options.id.get() + " on node " + options.node.node(),
                        "Say status without an id to see those that are here");
            }
            JsonArray all = new JsonArray();
            for (NodeFacts.Restore restore : restores) {
                all.add(json(root, restore));
            }
            switch (options.form) {
                case TEXT -> text(options.node.node(), all, call);
                case JSON -> call.out().println(JSON.toJson(all(options.node.node(), all)));
            }
        } catch (IOException e) {
            throw new EtcdbrException(
                    ExitCode.REFUSED,
                    "the restores on this node cannot be read: " + e.getMessage(),
                    "Run this as root, with the node's root directory at --host");
        }
        return Outcome.done("Status shown.");
    }

    private static JsonObject all(String node, JsonArray restores) {
        JsonObject all = new JsonObject();
        all.addProperty("node", node);
        all.add("restores", restores);
        return all;
    }

    private static JsonObject json(HostRoot root, NodeFacts.Restore restore) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("id", restore.id());
        json.addProperty("state", restore.state());
        json.addProperty("ended", restore.ended());
        restore.planDigest().ifPresent(digest -> json.addProperty("planDigest", digest));
        RestoreFolder folder = RestoreFolder.of(root, new RestoreId(restore.id()));
        json.addProperty("folder", root.onNode(folder.path()));
        new ByHand(folder, Path.of("/proc")).step().ifPresent(step -> json.addProperty(RECOVERING, step.text()));
        add(json, "plan", folder.plan());
        add(json, "executor", folder.status());
        return json;
    }

    private static void add(JsonObject json, String name, Path file) throws IOException {
        if (Files.isRegularFile(file)) {
            try {
                json.add(name, JsonParser.parseString(Files.readString(file)));
            } catch (JsonParseException e) {
                json.addProperty(name, file.getFileName() + " cannot be read: " + e.getMessage());
            }
        }
    }

    private static void text(String node, JsonArray restores, Invocation call) {
        if (restores.isEmpty()) {
            call.out().println("No restore is on node " + node + ".");
        }
        restores.forEach(element -> {
            JsonObject restore = element.getAsJsonObject();
            call.out().println(restore.get("id").getAsString() + " on node " + node);
            call.out()
                    .println("  state:   " + restore.get("state").getAsString()
                            + (restore.get("ended").getAsBoolean() ? " (ended)" : ""));
            if (restore.has(RECOVERING)) {
                call.out()
                        .println("  by hand: "
                                + byHand(RecoveryStep.of(restore.get(RECOVERING).getAsString()), restore));
            }
            call.out().println("  journal: " + restore.get("folder").getAsString());
            if (restore.get("executor") instanceof JsonObject executor) {
                executor.asMap()
                        .forEach((name, value) -> call.out()
                                .println("  " + name + ": "
                                        + (value.isJsonPrimitive() ? value.getAsString() : value.toString())));
            }
        });
    }

    private static String byHand(RecoveryStep step, JsonObject restore) {
        return step.words()
                + switch (step) {
                    case CHECKING, MOVING -> "";
                    case DONE, DONE_BY_FORCE ->
                        "; 'etcdbr-node rollback " + restore.get("id").getAsString() + "' ends the restore here";
                };
    }
}
