package io.etcdbr.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.etcdbr.e2e.harness.ClusterUnderTest;
import io.etcdbr.e2e.harness.Installation;
import io.etcdbr.e2e.harness.Kubectl;
import io.etcdbr.e2e.harness.Node;
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
import java.util.stream.Stream;
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
        make("stays", "same");
        String before = backUpAndChange("between");
        String after = backUp();

        assertThat(changes(before, after))
                .containsExactlyInAnyOrder("added comes-between", "removed goes-between", "changed changes-between");
        assertThat(changes(after, before))
                .containsExactlyInAnyOrder("removed comes-between", "added goes-between", "changed changes-between");
        Said one = operator()
                .ask(with(
                        identity(),
                        "diff",
                        before,
                        after,
                        "configmap",
                        "changes-between",
                        "-n",
                        Installation.NAMESPACE));
        assertThat(one.code()).as(one.err()).isEqualTo(ExitCode.DIFFERENT.number());
        assertThat(one.out()).containsPattern("(?m)^-.*before").containsPattern("(?m)^\\+.*after");
        Said same = operator().ask(with(identity(), "diff", after, after, "-o", "name"));
        assertThat(same.orFail().out()).isEmpty();
    }

    @Test
    @Order(7)
    void aBackupIsComparedWithTheRunningCluster() throws IOException {
        String id = backUpAndChange("afterwards");

        assertThat(changes(id, "--live"))
                .containsExactlyInAnyOrder(
                        "added comes-afterwards", "removed goes-afterwards", "changed changes-afterwards");
    }

    /** A backup, since which one ConfigMap has gone, one has come and one has changed. */
    private String backUpAndChange(String when) throws IOException {
        make("goes-" + when, "there");
        make("changes-" + when, "before");
        String id = backUp();
        installation().kubectl().run("delete", "configmap", "goes-" + when);
        make("comes-" + when, "there");
        make("changes-" + when, "after");
        return id;
    }

    /** What the diff says of ConfigMaps here, such as {@code added NAME}. */
    private List<String> changes(String first, String second) throws IOException {
        Said said = operator().ask(with(identity(), "diff", first, second, "-o", "name", "-n", Installation.NAMESPACE));
        assertThat(said.code()).as(said.out() + said.err()).isEqualTo(ExitCode.DIFFERENT.number());
        try (Stream<String> lines = said.out().lines()) {
            return lines.filter(line -> line.contains(" configmaps/"))
                    .map(line -> line.replaceFirst("^(\\w+) -n \\S+ configmaps/", "$1 "))
                    .toList();
        }
    }

    private void make(String configMap, String value) throws IOException {
        installation()
                .kubectl()
                .runWith(
                        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + configMap
                                + "\"},\"data\":{\"value\":\"" + value + "\"}}",
                        "apply",
                        "-f",
                        "-");
    }

    @Test
    @Order(8)
    void whatABackupHoldsIsCounted() throws IOException {
        String id = backUp();

        JsonObject found = JsonParser.parseString(operator().run(with(identity(), "inspect", id, "-o", "json")))
                .getAsJsonObject();

        assertThat(found.getAsJsonObject("snapshot").get("backup").getAsString())
                .isEqualTo(id);
        assertThat(objects(found, "resources", "resource", "nodes"))
                .isEqualTo(installation()
                        .kubectl()
                        .json("get", "nodes")
                        .getAsJsonArray("items")
                        .size());
        assertThat(objects(found, "resources", "resource", "cronjobs.batch")).isGreaterThanOrEqualTo(2);
        assertThat(objects(found, "namespaces", "namespace", Installation.NAMESPACE))
                .isPositive();
        assertThat(found.getAsJsonObject("database").getAsJsonArray("members"))
                .hasSize(cluster().orElseThrow().nodes().size());
    }

    private static int objects(JsonObject found, String list, String field, String name) {
        for (JsonElement element : found.getAsJsonArray(list)) {
            if (element.getAsJsonObject().get(field).getAsString().equals(name)) {
                return element.getAsJsonObject().get("objects").getAsInt();
            }
        }
        return 0;
    }

    @Test
    @Order(9)
    void checkSeesAllNodesAndStoresAndFindsNothingButTheSuspendedSchedule() throws IOException {
        Said said = operator().ask("check", "-o", "json");

        String all = said.out() + said.err();
        assertThat(said.code()).as(all).isEqualTo(ExitCode.ATTENTION.number());
        List<String> lines = new ArrayList<>();
        for (JsonElement element :
                JsonParser.parseString(said.out()).getAsJsonObject().getAsJsonArray("findings")) {
            JsonObject finding = element.getAsJsonObject();
            lines.add(finding.get("state").getAsString() + " "
                    + finding.get("check").getAsString() + " "
                    + finding.get("subject").getAsString());
        }
        assertThat(lines.stream().filter(line -> line.startsWith("failed") || line.startsWith("warning")))
                .as(all)
                .containsExactly("failed schedule ");
        for (Node node : place().usedBy(cluster().orElseThrow().nodes())) {
            assertThat(lines)
                    .as(all)
                    .contains("ok image " + node.name(), "ok etcd " + node.name(), "ok disk " + node.name())
                    .anyMatch(line -> line.startsWith("ok store " + node.name() + ", "))
                    .anyMatch(line -> line.startsWith("ok certificate " + node.name() + ", "));
        }
        assertThat(lines.stream().filter(line -> line.startsWith("ok image")))
                .as(all)
                .hasSize(place().usedBy(cluster().orElseThrow().nodes()).size());
    }

    @Test
    @Order(10)
    void aViewerLearnsFromCheckWhatItMayNotDo() throws IOException {
        Said said = installation().viewer().ask("check");

        assertThat(said.code()).as(said.out() + said.err()).isEqualTo(ExitCode.ATTENTION.number());
        assertThat(said.out()).containsPattern("warning +permissions +this user may not .*create jobs");
        assertThat(said.out().replaceAll("\\s+", " ")).contains("Bind the Role etcdbr-operator");
    }

    @Test
    @Order(11)
    void aBackupIsDeletedByItsIdAndNoOther() throws IOException {
        String older = backUp();
        String newest = backUp();
        List<String> before = operator().backups();

        Said unasked = operator().ask("delete", older);
        assertThat(unasked.code()).as(unasked.err()).isEqualTo(ExitCode.REFUSED.number());
        Said unknown = operator().ask("delete", older, "20200101T000000Z-r1-000000", "--yes");
        assertThat(unknown.code()).as(unknown.err()).isEqualTo(ExitCode.NOT_FOUND.number());
        Said last = operator().ask("delete", newest, "--yes");
        assertThat(last.succeeded()).as(last.out()).isFalse();
        assertThat(operator().backups()).as("after what was refused").isEqualTo(before);
        operator().run("delete", older, "--yes");

        List<String> left = new ArrayList<>(before);
        left.remove(older);
        assertThat(operator().backups()).isEqualTo(left);
    }

    @Test
    @Order(12)
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
    @Order(13)
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
    @Order(14)
    void theWeeklyVerificationReadsBackWithItsOwnRights() throws IOException {
        Kubectl kubectl = installation().kubectl();
        kubectl.run("create", "job", "weekly", "--from=cronjob/etcdbr-verify");
        kubectl.run("wait", "--for=condition=complete", "job/weekly", "--timeout=2m");

        // Those of today were verified when they were made, so that one had nothing to read: this one leaves none out.
        JsonObject job = kubectl.json("create", "job", "all", "--from=cronjob/etcdbr-verify", "--dry-run=client");
        JsonArray arguments = job.getAsJsonObject("spec")
                .getAsJsonObject("template")
                .getAsJsonObject("spec")
                .getAsJsonArray("containers")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("args");
        assertThat(arguments.remove(new JsonPrimitive("--not-verified-since=27d")))
                .isTrue();
        kubectl.runWith(job.toString(), "create", "-f", "-");
        kubectl.run("wait", "--for=condition=complete", "job/all", "--timeout=2m");

        assertThat(kubectl.run("logs", "job/all"))
                .contains(operator().backups())
                .contains("sound");
    }

    @Test
    @Order(15)
    void pruningKeepsWhatTheRulesSay() throws IOException {
        // Of these the ConfigMap, which keeps those of a day, would delete none.
        String older = backUp();
        String newest = backUp();
        List<String> before = operator().backups();
        assertThat(before).hasSizeGreaterThan(2);
        assertThat(operator().run("prune", "--yes", "-o", "name"))
                .as("by the rules of the ConfigMap")
                .isEmpty();
        assertThat(operator().backups()).isEqualTo(before);
        List<String> lost = new ArrayList<>(before);
        lost.removeAll(List.of(older, newest));

        assertThat(operator()
                        .run("prune", "--keep-last", "2", "--dry-run", "-o", "name")
                        .lines())
                .containsExactlyInAnyOrderElementsOf(lost);
        assertThat(operator().backups()).as("after a dry run").isEqualTo(before);
        Said unasked = operator().ask("prune", "--keep-last", "2");
        assertThat(unasked.code()).as(unasked.err()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(operator().backups()).as("unasked").isEqualTo(before);
        operator().run("prune", "--keep-last", "2", "--yes");

        assertThat(operator().backups()).containsExactlyInAnyOrder(older, newest);
        operator().run(with(identity(), "verify", "--all"));
    }

    private String backUp() throws IOException {
        return operator().run("backup", "--wait", "-o", "name").strip();
    }

    private PluginProcess operator() throws IOException {
        return installation().operator();
    }

    Installation installation() {
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
