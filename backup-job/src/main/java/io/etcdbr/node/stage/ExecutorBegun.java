package io.etcdbr.node.stage;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.host.RestoreFolder;
import io.etcdbr.restore.State;
import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;

/**
 * Whether an executor that is being armed says so. Nothing depends on it but when to look: to look from outside costs a program's start
 * each time, on a machine that is just starting the executor.
 */
public final class ExecutorBegun {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final HostRoot root;
    private final RestoreId id;
    private final String before;

    /** To be made before it is armed: what an executor of before said does not count. */
    public ExecutorBegun(HostRoot root, RestoreId id) {
        this.root = root;
        this.id = id;
        this.before = said();
    }

    /** Waits until it says so, or {@code longest} has passed. */
    public void await(Duration longest, Cancellation cancellation) {
        long begun = System.nanoTime();
        while (!isArmed() && System.nanoTime() - begun < longest.toNanos()) {
            cancellation.check();
            cancellation.pause(PAUSE);
        }
    }

    private boolean isArmed() {
        String now = said();
        try {
            return !now.equals(before)
                    && JsonParser.parseString(now) instanceof JsonObject status
                    && status.has("state")
                    && status.get("state").getAsString().equals(new State.Armed().name());
        } catch (JsonParseException | UnsupportedOperationException e) {
            return false;
        }
    }

    private String said() {
        try {
            return Files.readString(RestoreFolder.of(root, id).status());
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw DiskTrouble.failure("restore " + id + " could not be looked at", e);
        }
    }
}
