package io.etcdbr.restore.simulation;

import io.etcdbr.restore.Data;
import io.etcdbr.restore.State;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold at every moment, and at the end. */
final class Invariants {
    private final World world;
    private final boolean quorumsIntersect;
    private final Map<Host, State> toCommit = new HashMap<>();
    private final Map<Host, State> toOld = new HashMap<>();
    private final Set<Host> apiGone = new HashSet<>();

    Invariants(World world) {
        this.world = world;
        int participants = world.plan.participants().size();
        this.quorumsIntersect = RestorePlan.quorumsIntersect(
                participants, participants + world.plan.absent().size());
    }

    void check() {
        boolean servesNew = serves(Data.NEW);
        if (servesNew && serves(Data.OLD)) {
            throw new Violation("I1: the old and the new cluster serve");
        }
        if (servesNew && !world.committed) {
            throw new Violation("I1: the new cluster serves, and nothing was committed");
        }
        if (quorumsIntersect && world.restored.hasQuorumAnywhere() && world.old.hasQuorumAnywhere()) {
            throw new Violation("I1: both the old and the new etcd have a quorum");
        }
        if (world.committed && !world.proofHolds) {
            throw new Violation("data: what was committed is not what was planned");
        }
        for (Host host : world.participants()) {
            if (!host.hasBothData()) {
                throw new Violation("I3: " + host.name + " lacks the old or the new data");
            }
        }
        if (!toCommit.isEmpty() && !toOld.isEmpty() && !world.byForce) {
            throw new Violation("I4: there are " + names(toCommit) + " and " + names(toOld));
        }
    }

    /** A node's journal says that it has come to this state. */
    void reached(Host host, State state) {
        if (state instanceof State.AtGate) {
            apiGone.add(host);
        }
        if (state instanceof State.StoppingEtcd && !apiGone.containsAll(world.participants())) {
            throw new Violation("gate: " + host.name + " stops etcd, and not all API servers had been gone");
        }
        switch (state) {
            case State.AwaitingFirstApi _,
                    State.StartingApi _,
                    State.StartingControllers _,
                    State.Finishing _,
                    State.Restored _ -> toCommit.put(host, state);
            case State.RollingBack _,
                    State.SwappingBack _,
                    State.RestartingOld _,
                    State.AwaitingOld _,
                    State.Aborting _,
                    State.RolledBack _,
                    State.Aborted _,
                    State.Disarmed _ -> toOld.put(host, state);
            case State.Armed _,
                    State.StoppingApi _,
                    State.AtGate _,
                    State.GivingUp _,
                    State.LeavingGate _,
                    State.StoppingEtcd _,
                    State.Swapping _,
                    State.StartingEtcd _,
                    State.AwaitingMembers _,
                    State.Voting _,
                    State.AskingRollback _,
                    State.Stuck _ -> {}
        }
    }

    /** Everything is over: the theorem of the design, section 11. */
    void checkEnd() {
        for (Host host : world.participants()) {
            State state = state(host);
            require(state instanceof State.Terminal, "liveness: " + host.name + " is still in " + state);
            Data expected = state instanceof State.Restored ? Data.NEW : Data.OLD;
            require(
                    host.member.filter(expected::equals).isPresent(),
                    "I5: " + host.name + " is in " + state + " and has " + host.member + " in place");
            require(
                    host.etcdManifest && host.apiManifest && host.controllersManifest,
                    "I5: " + host.name + " is in " + state + " and lacks a manifest");
        }
        long onNew = world.participants().stream()
                .filter(host -> state(host) instanceof State.Restored)
                .count();
        require(onNew == 0 || onNew == world.participants().size(), "liveness: the nodes end differently");
        require(
                !world.byForce || onNew == 0,
                "hand: the old cluster was brought back by force, and a node is in the new one");
        require(
                !world.committed || onNew > 0 || world.byForce,
                "I4: it was committed, and nobody is in the new cluster");
        require(serves(onNew == 0 ? Data.OLD : Data.NEW), "liveness: no cluster serves at the end");
    }

    private static State state(Host host) {
        return Executor.journal(host).state().orElseGet(State.Armed::new);
    }

    private boolean serves(Data data) {
        for (Host host : world.hosts) {
            if (host.apiServes(data)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> names(Map<Host, State> states) {
        return states.entrySet().stream()
                .map(entry -> entry.getKey().name + " in " + entry.getValue())
                .sorted()
                .toList();
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new Violation(sentence);
        }
    }
}
