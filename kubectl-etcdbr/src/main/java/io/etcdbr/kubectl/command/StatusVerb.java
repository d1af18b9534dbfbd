package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.OutputForm;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.operation.ClusterStatus;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code kubectl etcdbr status}. */
final class StatusVerb implements Verb {

    private final Function<ClusterOptions, Cluster> clusters;

    private record Options(ClusterOptions cluster, OutputForm form) {}

    StatusVerb(Function<ClusterOptions, Cluster> clusters) {
        this.clusters = clusters;
    }

    @Override
    public String name() {
        return "status";
    }

    @Override
    public String summary() {
        return "Show etcd's members and alarms, and whether backups are fresh and verified";
    }

    @Override
    public List<String> description() {
        return List.of(
                "For people and for monitoring: ends with 0 if all is well and with 50 if something needs attention;"
                        + " other codes say that the cluster could not be asked. Asks etcd and the stores from a short-lived pod.");
    }

    @Override
    public List<String> examples() {
        return List.of("status", "status --context prod -o json");
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(ClusterOptions.USED.stream(), Stream.of(Setting.OUTPUT))
                .toList();
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(StatusVerb::options);
        ClusterStatus status = new InCluster(options.cluster(), call, clusters)
                .session((cluster, installation, session) -> ClusterStatus.of(
                        cluster, installation, session, call.clock().instant()));
        call.out()
                .print(
                        options.form.isTree()
                                ? options.form.of(StatusTree.of(status))
                                : new StatusText(
                                                call.terminal().colour(),
                                                call.clock().instant())
                                        .of(status));
        return new Outcome(status.problems(), "All is well.", Map.of());
    }

    private static Options options(Settings settings) {
        return new Options(ClusterOptions.from(settings), OutputForm.withoutName(settings));
    }
}
