package io.etcdbr.node.command;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.node.execute.AskPeers;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code etcdbr-node peers}. */
final class PeersVerb implements Verb {

    @Override
    public String name() {
        return "peers";
    }

    @Override
    public String summary() {
        return "Ask the members of a plan, which comes on standard input, at their ports for peers and clients of which cluster they are";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Asks as the executor of this node will during the restore, with the same certificates. Prints a cluster id for each node"
                        + " and port, or null where it gets none. Changes nothing.");
    }

    @Override
    public List<String> examples() {
        return List.of("peers -o json < plan.json");
    }

    @Override
    public List<Setting> settings() {
        return List.of(Setting.OUTPUT);
    }

    @Override
    public Outcome run(Invocation call) {
        NodeOptions options = call.settings().read(settings -> {
            OnlyJson.check(settings);
            return NodeOptions.from(settings);
        });
        RestorePlan plan = PlanCodec.decode(PlanInput.read(call), "the plan on standard input");
        JsonObject peers = new JsonObject();
        JsonObject clients = new JsonObject();
        AskPeers.run(plan, options.node(), options.root()).forEach((node, answers) -> {
            peers.addProperty(node, text(answers.peer()));
            clients.addProperty(node, text(answers.client()));
        });
        JsonObject all = new JsonObject();
        all.addProperty("node", options.node());
        all.add("peers", peers);
        all.add("clients", clients);
        call.out().println(new GsonBuilder().serializeNulls().create().toJson(all));
        return Outcome.done("Peers asked.");
    }

    private static @Nullable String text(Optional<EtcdClusterId> id) {
        return id.map(EtcdClusterId::toString).orElse(null);
    }
}
