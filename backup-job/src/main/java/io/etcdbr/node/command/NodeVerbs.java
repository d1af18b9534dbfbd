package io.etcdbr.node.command;

import io.etcdbr.command.Verb;
import io.etcdbr.command.VersionVerb;
import java.util.List;

/** All verbs, in the order of the help. */
public final class NodeVerbs {
    private NodeVerbs() {}

    public static List<Verb> all() {
        return List.of(
                new FactsVerb(),
                new PeersVerb(),
                new PlanVerb(),
                new ReceiveVerb(),
                new StageVerb(),
                ImageVerb.save(),
                ImageVerb.arm(),
                new DiscardVerb(),
                new ExecuteVerb(),
                new GoVerb(),
                RequestVerb.resume(),
                RequestVerb.rollback(),
                new StatusVerb(),
                new KeptVerb(),
                new SendVerb(),
                new CleanVerb(),
                new WaitVerb(),
                new VersionVerb());
    }
}
