package io.etcdbr.restore.journal;

import com.google.gson.JsonObject;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.format.Fields;
import io.etcdbr.restore.State;

/** States as JSON: {@code "name"} and the fields. */
final class StateCodec {
    private StateCodec() {}

    static JsonObject json(State state) {
        JsonObject json = new JsonObject();
        json.addProperty("name", state.name());
        if (state instanceof State.Stuck stuck) {
            json.add("where", json(stuck.where()));
        }
        if (state instanceof State.Explained explained) {
            json.addProperty("why", explained.why());
        }
        if (state instanceof State.Undoing undoing) {
            json.addProperty("swapped", undoing.swapped());
        }
        return json;
    }

    /** @throws EtcdbrException if there is no such state
     * @throws IllegalArgumentException if its parts do not fit */
    static State read(Fields fields) {
        String name = fields.text("name", "the name of a state");
        return switch (name) {
            case "Armed" -> new State.Armed();
            case "StoppingApi" -> new State.StoppingApi();
            case "AtGate" -> new State.AtGate();
            case "GivingUp" -> new State.GivingUp(why(fields));
            case "LeavingGate" -> new State.LeavingGate();
            case "StoppingEtcd" -> new State.StoppingEtcd();
            case "Swapping" -> new State.Swapping();
            case "StartingEtcd" -> new State.StartingEtcd();
            case "AwaitingMembers" -> new State.AwaitingMembers();
            case "Voting" -> new State.Voting();
            case "AskingRollback" -> new State.AskingRollback(why(fields));
            case "AwaitingFirstApi" -> new State.AwaitingFirstApi();
            case "StartingApi" -> new State.StartingApi();
            case "StartingControllers" -> new State.StartingControllers();
            case "Finishing" -> new State.Finishing();
            case "RollingBack" -> new State.RollingBack(why(fields));
            case "SwappingBack" -> new State.SwappingBack(why(fields));
            case "RestartingOld" -> new State.RestartingOld(why(fields), fields.flag("swapped"));
            case "AwaitingOld" -> new State.AwaitingOld(why(fields), fields.flag("swapped"));
            case "Aborting" -> new State.Aborting(why(fields), fields.flag("swapped"));
            case "Restored" -> new State.Restored();
            case "RolledBack" -> new State.RolledBack(why(fields));
            case "Aborted" -> new State.Aborted(why(fields));
            case "Disarmed" -> new State.Disarmed(why(fields));
            case "Stuck" -> new State.Stuck(read(fields.object("where")), why(fields));
            default -> throw fields.wrong("name", name, "the name of a state");
        };
    }

    private static String why(Fields fields) {
        return fields.text("why", "a reason");
    }
}
