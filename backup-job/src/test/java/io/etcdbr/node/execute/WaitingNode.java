package io.etcdbr.node.execute;

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

/** A node with a restore that waits for what does not come: no etcd answers, and no certificate is there. */
final class WaitingNode implements AutoCloseable {
    static final RestorePlan PLAN = PlanFixture.plan(3);

    final TestNode node;
    final Path folder;
    final Path journal;
    private int lines = 1;
    private Thread executor = Thread.currentThread();

    WaitingNode(Path host) throws IOException {
        node = new TestNode("cp2", host, false);
        folder = Files.createDirectories(node.restore(PLAN.id()));
        journal = folder.resolve("journal.jsonl");
        Files.write(folder.resolve("plan.json"), PlanCodec.encode(PLAN));
        Files.createDirectory(node.dataDir().resolve("member"));
        Staged staged = new Staged(PlanCodec.digest(PLAN), "fe01cf57", node.memberInode(), 2, Map.of());
        Files.write(journal, line(1, new Entry.Begun(staged)));
    }

    void reach(State state) throws IOException {
        Files.write(journal, line(++lines, new Entry.Reached(state)), StandardOpenOption.APPEND);
    }

    NodeRestore open(Moments moments) {
        return NodeRestore.open(PLAN.id(), node.name, node.settings(moments, System.out));
    }

    /** Starts an executor, and says how it ends. */
    FutureTask<Optional<State.Terminal>> execute(Moments moments) {
        return execute(moments, Optional.empty());
    }

    FutureTask<Optional<State.Terminal>> execute(Moments moments, Optional<Request> first) {
        FutureTask<Optional<State.Terminal>> end =
                new FutureTask<>(() -> open(moments).execute(first));
        executor = Thread.ofVirtual().start(end);
        return end;
    }

    @Override
    public void close() throws InterruptedException {
        if (executor != Thread.currentThread()) {
            executor.interrupt();
            executor.join();
        }
    }

    private static byte[] line(int number, Entry entry) {
        return JournalCodec.encode(new JournalLine(number, "another boot", number, Instant.EPOCH, entry));
    }
}
