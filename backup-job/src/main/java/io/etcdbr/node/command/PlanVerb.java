package io.etcdbr.node.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.format.Sha256;
import io.etcdbr.node.stage.PlanOnNode;
import java.util.List;

/** {@code etcdbr-node plan}. */
final class PlanVerb implements Verb {

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public String summary() {
        return "Keep a plan, which comes on standard input, on this node, and print its digest";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Refuses a second plan of the same id, a plan in which this node has no part, and any plan while another restore is under way here.");
    }

    @Override
    public List<String> examples() {
        return List.of("plan < plan.json");
    }

    @Override
    public List<Setting> settings() {
        return List.of();
    }

    @Override
    public Outcome run(Invocation call) {
        NodeOptions options = call.settings().read(NodeOptions::from);
        Sha256 digest = PlanOnNode.keep(options.root(), options.node(), PlanInput.read(call));
        call.out().println(digest);
        return Outcome.done("Plan kept.");
    }
}
