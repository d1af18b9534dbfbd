package io.etcdbr.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.e2e.harness.AgeKey;
import io.etcdbr.e2e.harness.FaultTable;
import io.etcdbr.e2e.harness.Informer;
import io.etcdbr.e2e.harness.Installation;
import io.etcdbr.e2e.harness.Node;
import io.etcdbr.e2e.harness.OnACluster;
import io.etcdbr.e2e.harness.Said;
import io.etcdbr.error.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Restores that go through, and what everybody else of the cluster sees of them. */
@ExtendWith(OnACluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(1200)
class RestoreScenarios {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String LABEL = "node-role.kubernetes.io/control-plane";

    @TempDir
    Path folder;

    private @Nullable RestoreGround ground;

    @BeforeAll
    void install() throws Exception {
        if (OnACluster.find().isPresent()) {
            ground = RestoreGround.prepare(OnACluster.find().get());
        }
    }

    @BeforeEach
    void forget() throws Exception {
        if (ground != null) {
            ground.makeKubeletsForget();
        }
    }

    @AfterEach
    void giveUp() throws Exception {
        if (ground != null) {
            ground.giveUpWhatIsLeft();
        }
    }

    @AfterAll
    void remove() throws Exception {
        if (ground != null) {
            ground.close();
        }
    }

    /** Faults 27, 29, 30 and 33, with an encrypted backup, and then with the same backup as a local file. */
    @Test
    @Order(1)
    void clientsThatWereConnectedListAnewAndNoRevisionIsGivenOutTwice() throws Exception {
        AgeKey key = AgeKey.make(folder);
        encryptTo(key.recipient());
        ground().mark("before-the-backup");
        String id = ground().backUp();
        encryptTo("");
        ground().mark("after-the-backup");
        String original = ground().plane().etcdClusterId();
        try (Informer informer = informer()) {
            awaitKnown(informer, "after-the-backup");
            long highest = Math.max(informer.newest(), ground().plane().revision());

            JsonObject first = ground().restore(id, "--identity", key.file().toString());

            assertRestored(informer, 1);
            long issued = markAndSee(informer, "after-the-first-restore");
            assertThat(issued).isGreaterThan(highest);
            Awaitility.await("no stager pod is left")
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(stagers()).isBlank());

            Path snapshot = folder.resolve("snapshot.db");
            ground().installation()
                    .operator()
                    .run(
                            "download",
                            id,
                            "--to",
                            snapshot.toString(),
                            "--identity",
                            key.file().toString());
            JsonObject second = ground().restore("--file", snapshot.toString());

            assertRestored(informer, 2);
            assertThat(markAndSee(informer, "after-the-second-restore")).isGreaterThan(issued);
            assertThat(informer.reissued()).isEmpty();
            assertThat(List.of(
                            original,
                            RestoreGround.planned(first, "newClusterId"),
                            RestoreGround.planned(second, "newClusterId")))
                    .doesNotHaveDuplicates();
            // The settings of then came back too.
            encryptTo("");
            FaultTable.row(
                    "29, 30, 33",
                    "informer connected across the restore of an encrypted backup",
                    "told that its revision is gone, listed anew; no revision given out twice; no stager pod left",
                    downtime(first));
            FaultTable.row(
                    "27, 30",
                    "the same backup again, as a file",
                    "restored, a third cluster id, higher revisions",
                    downtime(second));
        }
    }

    /** Fault 12. */
    @Test
    @Order(2)
    void aPluginThatDiesAfterGoIsNotNeededAndAnotherLooksOn() throws Exception {
        ground().mark("before-the-lost-laptop");
        String id = ground().backUp();
        ground().mark("after-the-lost-laptop");
        RestoreGround.Started restore = ground().start(id);
        ground().await(
                        "an API server is being stopped",
                        ground().cluster().nodes().getFirst().name(),
                        "ls /etc/kubernetes/etcdbr/" + restore.id() + "/out/kube-apiserver.yaml");
        restore.plugin().kill();

        Said status = ground().restorer().ask("restore", "status", restore.id());

        assertThat(status.code()).as(status.out() + status.err()).isZero();
        for (Node node : ground().cluster().nodes()) {
            assertThat(status.out()).contains(node.name() + ": restored");
        }
        assertThat(ground().isMarked("before-the-lost-laptop")).isTrue();
        assertThat(ground().isMarked("after-the-lost-laptop")).isFalse();
        FaultTable.row("12", "plugin killed after GO", "restored; `restore status` attached and saw the end", "");
    }

    @Test
    @Order(3)
    void whatWasStagedIsRestoredLaterAndThenCleaned() throws Exception {
        ground().mark("before-staging");
        String backup = ground().backUp();
        ground().mark("after-staging");
        RestoreGround.Before before = ground().look();
        String staged =
                ground().restorer().run("restore", backup, "--stage-only", "--allow=rollout", "--yes", "-o", "json");
        String id =
                JsonParser.parseString(staged).getAsJsonObject().get("restore").getAsString();
        assertThat(ground().plane().running()).isEqualTo(before.running());
        assertThat(ground().restorer().run("restore", "status", id)).contains("--continue " + id);

        String said = ground().restorer().run("restore", "--continue", id, "--allow=rollout", "--yes");

        assertThat(said).contains("Restored. The API was away for");
        assertThat(ground().isMarked("before-staging")).isTrue();
        assertThat(ground().isMarked("after-staging")).isFalse();
        assertThat(ground().plane().traces().toString()).contains(id);
        ground().restorer().run("restore", "clean", id, "--yes");
        assertThat(ground().plane().traces().toString()).doesNotContain(id);
        FaultTable.row("", "`--stage-only`, then `--continue`, then `restore clean`", "restored, nothing left", "");
    }

    /** Fault 32. The node is forgotten before the backup, so that it joins after it. */
    @Test
    @Order(4)
    void aNodeThatJoinedAfterTheBackupIsReportedAndRegistersAgain() throws Exception {
        assumeTrue(ground().cluster().nodes().size() > 1, "a cluster of one node cannot lose it");
        Node joined = ground().cluster().nodes().getLast();
        // A kubelet that runs may register its node again at once.
        joined.sh("systemctl stop kubelet");
        ground().cluster().kubectl().run("delete", "node", joined.name());
        String id = ground().backUp();
        register(joined);

        JsonObject result = ground().restore(id);

        assertThat(result.getAsJsonObject("loss").get("nodesForgotten").toString())
                .contains(joined.name());
        assertThat(result.get("lookAt").toString()).contains("systemctl restart kubelet");
        assertThat(result.getAsJsonObject("notSeen").has(joined.name())).isTrue();
        assertThat(ground().cluster()
                        .kubectl()
                        .ask("get", "node", joined.name())
                        .succeeded())
                .isFalse();
        register(joined);
        List<String> podCidrs = new ArrayList<>();
        for (JsonElement item :
                ground().cluster().kubectl().json("get", "nodes").getAsJsonArray("items")) {
            JsonElement cidr = item.getAsJsonObject().getAsJsonObject("spec").get("podCIDR");
            if (cidr != null) {
                podCidrs.add(cidr.getAsString());
            }
        }
        assertThat(podCidrs).doesNotHaveDuplicates();
        FaultTable.row(
                "32",
                "node joined after the backup",
                "reported before and after, registered again by a restart of kubelet",
                downtime(result));
    }

    /** What was restored was the wrong thing, and the cluster has served it since. */
    @Test
    @Order(5)
    void afterARestoreTheDataFromBeforeComesBackByAnotherOne() throws Exception {
        String backup = ground().backUp();
        ground().mark("between-backup-and-restore");
        String original = ground().plane().etcdClusterId();
        JsonObject first = ground().restore(backup);
        String id = first.get("restore").getAsString();
        assertThat(ground().isMarked("between-backup-and-restore")).isFalse();
        ground().mark("after-the-wrong-restore");
        long issued = ground().plane().revision();
        RestoreGround.Before before = ground().look();

        JsonObject planned = json(rollback(id, "--dry-run"));

        ground().assertUntouched(before);
        assertThat(planned.get("possible").getAsBoolean())
                .as(planned.toString())
                .isTrue();
        assertThat(planned.getAsJsonObject("plan")
                        .getAsJsonObject("backup")
                        .get("file")
                        .getAsString())
                .contains("/.etcdbr/" + id + "/old/member/snap/db");
        assertThat(planned.getAsJsonArray("findings").toString()).contains("it goes as far as any");

        JsonObject second = json(rollback(id, "--yes"));

        assertThat(second.get("result").getAsString()).as(second.toString()).isEqualTo("restored");
        assertThat(second.getAsJsonArray("verified").toString())
                .as(second.toString())
                .doesNotContain("NOT");
        assertThat(ground().isMarked("between-backup-and-restore")).isTrue();
        assertThat(ground().isMarked("after-the-wrong-restore")).isFalse();
        assertThat(ground().plane().etcdClusterId()).isEqualTo(RestoreGround.planned(second, "newClusterId"));
        assertThat(List.of(
                        original,
                        RestoreGround.planned(first, "newClusterId"),
                        RestoreGround.planned(second, "newClusterId")))
                .doesNotHaveDuplicates();
        assertThat(ground().plane().revision()).isGreaterThan(issued);
        ground().restorer().run("restore", "clean", id, "--yes");
        Said gone = rollback(id, "--yes");
        assertThat(gone.code()).as(gone.out() + gone.err()).isEqualTo(ExitCode.NOT_FOUND.number());
        FaultTable.row(
                "",
                "`restore rollback` after the end of a restore that was the wrong one",
                "the data from before it, a third cluster id, higher revisions",
                downtime(second));
    }

    private Said rollback(String id, String how) throws IOException {
        return ground().restorer().ask("restore", "rollback", id, "--allow=rollout", how, "-o", "json");
    }

    private static JsonObject json(Said said) {
        assertThat(said.code()).as(said.out() + said.err()).isZero();
        return JsonParser.parseString(said.out()).getAsJsonObject();
    }

    /** Fault 29 without what prevents it: that the first scenario sees no change missed proves something only if this one does. */
    @Test
    @Order(6)
    void withoutHigherRevisionsConnectedClientsMissChanges() throws Exception {
        ground().mark("counter");
        ByHand hand = new ByHand(ground());
        hand.takeSnapshot();
        ground().mark("after-the-snapshot");
        try (Informer informer = informer()) {
            // Further than what the restored cluster writes meanwhile.
            informer.change("counter", 2500);
            awaitKnown(informer, "after-the-snapshot");
            int lists = informer.lists();

            hand.restoreWithoutHigherRevisions();

            ground().mark("after-the-restore-by-hand");
            Thread.sleep(Duration.ofSeconds(20));
            assertThat(informer.fresh())
                    .containsKey("after-the-restore-by-hand")
                    .doesNotContainKey("after-the-snapshot");
            assertThat(informer.lists()).isEqualTo(lists);
            assertThat(informer.cache())
                    .containsKey("after-the-snapshot")
                    .doesNotContainKey("after-the-restore-by-hand");
            assertThat(informer.newest()).isGreaterThan(ground().plane().revision());
            FaultTable.row(
                    "29",
                    "restored by hand without higher revisions",
                    "the informer was told nothing, kept what is gone and missed what is new",
                    "");
        } finally {
            hand.restartClients();
        }
    }

    private static String downtime(JsonObject result) {
        return result.get("downtimeSeconds").getAsString() + " s";
    }

    private Informer informer() throws IOException {
        return new Informer(ground().cluster().kubectl(), Installation.NAMESPACE);
    }

    private static void awaitKnown(Informer informer, String name) {
        Awaitility.await("an informer knows " + name)
                .atMost(PATIENCE)
                .until(() -> informer.cache().containsKey(name));
    }

    private void assertRestored(Informer informer, int restores) throws IOException {
        Awaitility.await("the informer was told that its revision is gone, and listed anew")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> informer.timesGone() >= restores
                        && informer.lists() > restores
                        && informer.cache().equals(informer.fresh()));
        assertThat(ground().isMarked("before-the-backup")).isTrue();
        assertThat(ground().isMarked("after-the-backup")).isFalse();
    }

    /** @return the revision at which it was made */
    private long markAndSee(Informer informer, String name) throws IOException {
        ground().mark(name);
        awaitKnown(informer, name);
        return Long.parseLong(Objects.requireNonNull(informer.cache().get(name)));
    }

    private String stagers() throws IOException {
        return ground().installation()
                .kubectl()
                .run("get", "pods", "-l", "app.kubernetes.io/component=stager", "-o", "name");
    }

    private void encryptTo(String recipient) throws IOException {
        JsonObject data = new JsonObject();
        data.addProperty(
                "config.yaml", "cluster: e2e\nrecipients: [" + recipient + "]\nverify: best\nkeep-within: 1d\n");
        JsonObject patch = new JsonObject();
        patch.add("data", data);
        ground().installation().kubectl().run("patch", "configmap", "etcdbr-config", "-p", patch.toString());
    }

    /** As a person does it: kubelet makes the object, and what kubeadm had written on it is written again. */
    private void register(Node node) throws IOException {
        node.sh("systemctl restart kubelet");
        Awaitility.await(node.name() + " is registered")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> ground().cluster()
                        .kubectl()
                        .ask("get", "node", node.name())
                        .succeeded());
        ground().cluster().kubectl().run("label", "node", node.name(), LABEL + "=");
        ground().cluster().awaitAllReady();
    }

    private RestoreGround ground() {
        return Objects.requireNonNull(ground);
    }
}
