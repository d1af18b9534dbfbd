package io.etcdbr.node.execute;

import io.etcdbr.restore.State;
import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Where this node stands, for people and programs: {@code status.json}, and each change told to who started this. Nothing is decided
 * by it; the journal is what counts. Thread-safe.
 */
final class StatusFile {
    private final Path file;
    private final Clock clock;
    private final Consumer<Standing> told;
    private Standing standing;

    private StatusFile(Path file, ExecutorSettings settings, Standing standing) {
        this.file = file;
        this.clock = settings.clock();
        this.told = settings.told();
        this.standing = standing;
    }

    StatusFile(Path file, RestoreId id, String node, ExecutorSettings settings, State state) {
        this(file, settings, Standing.in(state, id, node, now(settings.clock())));
    }

    /** Of a node of which nobody can tell how far it came. */
    static StatusFile damaged(Path file, RestoreId id, String node, ExecutorSettings settings, String why) {
        StatusFile status = new StatusFile(file, settings, Standing.damaged(why, id, node, now(settings.clock())));
        status.tell();
        return status;
    }

    synchronized void reached(State next) {
        standing = Standing.in(next, standing.id(), standing.node(), now(clock));
        tell();
    }

    synchronized void note(String sentence) {
        standing = standing.withNote(sentence);
        tell();
    }

    synchronized void trouble(String sentence) {
        if (!sentence.equals(standing.trouble())) {
            standing = standing.withTrouble(sentence);
            tell();
        }
    }

    /** Shows that somebody is still there. */
    synchronized void beat() {
        standing = standing.at(now(clock));
        write();
    }

    private void tell() {
        standing = standing.at(now(clock));
        told.accept(standing);
        write();
    }

    /** A status that cannot be written stops nothing. */
    private void write() {
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(draft, standing.json() + "\n");
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            told.accept(standing.withTrouble("status.json cannot be written: " + Sentences.of(e)));
        }
    }

    private static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
