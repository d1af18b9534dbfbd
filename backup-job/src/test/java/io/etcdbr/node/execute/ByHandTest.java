package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.journal.JournalLine;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** While a person works with RECOVER.sh, no executor does anything. */
@Timeout(60)
class ByHandTest {
    private static final RestorePlan PLAN = PlanFixture.plan(3);

    @TempDir
    Path host;

    private TestNode node;
    private Path folder;
    private Path journal;
    private Path marker;
    private FutureTask<Optional<State.Terminal>> end = new FutureTask<>(Optional::empty);
    private Thread executor = Thread.currentThread();

    @BeforeEach
    void armed() throws IOException {
        node = new TestNode("cp2", host, false);
        folder = Files.createDirectories(node.restore(PLAN.id()));
        journal = folder.resolve("journal.jsonl");
        marker = folder.resolve("recovering");
        Files.write(folder.resolve("plan.json"), PlanCodec.encode(PLAN));
        Files.write(
                journal, line(1, new Entry.Begun(new Staged(PlanCodec.digest(PLAN), "fe01cf57", 1, 2, Map.of()))));
        reach(2, new State.Armed());
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (executor != Thread.currentThread()) {
            executor.interrupt();
            executor.join();
        }
    }

    @Test
    void anExecutorThatRunsLetsGoOfTheRestoreWithinMoments() throws Exception {
        execute();
        TimeUnit.MILLISECONDS.sleep(1500);
        assertThat(end.isDone()).isFalse();

        Files.writeString(marker, "checking 1\n");

        assertThat(end.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(Files.readString(folder.resolve("status.json"))).contains("RECOVER.sh was begun");
        assertThat(Files.readString(journal)).doesNotContain("StoppingApi");
    }

    @Test
    void oneThatIsStartedAgainDoesNothing() throws Exception {
        reach(3, new State.Aborted("of which it would take its manifest away"));
        Path manifest = Files.writeString(node.staticPods().resolve("etcdbr-" + PLAN.id() + ".yaml"), "the executor's");
        byte[] before = Files.readAllBytes(journal);
        Files.writeString(marker, "moving 1\n");

        assertThat(open().execute(Optional.empty())).isEmpty();

        assertThat(journal).hasBinaryContent(before);
        assertThat(manifest).exists();
    }

    @Test
    void afterTheScriptAPersonsRequestEndsTheRestore() throws Exception {
        Files.writeString(marker, "done\n");

        assertThat(open().execute(Optional.of(Request.ROLLBACK)).orElseThrow().name())
                .isEqualTo("Disarmed");
        assertThat(marker).doesNotExist();
    }

    @Test
    void aScriptThatWasCutOffIsNotInTheWayOfARequestEither() throws Exception {
        Files.writeString(marker, "moving " + ProcessHandle.current().pid() + "\n");

        assertThat(open().execute(Optional.of(Request.ROLLBACK))).isPresent();
    }

    @Test
    void aRequestWaitsForAScriptThatRuns() throws Exception {
        Path script = Files.writeString(host.resolve("RECOVER.sh"), "read forever\n");
        Process process = new ProcessBuilder("sh", script.toString()).start();
        try {
            Files.writeString(marker, "moving " + process.pid() + "\n");

            assertThatThrownBy(() -> open().execute(Optional.of(Request.ROLLBACK)))
                    .isInstanceOf(EtcdbrException.class)
                    .hasMessageContaining("RECOVER.sh runs on this node just now");
            assertThat(marker).exists();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private NodeRestore open() {
        return NodeRestore.open(PLAN.id(), node.name, node.settings(Moments.NONE, System.out));
    }

    private void execute() {
        end = new FutureTask<>(() -> open().execute(Optional.empty()));
        executor = Thread.ofVirtual().start(end);
    }

    private void reach(int number, State state) throws IOException {
        Files.write(journal, line(number, new Entry.Reached(state)), StandardOpenOption.APPEND);
    }

    private static byte[] line(int number, Entry entry) {
        return JournalCodec.encode(new JournalLine(number, "another boot", number, Instant.EPOCH, entry));
    }
}
