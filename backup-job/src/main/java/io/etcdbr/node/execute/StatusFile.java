package io.etcdbr.node.execute;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.etcdbr.restore.State;
import io.etcdbr.restore.plan.RestoreId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/**
 * Where this node stands, for people and programs: {@code status.json}, and one line on standard output for each change, which {@code
 * kubectl logs} of the executor's pod shows. Nothing is decided by it; the journal is what counts. Thread-safe.
 */
final class StatusFile {
    private static final Gson WRITER = new GsonBuilder().disableHtmlEscaping().create();

    private final Path file;
    private final RestoreId id;
    private final String node;
    private final Clock clock;
    private final PrintStream out;
    private State state;
    private String since;
    private String trouble = "";
    private String note = "";

    StatusFile(Path file, RestoreId id, String node, Clock clock, PrintStream out, State state) {
        this.file = file;
        this.id = id;
        this.node = node;
        this.clock = clock;
        this.out = out;
        this.state = state;
        this.since = now();
    }

    synchronized void reached(State next) {
        state = next;
        since = now();
        trouble = "";
        note = "";
        tell();
    }

    synchronized void note(String sentence) {
        note = sentence;
        tell();
    }

    synchronized void trouble(String sentence) {
        if (!sentence.equals(trouble)) {
            trouble = sentence;
            tell();
        }
    }

    /** Shows that somebody is still there. */
    synchronized void beat() {
        write();
    }

    private void tell() {
        out.println(WRITER.toJson(json()));
        out.flush();
        write();
    }

    /** A status that cannot be written stops nothing. */
    private void write() {
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(draft, WRITER.toJson(json()) + "\n");
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            out.println("{\"trouble\":\"status.json cannot be written\"}");
        }
    }

    private JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("restore", id.value());
        json.addProperty("node", node);
        json.addProperty("at", now());
        json.addProperty("state", state.name());
        json.addProperty("since", since);
        json.addProperty("ended", state instanceof State.Terminal);
        why(state, json);
        if (!trouble.isEmpty()) {
            json.addProperty("trouble", trouble);
        }
        if (!note.isEmpty()) {
            json.addProperty("note", note);
        }
        return json;
    }

    private static void why(State state, JsonObject json) {
        switch (state) {
            case State.GivingUp(String why) -> json.addProperty("why", why);
            case State.AskingRollback(String why) -> json.addProperty("why", why);
            case State.RollingBack(String why) -> json.addProperty("why", why);
            case State.SwappingBack(String why) -> json.addProperty("why", why);
            case State.RestartingOld(String why, boolean _) -> json.addProperty("why", why);
            case State.AwaitingOld(String why, boolean _) -> json.addProperty("why", why);
            case State.Aborting(String why, boolean _) -> json.addProperty("why", why);
            case State.RolledBack(String why) -> json.addProperty("why", why);
            case State.Aborted(String why) -> json.addProperty("why", why);
            case State.Disarmed(String why) -> json.addProperty("why", why);
            case State.Stuck(State where, String why) -> {
                json.addProperty("where", where.name());
                json.addProperty("why", why);
            }
            case State.Armed _,
                    State.StoppingApi _,
                    State.AtGate _,
                    State.LeavingGate _,
                    State.StoppingEtcd _,
                    State.Swapping _,
                    State.StartingEtcd _,
                    State.AwaitingMembers _,
                    State.Voting _,
                    State.AwaitingFirstApi _,
                    State.StartingApi _,
                    State.StartingControllers _,
                    State.Finishing _,
                    State.Restored _ -> {}
        }
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
