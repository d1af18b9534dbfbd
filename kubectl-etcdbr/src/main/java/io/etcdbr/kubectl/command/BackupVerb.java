package io.etcdbr.kubectl.command;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.OutputForm;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.error.Failure;
import io.etcdbr.kubectl.cluster.Cluster;
import io.etcdbr.kubectl.operation.BackupNow;
import io.etcdbr.kubectl.operation.Installation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** {@code kubectl etcdbr backup}. */
final class BackupVerb implements Verb {

    private final Function<ClusterOptions, Cluster> clusters;

    private record Options(ClusterOptions cluster, Optional<String> name, boolean followed, OutputForm form) {}

    BackupVerb(Function<ClusterOptions, Cluster> clusters) {
        this.clusters = clusters;
    }

    @Override
    public String name() {
        return "backup";
    }

    @Override
    public String summary() {
        return "Make a backup now, by a Job from the template of the backup CronJob";
    }

    @Override
    public List<String> description() {
        return List.of(
                "With --wait the Job's log is shown on standard error while it runs, its result on standard output,"
                        + " and the exit code is the backup's own. Ctrl-C only ends the watching: the Job goes on.");
    }

    @Override
    public List<String> examples() {
        return List.of("backup --wait", "backup --name before-upgrade --wait -o json");
    }

    @Override
    public List<Setting> settings() {
        return Stream.concat(ClusterOptions.USED.stream(), Stream.of(Setting.WAIT, Setting.JOB_NAME, Setting.OUTPUT))
                .filter(setting -> setting != Setting.POD_TIMEOUT)
                .toList();
    }

    @Override
    public String meaning(Setting setting) {
        return setting == Setting.WAIT ? "follow the backup to its end" : Verb.super.meaning(setting);
    }

    @Override
    public Outcome run(Invocation call) {
        Options options = call.settings().read(BackupVerb::options);
        try (Cluster cluster = clusters.apply(options.cluster())) {
            Installation installation = new InCluster(options.cluster(), call).find(cluster);
            BackupNow backup = new BackupNow(cluster, installation, call.cancellation(), call.clock());
            String job = backup.start(options.name());
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("job", job);
            facts.put("namespace", installation.namespace());
            if (!options.followed) {
                print(
                        call,
                        options.form,
                        job,
                        facts,
                        "Job " + job + " started in namespace " + installation.namespace() + ". Look at it with: "
                                + backup.howToLook(job));
                return Outcome.done("Backup started.");
            }
            BackupNow.Result result = backup.follow(job, call.err()::println);
            facts.putAll(result.facts());
            if (!result.sentence().isEmpty()) {
                print(call, options.form, result.name().orElse(job), facts, result.sentence());
            }
            List<Failure> failures = result.failure().stream().toList();
            return new Outcome(failures, "Backup made.", Map.of());
        }
    }

    private static void print(Invocation call, OutputForm form, String name, Map<String, ?> facts, String sentence) {
        switch (form) {
            case TABLE -> call.out().println(sentence);
            case NAME -> call.out().println(name);
            case JSON, YAML -> call.out().print(form.of(facts));
        }
    }

    private static Options options(Settings settings) {
        return new Options(
                ClusterOptions.from(settings),
                settings.text(Setting.JOB_NAME),
                settings.isOn(Setting.WAIT),
                OutputForm.of(settings));
    }
}
