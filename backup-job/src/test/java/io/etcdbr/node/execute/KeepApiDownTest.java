package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.node.coordination.Coordination;
import io.etcdbr.node.processes.ProcFiles;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Before the decision no API server serves, whatever somebody does with its manifest. */
@Timeout(300)
class KeepApiDownTest {
    private static final RestorePlan PLAN = PlanFixture.plan(3);
    private static final List<String> COMPONENTS =
            List.of(TestNode.API_SERVER, TestNode.CONTROLLER_MANAGER, TestNode.SCHEDULER);

    @TempDir
    Path host;

    private final RecordedReport told = new RecordedReport();
    private TestNode node;
    private Path out;
    private ApiCommands commands;
    private EtcdClients clients;
    private Thread keeping = Thread.currentThread();

    @BeforeEach
    void manifestsAreOut() throws IOException {
        node = new TestNode("cp2", host, false);
        out = Files.createDirectories(node.restore(PLAN.id()).resolve("out"));
        for (String name : COMPONENTS) {
            // What the plan's digests are of.
            Files.writeString(out.resolve(name + ".yaml"), name);
        }
        ExecutorSettings settings = node.settings(Moments.NONE, System.out);
        Participant self = PLAN.participant("cp2");
        NodeParts parts = NodeParts.of(
                PLAN,
                self,
                settings.root(),
                new ProcFiles(settings.proc()),
                process -> process.arguments().contains(mark()));
        clients = new EtcdClients(PLAN, self, settings.root());
        NewEtcd restored = new NewEtcd(
                parts, clients, new Coordination(clients.own(), PLAN.id(), PLAN.nodes(), "cp2"), Moments.NONE);
        commands = new ApiCommands(parts, restored, settings.probes().apply(self), Moments.NONE);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (keeping != Thread.currentThread()) {
            keeping.interrupt();
            keeping.join();
        }
        clients.close();
    }

    @Test
    void anotherManifestThatSomebodyPutThereGoesOutOfTheWayAndWhatItStartedIsKilled() throws Exception {
        Files.writeString(node.manifest(TestNode.API_SERVER), "another");
        Process api = start(TestNode.API_SERVER);

        keepDown();

        assertThat(api.waitFor(60, TimeUnit.SECONDS)).isTrue();
        await(() -> Files.exists(out.resolve("kube-apiserver.yaml.other-1")));
        assertThat(node.manifest(TestNode.API_SERVER)).doesNotExist();
        assertThat(out.resolve("kube-apiserver.yaml.other-1")).hasContent("another");
        assertThat(out.resolve("kube-apiserver.yaml")).hasContent(TestNode.API_SERVER);
        await(() -> told.troubles.stream().anyMatch(one -> one.contains("Somebody put another manifest at")));
    }

    @Test
    void aManifestThatGotLostKeepsNothingAlive() throws Exception {
        Files.delete(out.resolve("kube-apiserver.yaml"));
        Process api = start(TestNode.API_SERVER);
        Process scheduler = start(TestNode.SCHEDULER);

        keepDown();

        assertThat(api.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(scheduler.waitFor(60, TimeUnit.SECONDS)).isTrue();
        await(() -> told.troubles.stream().anyMatch(one -> one.contains("is not there")));
        Thread.sleep(1000);
        assertThat(told.troubles).as("said once, not at every look").hasSize(1);
    }

    @Test
    void oneManifestThatIsWrongDoesNotLeaveTheOthersInTheirPlace() throws Exception {
        Files.delete(out.resolve("kube-apiserver.yaml"));
        Files.writeString(node.manifest(TestNode.API_SERVER), "changed before it was ever out");
        Files.move(out.resolve("kube-scheduler.yaml"), node.manifest(TestNode.SCHEDULER));

        keepDown();

        await(() -> Files.exists(out.resolve("kube-scheduler.yaml")));
        assertThat(node.manifest(TestNode.SCHEDULER)).doesNotExist();
        assertThat(node.manifest(TestNode.API_SERVER))
                .as("nothing of ours is out, so it is the only one")
                .exists();
    }

    private void keepDown() {
        keeping = Thread.ofVirtual().start(() -> {
            try {
                commands.keepDown(Duration.ofMillis(100), told);
            } catch (InterruptedException e) {
                // The test is over.
            }
        });
    }

    private String mark() {
        return "--of=" + host;
    }

    private Process start(String component) throws IOException {
        Path program = host.resolve(component);
        Files.copy(Path.of(Programs.require("dash", "dash")), program);
        return new ProcessBuilder(
                        program.toString(), "-c", "trap '' TERM; read forever", component, "--secure-port=6443", mark())
                .start();
    }

    private static void await(ControlPlane.Check check) throws Exception {
        ControlPlane.patiently("what is waited for", Duration.ofSeconds(60), check);
    }
}
