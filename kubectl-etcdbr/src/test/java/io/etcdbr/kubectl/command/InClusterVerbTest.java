package io.etcdbr.kubectl.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.config.Setting;
import io.etcdbr.error.ExitCode;
import io.etcdbr.kubectl.operation.ScriptedPods;
import io.etcdbr.kubectl.operation.ScriptedPods.Answer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verbs that run in a pod, from the command line to what is passed on. */
@Timeout(30)
class InClusterVerbTest {
    @TempDir
    private Path folder;

    private final ScriptedPods cluster = new ScriptedPods();

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
