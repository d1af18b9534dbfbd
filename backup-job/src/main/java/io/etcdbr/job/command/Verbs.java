package io.etcdbr.job.command;

import java.util.List;

/** All verbs, in the order of the help. */
public final class Verbs {
    private Verbs() {}

    public static List<Verb> all() {
        return List.of(
                new BackupVerb(),
                new ListVerb(),
                new DescribeVerb(),
                new VerifyVerb(),
                new InspectVerb(),
                new FetchVerb(),
                new PruneVerb(),
                new MembersVerb(),
                new WaitVerb(),
                new VersionVerb());
    }
}
