package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.node.NodeMain;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.journal.JournalLine;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An executor whose files were damaged says so, waits, and is asked by a person. */
@Timeout(300)
class DamageTest {
    private static final RestorePlan PLAN = PlanFixture.plan(3);
    private static final String ID = PLAN.id().value();

    @TempDir
    Path host;

    private final ConcurrentLinkedQueue<Standing> told = new ConcurrentLinkedQueue<>();
    private TestNode node;
    private Path folder;
    private byte[] sound = {};
    private Thread executor = Thread.currentThread();
    private FutureTask<Optional<State.Terminal>> end = new FutureTask<>(Optional::empty);

    @BeforeEach
    void ended() throws IOException {
        node = new TestNode("cp2", host, false);
        folder = Files.createDirectories(node.restore(PLAN.id()));
        Files.write(folder.resolve("plan.json"), PlanCodec.encode(PLAN));
        Files.writeString(executorManifest(), "the executor's");
        ByteArrayOutputStream journal = new ByteArrayOutputStream();
        journal.writeBytes(line(1, new Entry.Begun(new Staged(PlanCodec.digest(PLAN), "fe01cf57", 1, 2, Map.of()))));
        journal.writeBytes(line(2, new Entry.Reached(new State.Aborted("there was no gate"))));
        sound = journal.toByteArray();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (executor != Thread.currentThread()) {
            executor.interrupt();
            executor.join();
        }
    }

    @Test
    void anExecutorWithADamagedJournalSaysSoOnceAndTouchesNothing() throws Exception {
        Path journal = damage();
        byte[] damaged = Files.readAllBytes(journal);

        execute();

        awaitDamage();
        TimeUnit.MILLISECONDS.sleep(2500);
        assertThat(end.isDone())
                .as("waits, and does not end for kubelet to start it again")
                .isFalse();
        assertThat(told).hasSize(1);
        assertThat(Files.readString(folder.resolve("status.json")))
                .contains(
                        "\"state\":\"Damaged\"", "\"ended\":false", "journal.jsonl line 2", "etcdbr-node resume " + ID);
        assertThat(journal).hasBinaryContent(damaged);
        assertThat(executorManifest()).exists();
    }

    @Test
    void whoAsksWhileTheJournalIsStillDamagedIsToldThatAtOnce() throws Exception {
        damage();
        execute();
        awaitDamage();

        assertThatThrownBy(() -> open().execute(Optional.of(Request.ROLLBACK)))
                .isInstanceOf(EtcdbrException.class)
                .hasMessageContaining("journal.jsonl line 2");
        assertThat(folder.resolve("request")).doesNotExist();
        assertThat(end.isDone()).isFalse();
    }

    @Test
    void onceItIsMendedAndAPersonSaysResumeTheExecutorGoesOn() throws Exception {
        Path journal = damage();
        execute();
        awaitDamage();

        Files.write(journal, sound);
        TimeUnit.MILLISECONDS.sleep(1500);
        assertThat(end.isDone()).as("not before a person says so").isFalse();
        assertThat(open().execute(Optional.of(Request.RESUME))).isEmpty();

        assertThat(end.get(60, TimeUnit.SECONDS).orElseThrow().name()).isEqualTo("Aborted");
        assertThat(executorManifest()).doesNotExist();
    }

    @Test
    void onceRecoverShIsBegunItLetsGoOfTheRestore() throws Exception {
        byte[] damaged = Files.readAllBytes(damage());
        execute();
        awaitDamage();

        Files.writeString(folder.resolve("recovering"), "checking 1\n");

        assertThat(end.get(60, TimeUnit.SECONDS)).isEmpty();
        assertThat(Files.readString(folder.resolve("status.json")))
                .as("the script asks it whether the journal can be trusted")
                .contains("\"state\":\"Damaged\"", "RECOVER.sh was begun");
        assertThat(folder.resolve("journal.jsonl")).hasBinaryContent(damaged);
        assertThat(executorManifest()).exists();
        try (FileChannel lock = FileChannel.open(folder.resolve("lock"), StandardOpenOption.WRITE)) {
            assertThat(lock.tryLock()).as("the script does not wait").isNotNull();
        }
    }

