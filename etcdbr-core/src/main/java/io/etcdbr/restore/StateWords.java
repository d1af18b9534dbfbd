package io.etcdbr.restore;

/** What a node does in a state, for people. */
public final class StateWords {
    private StateWords() {}

    /**
     * A part of a sentence.
     *
     * @param name a state's, or one of those before there is an executor; any other is its own words
     */
    public static String of(String name) {
        return switch (name) {
            case "Planned" -> "planned";
            case "Received", "Staged", "Saved" -> "new data staged";
            case "Armed" -> "armed, waits for GO";
            case "StoppingApi" -> "stopping the API server";
            case "AtGate" -> "API server stopped, waiting for the others";
            case "LeavingGate" -> "all API servers stopped";
            case "StoppingEtcd" -> "stopping etcd";
            case "Swapping" -> "moving the new data in";
            case "StartingEtcd" -> "starting etcd with the new data";
            case "AwaitingMembers" -> "new etcd starts, waiting for all members";
            case "Voting" -> "sees all members, votes to commit";
            case "AwaitingFirstApi" -> "committed, waiting for the first API server";
            case "StartingApi" -> "committed, starting the API server";
            case "StartingControllers" -> "starting controller manager and scheduler";
            case "Finishing" -> "waiting for all API servers";
            case "Restored" -> "restored";
            case "GivingUp", "AskingRollback" -> "asks the others to go back";
            case "RollingBack", "SwappingBack" -> "going back to the old data";
            case "RestartingOld", "AwaitingOld" -> "starting the old etcd";
            case "Aborting" -> "putting the manifests back";
            case "RolledBack" -> "runs the old cluster again";
            case "Aborted" -> "gave up, the old cluster runs on";
            case "Disarmed" -> "disarmed, nothing was changed";
            case "Damaged" -> "its plan or journal is DAMAGED, needs a person";
            case "Stuck" -> "STUCK, needs a person";
            default -> name;
        };
    }
}
