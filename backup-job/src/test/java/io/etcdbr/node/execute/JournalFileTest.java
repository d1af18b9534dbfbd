package io.etcdbr.node.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.node.host.BootClock;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.Journal;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.journal.JournalLine;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.PlanFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalFileTest {
    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void staged() throws IOException {
        path = folder.resolve("journal.jsonl");
        Staged staged = new Staged(PlanCodec.digest(PlanFixture.plan(3)), "fe01cf57", 1, 2, Map.of());
        Files.write(
                path,
                JournalCodec.encode(new JournalLine(1, "another boot", 1, Instant.EPOCH, new Entry.Begun(staged))));
    }

    @Test
    void aCommandThatIsStoppedWhileItNotesSomethingLeavesTheJournalFitForTheNextState() throws Exception {
        try (JournalFile journal = open()) {
            Thread command = Thread.ofVirtual().unstarted(() -> {
                Thread.currentThread().interrupt();
                try {
                    journal.note("It was interrupted before it wrote.");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            command.start();
            command.join();

            journal.reached(new State.StoppingApi());
        }

        Journal read = read();
        assertThat(read.lines()).hasSize(3);
        assertThat(read.lines().get(1).entry()).isEqualTo(new Entry.Noted("It was interrupted before it wrote."));
        assertThat(read.state()).contains(new State.StoppingApi());
    }

    @Test
    void whatAPowerCutLeftOfALineIsCutOffAndWrittenOver() throws IOException {
        Files.writeString(path, "{\"n\":2,\"boot\":\"a", StandardOpenOption.APPEND);

        try (JournalFile journal = open()) {
            journal.reached(new State.Armed());
        }

        assertThat(read().state()).contains(new State.Armed());
    }

    /** The executor goes on after a note that could not be kept, and its next line must have the next number. */
    @Test
    void aNoteThatDidNotComeToTheDiskIsTakenBackSoThatTheNextStateFits() throws IOException {
        AtomicBoolean failing = new AtomicBoolean();
        JournalFile.Disk disk = file -> {
            if (failing.getAndSet(false)) {
                throw new IOException("the disk does not take it");
            }
            file.sync();
        };
        try (JournalFile journal = JournalFile.open(path, new BootClock(Path.of("/proc")), Clock.systemUTC(), disk)) {
            failing.set(true);
            assertThatThrownBy(() -> journal.note("It was lost.")).hasMessage("the disk does not take it");

            journal.reached(new State.StoppingApi());
        }

        assertThat(read().lines()).hasSize(2);
        assertThat(read().state()).contains(new State.StoppingApi());
    }

    @Test
    void theTimeInAStateGoesOnAfterAKillAndBeginsAnewAfterAReboot() throws IOException {
        Path proc = folder.resolve("proc");
        Path boot = Files.createDirectories(proc.resolve("sys/kernel/random")).resolve("boot_id");
        Path uptime = proc.resolve("uptime");
        Files.writeString(boot, "one\n");
        Files.writeString(uptime, "100.00 1.00\n");
        try (JournalFile journal = open(proc)) {
            assertThat(journal.stateSinceUp())
                    .as("it was begun before this boot")
                    .isEqualTo(-1);
            assertThat(journal.reached(new State.AtGate())).isEqualTo(100_000);
            Files.writeString(uptime, "120.00 1.00\n");
            journal.note("Something.");
        }

        Files.writeString(uptime, "150.00 1.00\n");
        try (JournalFile journal = open(proc)) {
            assertThat(journal.stateSinceUp()).isEqualTo(100_000);
        }

        Files.writeString(boot, "two\n");
        try (JournalFile journal = open(proc)) {
            assertThat(journal.stateSinceUp()).isEqualTo(-1);
        }
    }

    private JournalFile open() throws IOException {
        return open(Path.of("/proc"));
    }

    private JournalFile open(Path proc) throws IOException {
        return JournalFile.open(path, new BootClock(proc), Clock.systemUTC());
    }

    private Journal read() throws IOException {
        return JournalCodec.decode(Files.readAllBytes(path), "journal");
    }
}