    @Test
    void aJournalThatIsGoneIsDamageToo() throws Exception {
        execute();

        awaitDamage();
        assertThat(Files.readString(folder.resolve("status.json"))).contains("journal.jsonl is not there");
    }

    @Test
    void aDamagedPlanIsWaitedForAsWell() throws Exception {
        Files.write(folder.resolve("journal.jsonl"), sound);
        Files.writeString(folder.resolve("plan.json"), "{}");

        execute();

        awaitDamage();
        assertThat(Files.readString(folder.resolve("status.json"))).contains("the plan ");
        Files.write(folder.resolve("plan.json"), PlanCodec.encode(PLAN));
        new Requests(folder.resolve("request")).leave(Request.RESUME);
        assertThat(end.get(60, TimeUnit.SECONDS).orElseThrow().name()).isEqualTo("Aborted");
    }

    @Test
    void whatAPersonAskedForWhileThePlanWasDamagedIsDone() throws Exception {
        ByteArrayOutputStream journal = new ByteArrayOutputStream();
        journal.write(sound, 0, new String(sound, StandardCharsets.UTF_8).indexOf('\n') + 1);
        journal.writeBytes(line(2, new Entry.Reached(new State.Armed())));
        Files.write(folder.resolve("journal.jsonl"), journal.toByteArray());
        Files.writeString(folder.resolve("plan.json"), "{}");
        execute();
        awaitDamage();

        Files.write(folder.resolve("plan.json"), PlanCodec.encode(PLAN));
        new Requests(folder.resolve("request")).leave(Request.ROLLBACK);

        assertThat(end.get(60, TimeUnit.SECONDS).orElseThrow().name()).isEqualTo("Disarmed");
    }

    @Test
    void aPersonAtATerminalReadsSentencesAndAProgramJson() throws IOException {
        Files.write(folder.resolve("journal.jsonl"), sound);

        assertThat(say("rollback", ID))
                .matches(
                        "(?s)\\d\\d:\\d\\d:\\d\\dZ cp2: gave up, the old cluster runs on \\(Aborted\\), because there was no gate\n.*")
                .contains("Restore " + ID + " has ended on node cp2 as Aborted: gave up, the old cluster runs on.")
                .doesNotContain("{");
        assertThat(say("resume", ID, "-o", "json"))
                .startsWith("{\"restore\":\"" + ID + "\"")
                .doesNotContain("has ended on");
    }

    private String say(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] all = Stream.concat(Stream.of(args), Stream.of("--host=" + host, "--node=cp2"))
                .toArray(String[]::new);
        int code = NodeMain.run(
                all,
                Map.of(),
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** In its last line. */
    private Path damage() throws IOException {
        byte[] bytes = sound.clone();
        bytes[bytes.length - 40] ^= 1;
        return Files.write(folder.resolve("journal.jsonl"), bytes);
    }

    private NodeRestore open() {
        return NodeRestore.open(PLAN.id(), node.name, node.settings(Moments.NONE, System.out));
    }

    private void execute() {
        ExecutorSettings settings = node.settings(Moments.NONE, System.out);
        ExecutorSettings telling = new ExecutorSettings(
                settings.root(),
                settings.proc(),
                settings.ours(),
                settings.probes(),
                settings.moments(),
                told::add,
                settings.clock());
        end = new FutureTask<>(
                () -> NodeRestore.openWhole(PLAN.id(), node.name, telling).execute(Optional.empty()));
        executor = Thread.ofVirtual().start(end);
    }

    private void awaitDamage() throws Exception {
        while (told.isEmpty() || !Files.exists(folder.resolve("status.json"))) {
            assertThat(end.isDone()).isFalse();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(told.peek().state()).isEqualTo("Damaged");
    }

    private Path executorManifest() {
        return node.staticPods().resolve("etcdbr-" + ID + ".yaml");
    }

    private static byte[] line(int number, Entry entry) {
        return JournalCodec.encode(new JournalLine(number, "another boot", number, Instant.EPOCH, entry));
    }
}
