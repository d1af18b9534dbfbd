package io.etcdbr.job.command;

import io.etcdbr.command.ConfirmedVerb;
import io.etcdbr.command.DeleteVerb;
import io.etcdbr.command.DescribeVerb;
import io.etcdbr.command.DiffVerb;
import io.etcdbr.command.FetchVerb;
import io.etcdbr.command.GetVerb;
import io.etcdbr.command.InspectVerb;
import io.etcdbr.command.ListVerb;
import io.etcdbr.command.ObjectListVerb;
import io.etcdbr.command.ObjectReadVerb;
import io.etcdbr.command.PruneVerb;
import io.etcdbr.command.Verb;
import io.etcdbr.command.VerifyVerb;
import io.etcdbr.command.VersionVerb;
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
                new GetVerb(),
                new DiffVerb(new LiveState.AtEndpoints()),
                new FetchVerb(),
                new PruneVerb(),
                new ConfirmedVerb(new DeleteVerb()),
                new MembersVerb(),
                new CheckVerb(),
                new WaitVerb(),
                new ObjectListVerb(),
                new ObjectReadVerb(),
                new VersionVerb());
    }
}
