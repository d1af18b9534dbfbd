package io.etcdbr.node.execute;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.etcdbr.node.facts.RestoresOnNode;
import io.etcdbr.restore.State;
import io.etcdbr.restore.plan.RestoreId;
import java.time.Instant;

/**
 * Where a node stands in a restore, as people and programs are told. Nothing is decided by it.
 *
 * @param at when this was so
 * @param state the name of the machine's state, or {@link RestoresOnNode#DAMAGED}
 * @param since when it was reached
 * @param where the state it was in when it got stuck; empty in all others
 * @param why of a state that is not the way forward
 * @param trouble why it goes on trying
 * @param note what was done or seen last
 */
public record Standing(
        RestoreId id,
        String node,
        Instant at,
        String state,
        Instant since,
        boolean ended,
        String where,
        String why,
        String trouble,
        String note) {
    private static final Gson WRITER = new GsonBuilder().disableHtmlEscaping().create();

    static Standing in(State state, RestoreId id, String node, Instant now) {
        return new Standing(
                id,
                node,
                now,
                state.name(),
                now,
                state instanceof State.Terminal,
                state instanceof State.Stuck stuck ? stuck.where().name() : "",
                state instanceof State.Explained explained ? explained.why() : "",
                "",
                "");
    }

    /** Nobody can tell how far the node came. */
    static Standing damaged(String why, RestoreId id, String node, Instant now) {
        return new Standing(id, node, now, RestoresOnNode.DAMAGED, now, false, "", why, "", "");
    }

    Standing at(Instant now) {
        return new Standing(id, node, now, state, since, ended, where, why, trouble, note);
    }

    Standing withTrouble(String sentence) {
        return new Standing(id, node, at, state, since, ended, where, why, sentence, note);
    }

    Standing withNote(String sentence) {
        return new Standing(id, node, at, state, since, ended, where, why, trouble, sentence);
    }

    /** One line; what is empty is left out. */
    public String json() {
        JsonObject json = new JsonObject();
        json.addProperty("restore", id.value());
        json.addProperty("node", node);
        json.addProperty("at", at.toString());
        json.addProperty("state", state);
        json.addProperty("since", since.toString());
        json.addProperty("ended", ended);
        add(json, "where", where);
        add(json, "why", why);
        add(json, "trouble", trouble);
        add(json, "note", note);
        return WRITER.toJson(json);
    }

    private static void add(JsonObject json, String name, String text) {
        if (!text.isEmpty()) {
            json.addProperty(name, text);
        }
    }
}
