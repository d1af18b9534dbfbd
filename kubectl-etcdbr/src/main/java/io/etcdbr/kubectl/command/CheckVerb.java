package io.etcdbr.kubectl.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.OutputForm;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.operation.ClusterCheck;
import io.etcdbr.kubectl.operation.Finding;
import io.etcdbr.kubectl.operation.Installation;
import io.etcdbr.kubectl.operation.Session;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code kubectl etcdbr check}. */
final class CheckVerb implements Verb {

    private final Function<ClusterOptions, Cluster> clusters;

    private record Options(ClusterOptions cluster, OutputForm form) {}

    CheckVerb(Function<ClusterOptions, Cluster> clusters) {
        this.clusters = clusters;
    }

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String summary() {
        return "Check whether the cluster can be backed up and restored, and say what to do if not";
    }

    @Override
    public List<String> description() {
        return List.of(
                "Looks at the rights of this user, and by a short-lived pod on each control-plane node at the image, the stores (a"
                        + " small object is written and removed again), etcd and its certificates, the clocks, the room for a restore and"
                        + " whether the keys of encryption at rest go with the backups. The pods see /var/lib and the manifests of"
                        + " the node, read-only.",
                "Ends with 0 if all is well and with 50 if anything is a warning or failed. A node that is not ready is a warning, any"
                        + " other that could not be looked at failed. What this user has no right to look at is skipped, and the"
                        + " missing right a warning.");
    }

    @Override
    public List<String> examples() {
        return List.of("check", "check --context prod -o json");
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(ClusterOptions.USED.stream(), Stream.of(Setting.OUTPUT))
                .toList();
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(CheckVerb::options);
        List<Finding> findings;
        try (Cluster cluster = clusters.apply(options.cluster)) {
            Installation installation = new InCluster(options.cluster, call).find(cluster);
            Session.removeLeftovers(cluster, installation);
            findings = new ClusterCheck(
                            cluster, installation, options.cluster.podTimeout(), call.cancellation(), call.clock())
                    .run();
        }
        call.out()
                .print(
                        options.form.isTree()
                                ? options.form.of(tree(findings))
                                : new CheckText(
                                                call.terminal().width(),
                                                call.terminal().colour())
                                        .of(findings));
        // All is said already.
        return findings.stream().anyMatch(Finding::needsAttention)
                ? Outcome.endedElsewhere(ExitCode.ATTENTION)
                : Outcome.done(CheckText.verdict(findings));
    }

    /** The names of the fields are an API: none is renamed or removed. */
    static JsonObject tree(List<Finding> findings) {
        JsonArray array = new JsonArray();
        for (Finding finding : findings) {
            JsonObject object = new JsonObject();
            object.addProperty("check", finding.check());
            object.addProperty("subject", finding.subject());
            object.addProperty("state", finding.state().text());
            object.addProperty("message", finding.message());
            object.addProperty("remedy", finding.remedy());
            array.add(object);
        }
        JsonObject json = new JsonObject();
        json.addProperty("healthy", findings.stream().noneMatch(Finding::needsAttention));
        json.add("findings", array);
        return json;
    }

    private static Options options(Settings settings) {
        return new Options(ClusterOptions.from(settings), OutputForm.withoutName(settings));
    }
}
