package io.etcdbr.kubectl.command;

import io.etcdbr.command.ConfirmedVerb;
import io.etcdbr.command.DeleteVerb;
import io.etcdbr.command.DescribeVerb;
import io.etcdbr.command.DiffVerb;
import io.etcdbr.command.GetVerb;
import io.etcdbr.command.InspectVerb;
import io.etcdbr.command.ListVerb;
import io.etcdbr.command.Program;
import io.etcdbr.command.PruneVerb;
import io.etcdbr.command.Verb;
import io.etcdbr.command.VerifyVerb;
import io.etcdbr.command.VersionVerb;
import io.etcdbr.config.LogSettings;
import io.etcdbr.config.Setting;
import io.etcdbr.config.TerminalSettings;
import io.etcdbr.format.Tool;
import io.etcdbr.kubectl.cluster.Cluster;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The program as a command line sees it. */
public final class PluginVerbs {
    private static final List<Setting> COMMON = Stream.of(
                    List.of(Setting.CONFIG), LogSettings.USED, TerminalSettings.USED)
            .flatMap(List::stream)
            .toList();

    private PluginVerbs() {}

    public static Program program() {
        return new Program(
                "kubectl etcdbr",
                new Tool("kubectl-etcdbr", Program.version()),
                "Backs up the etcd of a Kubernetes cluster, shows what its backups hold, and takes the control plane back to one,"
                        + " from any workstation.",
                COMMON,
                all(ClusterOptions::open));
    }

    /**
     * In the order of the help.
     *
     * @param clusters what all but the restores work on
     */
    static List<Verb> all(Function<ClusterOptions, Cluster> clusters) {
        return List.of(
                new StatusVerb(clusters),
                new CheckVerb(clusters),
                new BackupVerb(clusters),
                new InClusterVerb(clusters, new ListVerb(), "list", "list --context prod -o wide"),
                new InClusterVerb(clusters, new DescribeVerb(), "describe latest"),
                new InClusterVerb(clusters, new InspectVerb(), "inspect latest"),
                new InClusterVerb(
                        clusters,
                        new GetVerb(),
                        "get latest pods -A",
                        "get latest secret db -n shop -o yaml --identity key.txt",
                        "get latest nodes --etcdbr-namespace backups"),
                new InClusterVerb(
                        clusters,
                        new DiffVerb(new LiveInCluster()),
                        "diff latest --live",
                        "diff 20261119 latest deployments -n shop"),
                new InClusterVerb(clusters, new VerifyVerb(), "verify latest --identity key.txt"),
                new DownloadVerb(clusters),
                new ConfirmedVerb(new InClusterVerb(
                        clusters, new DeleteVerb(), List.of("--yes"), "delete 20261120T143005Z-1f3a")),
                new ConfirmedVerb(
                        new InClusterVerb(clusters, new PruneVerb(), "prune --dry-run", "prune --keep-daily 7 --yes")),
                new RestoreVerb(),
                new RestoreStatusVerb(),
                new RestoreRollbackVerb(),
                new RestoreCleanVerb(),
                new InstallVerb(),
                new CompletionVerb(),
                new VersionVerb());
    }
}
