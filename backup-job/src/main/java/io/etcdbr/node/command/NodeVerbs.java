package io.etcdbr.node.command;

import io.etcdbr.command.Verb;
import io.etcdbr.command.VersionVerb;
import java.util.List;

/** All verbs, in the order of the help. */
public final class NodeVerbs {
    private NodeVerbs() {}

    public static List<Verb> all() {
        return List.of(
                new ExecuteVerb(),
                new GoVerb(),
                RequestVerb.resume(),
                RequestVerb.rollback(),
                new WaitVerb(),
                new VersionVerb());
    }
}
