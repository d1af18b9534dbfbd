package io.etcdbr.kubectl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.command.Invocation;
import io.etcdbr.command.Outcome;
import io.etcdbr.command.PruneVerb;
import io.etcdbr.command.Verb;
import io.etcdbr.config.Setting;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.operation.ScriptedPods;
import io.etcdbr.kubectl.operation.ScriptedPods.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verbs that run in a pod, from the command line to what is passed on. */
@Timeout(300)
class InClusterVerbTest {
    @TempDir
    private Path folder;

    private final ScriptedPods cluster = new ScriptedPods();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list",
                "describe latest",
                "inspect latest",
                "get latest pods",
                "diff latest --live",
                "verify latest",
                "delete 20261120T120000Z-r4000-00c0de --yes",
                "prune --yes"
            })
    void whatThePodSaysAndHowItEndsIsPassedOn(String line) {
        String verb = line.split(" ")[0];
        cluster.answers.put(verb, new Answer(0, "its result\n", "its log\n"));

        ScriptedRun run = ScriptedRun.on(cluster, line.split(" "));

        assertThat(run).isEqualTo(new ScriptedRun(0, "its result\n", "its log\n"));
        assertThat(cluster.commands).singleElement().asString().startsWith(verb);
        assertThat(cluster.pods()).isEmpty();
        assertThat(cluster.deleted).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "diff latest --live, 4",
        "get latest pods, 21",
        "delete 20261120T120000Z-r4000-00c0de --yes, 21",
        "verify latest, 31",
        "delete 20261120T120000Z-r4000-00c0de --yes, 31",
        "prune --yes --expect a, 33"
    })
    void aFailureInThePodIsToldOnceAndEndsThisProgramAsThatOne(String line, int code) {
        cluster.answers.put(line.split(" ")[0], new Answer(code, "so far\n", "etcdbr-job: it went wrong.\n"));

        assertThat(ScriptedRun.on(cluster, line.split(" ")))
                .isEqualTo(new ScriptedRun(code, "so far\n", "etcdbr-job: it went wrong.\n"));
        assertThat(cluster.pods()).isEmpty();
    }

    @Test
    void aProgramThatWasKilledIsSaidToWantMemory() {
        cluster.answers.put("inspect", new Answer(137, "", ""));

        ScriptedRun run = ScriptedRun.on(cluster, "inspect", "latest");

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.err())
                .isEqualTo(
                        "kubectl etcdbr: the program in the pod ended with exit code 137, which is none of its own: it was"
                                + " killed, most likely for want of memory. Raise the memory limit of the CronJob's container: this pod"
                                + " has twice that, and at least 512Mi.\n");
    }

    @Test
    void anotherProgramThanOursInThePodIsSaid() {
        cluster.answers.put("inspect", new Answer(127, "", ""));

        ScriptedRun run = ScriptedRun.on(cluster, "inspect", "latest");

        assertThat(run.code()).isEqualTo(ExitCode.KUBERNETES_UNREACHABLE.number());
        assertThat(run.err())
                .contains("exit code 127", "See whether the CronJob's image is etcdbr-job of this version");
    }

    @Test
    void whoIsAskedNowhereDeletesNothing() {
        ScriptedRun run = ScriptedRun.on(cluster, "prune");

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(cluster.commands).isEmpty();
    }

    /** As a question does: what would be lost, and then the deed. */
    @Test
    void severalRunsShareAPod() {
        cluster.answers.put("prune", new Answer(0, "gone\n", ""));
        InClusterVerb prune = new InClusterVerb(_ -> cluster, new PruneVerb());

        ScriptedRun run = ScriptedRun.of(List.of(new Twice(prune)), "prune", "--dry-run");

        assertThat(run).isEqualTo(new ScriptedRun(0, "gone\ngone\n", ""));
        assertThat(cluster.commands).containsExactly("prune --dry-run", "prune --dry-run");
        assertThat(cluster.deleted).hasSize(1);
    }

    private record Twice(InClusterVerb of) implements Verb {
        @Override
        public String name() {
            return of.name();
        }

        @Override
        public String summary() {
            return of.summary();
        }

        @Override
        public List<String> description() {
            return of.description();
        }

        @Override
        public List<String> examples() {
            return of.examples();
        }

        @Override
        public List<Setting> settings() {
            return of.settings();
        }

        @Override
        public Outcome run(Invocation call) {
            return of.sharing(call, verb -> {
                verb.run(call);
                return verb.run(call);
            });
        }
    }

    @Test
    void downloadReadsTheStoresInThePod() {
        cluster.answers.put("object", new Answer(0, "{\"stores\":[{\"store\":\"s3://b/etcd\",\"objects\":[]}]}", ""));

        ScriptedRun run = ScriptedRun.on(
                cluster, "download", "latest", "-f", folder.resolve("f").toString());

        assertThat(run.code()).isEqualTo(ExitCode.NOT_FOUND.number());
        assertThat(run.err()).contains("s3://b/etcd");
        assertThat(cluster.commands).singleElement().asString().startsWith("object list");
        assertThat(cluster.pods()).isEmpty();
    }

    @Test
    void whatKeepsDownloadFromTheStoresIsSaidWithTheCodeOfThePod() {
        cluster.answers.put("object", Answer.failed(ExitCode.STORE_REFUSED, "s3://b/etcd refused: 403", "Mend it"));

        ScriptedRun run = ScriptedRun.on(
                cluster, "download", "latest", "-f", folder.resolve("f").toString());

        assertThat(run.code()).isEqualTo(ExitCode.STORE_REFUSED.number());
        assertThat(run.err()).contains("the stores cannot be listed in the pod: s3://b/etcd refused: 403. Mend it.");
    }

    @ParameterizedTest
    @CsvSource({
        "get latest pods, get --namespace=shop latest pods",
        "get latest pods -n db, get --namespace=db latest pods",
        "get latest pods -A, get --all-namespaces latest pods",
        "diff latest --live deployment web, diff --namespace=shop --live latest deployment web",
        "diff 20261119 latest pod/web, diff --namespace=shop 20261119 latest pod/web",
        "diff latest --live deployment web -n db, diff --live --namespace=db latest deployment web"
    })
    void objectsAreLookedForInTheNamespaceOfTheContextUnlessAnotherIsSaid(String line, String inPod) {
        cluster.namespace = Optional.of("shop");

        assertThat(ran(line).replace("--namespace=db --live", "--live --namespace=db"))
                .isEqualTo(inPod);
    }

    @ParameterizedTest
    @CsvSource({"diff latest --live", "diff 20261119 latest", "diff latest --live deployments", "list"})
    void aComparisonThatNamesNoObjectIsOfAllNamespaces(String line) {
        cluster.namespace = Optional.of("shop");

        assertThat(ran(line)).doesNotContain("--namespace");
    }

    @Test
    void whereTheContextHasNoNamespaceThePodDecides() {
        assertThat(ran("get latest pods")).isEqualTo("get latest pods");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "describe latest", "get latest pods", "verify latest"})
    void onlyAStoreOnTheCommandLineTakesTheWorkAwayFromTheCluster(String line) {
        cluster.answers.put(line.split(" ")[0], new Answer(0, "of the cluster\n", ""));

        assertThat(withStoresInTheEnvironment(line).out()).isEqualTo("of the cluster\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete 20261120T120000Z-r4000-00c0de --yes", "prune --yes", "prune --dry-run"})
    void nothingIsDeletedWhereItIsNotClearWhichStoresAreMeant(String line) {
        ScriptedRun run = withStoresInTheEnvironment(line);

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).contains("ETCDBR_STORES", "it is not clear which stores are meant");
        assertThat(cluster.commands).isEmpty();
    }

    @Test
    void aStoreOnTheCommandLineIsReadFromHere() {
        ScriptedRun run = withStoresInTheEnvironment("list --store " + folder.toUri());

        assertThat(run.code()).isZero();
        assertThat(cluster.commands).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"diff latest --live --store file:///somewhere", "diff ./before.db --live"})
    void whatIsReadHereIsNotComparedWithTheRunningEtcdAndTheWayToDoItIsSaid(String line) {
        ScriptedRun run = ScriptedRun.on(cluster, line.split(" "));

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err())
                .contains(
                        "--live: the running etcd is read in the cluster",
                        "leave --store or the file out",
                        "'kubectl etcdbr download latest -f ./now.db'");
        assertThat(run.out()).isEmpty();
        assertThat(cluster.commands).isEmpty();
        assertThat(cluster.deleted).isEmpty();
    }

    private ScriptedRun withStoresInTheEnvironment(String line) {
        return ScriptedRun.of(
                PluginVerbs.all(_ -> cluster),
                Map.of(
                        Setting.STORES.variable(),
                        folder.resolve("nowhere").toUri().toString()),
                line.split(" "));
    }

    /** What ran in the pod. */
    private String ran(String line) {
        cluster.answers.put(line.split(" ")[0], new Answer(0, "", ""));
        ScriptedRun run = ScriptedRun.on(cluster, line.split(" "));
        assertThat(run.err()).isEmpty();
        assertThat(cluster.commands).hasSize(1);
        return cluster.commands.getFirst();
    }
}
