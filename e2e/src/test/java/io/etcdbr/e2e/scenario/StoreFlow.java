package io.etcdbr.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.e2e.harness.ClusterUnderTest;
import io.etcdbr.e2e.harness.Installation;
import io.etcdbr.e2e.harness.PluginProcess;
import io.etcdbr.e2e.harness.Said;
import io.etcdbr.e2e.store.Place;
import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator does with an overlay and the plugin on one store, from the first run to the last backup pruned. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(600)
abstract class StoreFlow {
    private @Nullable Installation installation;
    private @Nullable Place place;

    /** Empty where every scenario is skipped. */
    abstract Optional<ClusterUnderTest> cluster();

    abstract Place open(ClusterUnderTest cluster, Path folder) throws Exception;

    /** Flags with which a backup can be opened. */
    abstract List<String> identity();

    @BeforeAll
    void install(@TempDir Path folder) throws Exception {
        Optional<ClusterUnderTest> cluster = cluster();
        if (cluster.isPresent()) {
            place = open(cluster.get(), folder);
            installation = cluster.get().install(place, Patches.EVERY_MINUTE);
        }
    }

    @AfterAll
    void remove() throws Exception {
        if (installation != null) {
            installation.close();
        }
        if (place != null) {
            place.close();
        }
    }

    @Test
    @Order(1)
    void theScheduleBacksUp() throws IOException {
        String job = installation().awaitScheduledRun();

        assertThat(installation().kubectl().run("logs", "job/" + job)).contains("backup");
        assertThat(operator().backups()).isNotEmpty();
        // From here on only what a scenario starts itself.
        installation().kubectl().run("patch", "cronjob", "etcdbr-backup", "-p", "{\"spec\":{\"suspend\":true}}");
    }

    @Test
    @Order(2)
    void aBackupOnDemandIsListedDescribedAndVerified() throws IOException {
        String id = backUp();

        assertThat(operator().backups()).contains(id);
        assertThat(operator().run("describe", id)).contains(id, "e2e");
        Said verified = operator()
                .ask(with(identity(), "verify", id, "--depth", identity().isEmpty() ? "plain" : "best"));
        assertThat(verified.orFail().out()).contains("sound");
    }

    @Test
    @Order(3)
    void statusTellsOfMembersAndBackups() throws IOException {
        String id = backUp();

        Said answer = operator().ask("status", "-o", "json");

        String said = answer.out() + answer.err();
        // The first scenario suspended the CronJob, and nothing else needs attention.
        assertThat(answer.code()).as(said).isEqualTo(ExitCode.ATTENTION.number());
        JsonObject status = JsonParser.parseString(answer.out()).getAsJsonObject();
        assertThat(status.getAsJsonArray("problems"))
                .as(said)
                .singleElement()
                .satisfies(problem -> assertThat(
                                problem.getAsJsonObject().get("problem").getAsString())
                        .contains("is suspended"));
        assertThat(status.getAsJsonObject("etcd").getAsJsonArray("members"))
                .as(said)
                .hasSize(cluster().orElseThrow().nodes().size())
                .allMatch(member -> member.getAsJsonObject().get("reachable").getAsBoolean());
        assertThat(status.getAsJsonArray("stores"))
                .as(said)
                .singleElement()
                .satisfies(store -> assertThat(store.getAsJsonObject()
                                .getAsJsonObject("newest")
                                .get("id")
                                .getAsString())
                        .isEqualTo(id));
    }

    @Test
    @Order(4)
    void aViewerMakesNoBackup() throws IOException {
        Said said = installation().viewer().ask("backup");

        assertThat(said.code()).isEqualTo(ExitCode.KUBERNETES_REFUSED.number());
        assertThat(said.err()).contains("may not create jobs.batch");
    }

    @Test
    @Order(5)
    void objectsAreReadFromABackup() throws IOException {
        needVerb("get");
        String id = backUp();

        String found = operator()
                .run(with(
                        identity(),
                        "get",
                        id,
                        "configmap",
                        "etcdbr-config",
                        "-n",
                        Installation.NAMESPACE,
                        "-o",
                        "name"));

        assertThat(found).contains("etcdbr-config");
    }

    @Test
    @Order(6)
    void twoBackupsAreCompared() throws IOException {
        needVerb("diff");
        String before = backUp();
        installation().kubectl().run("create", "configmap", "made-between");
        String after = backUp();

        Said forward = operator().ask(with(identity(), "diff", before, after, "-o", "names"));
        Said backward = operator().ask(with(identity(), "diff", after, before, "-o", "names"));

        assertThat(forward.code()).as(forward.err()).isEqualTo(ExitCode.DIFFERENT.number());
        assertThat(forward.out()).containsPattern("(?m)^added .*made-between$");
        assertThat(backward.out()).containsPattern("(?m)^removed .*made-between$");
    }

    @Test
    @Order(7)
    void wrongCredentialsAreToldAndLeaveNothing() throws IOException {
        Optional<Place> wrong = place().withWrongSecret();
        assumeTrue(wrong.isPresent(), "a directory knows no credentials");
        List<String> before = operator().backups();
        installation().giveSecret(wrong.get());
        try {
            Said said = operator().ask("backup", "--wait");

            assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.STORE_REFUSED.number());
        } finally {
            installation().giveSecret(place());
        }
        assertThat(operator().backups()).isEqualTo(before);
    }

    @Test
    @Order(8)
    void aStoreThatComesBackIsUsedAgain() throws Exception {
        assumeTrue(place().goAway(), "this store stays where it is");
        try {
            Said said = operator().ask("backup", "--wait");

            assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.STORE_UNAVAILABLE.number());
        } finally {
            place().comeBack();
        }
        String id = backUp();
        assertThat(operator().backups()).contains(id);
    }

    @Test
    @Order(9)
    void pruningKeepsWhatTheRulesSay() throws IOException {
        needVerb("prune");
        String older = backUp();
        String newest = backUp();
        operator().run("prune", "--keep-last", "1", "--yes");
        assertThat(operator().backups())
                .as("the ConfigMap keeps those of a day")
                .contains(older, newest);

        operator().run("prune", "--keep-last", "1", "--keep-within", "1s", "--dry-run");
        assertThat(operator().backups()).as("after a dry run").contains(older, newest);
        operator().run("prune", "--keep-last", "1", "--keep-within", "1s", "--yes");

        assertThat(operator().backups()).contains(newest).doesNotContain(older);
    }

    private String backUp() throws IOException {
        return operator().run("backup", "--wait", "-o", "name").strip();
    }

    private void needVerb(String verb) throws IOException {
        assumeTrue(operator().ask(verb, "--help").succeeded(), "the plugin has no verb " + verb);
    }

    private PluginProcess operator() throws IOException {
        return installation().operator();
    }

    private Installation installation() {
        return Objects.requireNonNull(installation);
    }

    private Place place() {
        return Objects.requireNonNull(place);
    }

    private static String[] with(List<String> more, String... line) {
        List<String> all = new ArrayList<>(List.of(line));
        all.addAll(more);
        return all.toArray(String[]::new);
    }
}
