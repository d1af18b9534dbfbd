package io.etcdbr.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import io.etcdbr.e2e.harness.ClusterUnderTest;
import io.etcdbr.e2e.harness.FaultTable;
import io.etcdbr.e2e.harness.Node;
import io.etcdbr.e2e.harness.OnACluster;
import io.etcdbr.e2e.harness.Said;
import io.etcdbr.error.ExitCode;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.journal.JournalLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What goes wrong between the plan and GO: all of it is undone, and no process of the control plane noticed. */
@ExtendWith(OnACluster.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1200)
class UndoneRestoreScenarios {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private @Nullable RestoreGround ground;
    private String backup = "";

    @BeforeAll
    void install() throws Exception {
        if (OnACluster.find().isPresent()) {
            ground = RestoreGround.prepare(OnACluster.find().get());
            backup = ground.backUp();
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

    /** Fault 7. A small disk in place of the folder in which the data is staged: preflight cannot see it. */
    @Test
    void aDiskThatIsFullWhileDataIsStagedLeavesNothing() throws Exception {
        Node full = last();
        // A file beside what is staged, so that nobody wants to remove the mount point.
        full.sh("mkdir -p -m 700 /var/lib/etcd/.etcdbr && mount -t tmpfs -o size=2m,mode=700 e2e /var/lib/etcd/.etcdbr"
                + " && touch /var/lib/etcd/.etcdbr/kept");
        try {
            Said said = ground().fails(ExitCode.NO_SPACE, backup);

            assertThat(said.err()).contains(full.name()).contains("what was staged is removed");
            FaultTable.row(
                    "7", "disk full while one node stages", "staged data removed everywhere, etcd never stopped", "");
        } finally {
            full.sh("umount /var/lib/etcd/.etcdbr; rmdir /var/lib/etcd/.etcdbr 2>/dev/null || true");
        }
    }

    /** Fault 9. */
    @Test
    void aNodeThatStagedOtherDataStopsGo() throws Exception {
        RestoreGround.Before before = ground().look();
        String staged =
                ground().restorer().run("restore", backup, "--stage-only", "--allow=rollout", "--yes", "-o", "json");
        String id =
                JsonParser.parseString(staged).getAsJsonObject().get("restore").getAsString();
        stageOtherData(last(), id);

        Said said = ground().restorer().ask("restore", "--continue", id, "--allow=rollout", "--yes");

        assertThat(said.code()).as(said.out() + said.err()).isNotZero();
        assertThat(said.err())
                .contains("GO was not given")
                .contains("has staged other data than this one")
                .contains("stays staged");
        ground().restorer().run("restore", "rollback", id);
        ground().assertUntouched(before);
        FaultTable.row(
                "9", "one node staged other data", "GO refused; after `restore rollback` the cluster untouched", "");
    }

    /** Fault 10: between staging and arming the image goes from one node, and no registry gives it. */
    @Test
    void anExecutorThatCannotRunOnOneNodeStopsTheRestoreBeforeGo() throws Exception {
        ClusterUnderTest cluster = ground().cluster();
        assumeTrue(cluster.environment().loadImage().isPresent(), "ETCDBR_E2E_LOAD_IMAGE does not say how");
        Node without = last();
        RestoreGround.Before before = ground().look();
        RestoreGround.Started restore = ground().start(backup);
        try {
            ground().await(
                            "data is staged on a node",
                            cluster.nodes().getFirst().name(),
                            "ls /etc/kubernetes/etcdbr/" + restore.id() + "/plan.json");
            without.sh("ctr -n k8s.io images ls -q | grep etcdbr | xargs -r ctr -n k8s.io images rm");

            int code = restore.plugin().code();

            assertThat(code).as(restore.plugin().said()).isNotZero();
            assertThat(restore.plugin().said())
                    .contains("node " + without.name() + " is not armed")
                    .contains("nothing was changed, and what was staged is removed");
            ground().assertUntouched(before);
            FaultTable.row(
                    "10", "executor's image missing on one node", "not armed after 90 s, all undone before GO", "");
        } finally {
            restore.plugin().close();
            cluster.loadImage();
        }
    }

    /** Fault 11. */
    @Test
    void aPluginThatDiesBeforeGoLeavesExecutorsThatDisarmThemselves() throws Exception {
        RestoreGround.Before before = ground().look();
        RestoreGround.Started restore = ground().start(backup);
        Awaitility.await("the first executor is put there; not all can be armed then")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> isArming(restore.id()));
        restore.plugin().kill();

        Awaitility.await("no executor is left")
                .atMost(Duration.ofMinutes(13))
                .pollInterval(Duration.ofSeconds(5))
                .ignoreExceptions()
                .until(() -> !isArming(restore.id()));
        assertThat(ground().plane().etcdctl("get --prefix --keys-only /etcdbr/"))
                .doesNotContain("/go");
        assertThat(ground().restorer().run("restore", "status", restore.id(), "-o", "json"))
                .contains("Disarmed")
                .doesNotContain("StoppingApi");
        ground().restorer().run("restore", "rollback", restore.id());
        ground().assertUntouched(before);
        FaultTable.row("11", "plugin killed before GO", "executors disarmed by themselves, cluster untouched", "");
    }

    private boolean isArming(String id) throws IOException {
        return ground().plane().traces().toString().contains("etcdbr-" + id + ".yaml");
    }

    /** As if its tool had written other data. */
    private static void stageOtherData(Node node, String id) throws IOException {
        String file = "/etc/kubernetes/etcdbr/" + id + "/staged.jsonl";
        JournalLine line = JournalCodec.decode(node.sh("cat " + file).getBytes(StandardCharsets.UTF_8), file)
                .lines()
                .getFirst();
        if (!(line.entry() instanceof Entry.Begun(Staged staged))) {
            throw new AssertionError(file + " does not begin with what was staged");
        }
        Staged other = new Staged(staged.plan(), "1", staged.oldMember(), staged.newMember(), staged.newWal());
        String text = new String(
                JournalCodec.encode(
                        new JournalLine(line.number(), line.boot(), line.up(), line.at(), new Entry.Begun(other))),
                StandardCharsets.UTF_8);
        node.sh("cat >" + file + " <<'END'\n" + text + "END\n");
    }

    private Node last() {
        return ground().cluster().nodes().getLast();
    }

    private RestoreGround ground() {
        return Objects.requireNonNull(ground);
    }
}
