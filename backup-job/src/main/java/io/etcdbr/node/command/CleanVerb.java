package io.etcdbr.node.command;

import com.google.gson.JsonObject;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.node.execute.LeftKeys;
import io.etcdbr.node.stage.CleanRestore;
import io.etcdbr.node.stage.PlanOnNode;
import io.etcdbr.restore.plan.RestoreId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code etcdbr-node clean}. */
final class CleanVerb implements Verb {

    @Override
    public String name() {
        return "clean";
    }

    @Override
    public String summary() {
        return "Remove what a restore that has ended left: the data set aside and its journal on this node, and its keys in etcd";
    }

    @Override
    public List<String> description() {
        return List.of(
                "After that there is no way back to the data from before the restore. Refuses while the restore has not ended, a manifest is not in its place, or"
                        + " RECOVER.sh has not come to its end. The keys stay if etcd does"
                        + " not answer, or if a node has not ended that has to find the decision there; then it fails, though all else is removed.");
    }

    @Override
    public List<String> examples() {
        return List.of("clean r20261120t143005-7f3a9c");
    }

    @Override
    public List<Argument> arguments() {
        return List.of(RestoreArgument.ID);
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.YES, Setting.OUTPUT);
    }

    @Override
    public List<Setting> onlyTyped() {
        return List.of(Setting.YES);
    }

    private record Options(NodeOptions node, RestoreId id, boolean yes, Form form) {}

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings()
                .read(settings -> new Options(
                        NodeOptions.from(settings),
                        NodeOptions.id(settings, call),
                        settings.isOn(Setting.YES),
                        Form.from(settings)));
        try (PlanOnNode restore = PlanOnNode.open(options.node.root(), options.node.node(), options.id)) {
            List<String> paths = CleanRestore.paths(restore);
            if (!options.yes) {
                call.out().println("This removes, on node " + options.node.node() + ":");
                paths.forEach(path -> call.out().println("  " + path));
                ask(options.id, call);
            }
            Optional<Failure> left = LeftKeys.remove(restore.plan(), options.node.node(), options.node.root());
            CleanRestore.run(restore);
            switch (options.form) {
                case TEXT -> call.out().println("Removed.");
                case JSON -> call.out().println(json(options.id, left));
            }
            return new Outcome(left.stream().toList(), "Removed.", Map.of());
        }
    }

    /** For {@code kubectl etcdbr restore clean}, which hears from all nodes whether the keys are gone. */
    private static JsonObject json(RestoreId id, Optional<Failure> left) {
        JsonObject json = new JsonObject();
        json.addProperty("restore", id.value());
        json.addProperty("keysLeft", left.map(Failure::problem).orElse(null));
        return json;
    }

    private static void ask(RestoreId id, Invocation call) {
        call.out().print("Type the id of the restore to go on: ");
        call.out().flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(call.in(), StandardCharsets.UTF_8)).readLine();
            if (answer != null && answer.strip().equals(id.value())) {
                return;
            }
        } catch (IOException e) {
            // No answer is no consent.
        }
        throw new EtcdbrException(
                ExitCode.REFUSED, "it was not confirmed; nothing was removed", "Type the id, or say --yes");
    }
}
