package io.etcdbr.restore.simulation;

import io.etcdbr.restore.AllStates;
import io.etcdbr.restore.Event;
import io.etcdbr.restore.State;
import java.util.List;
import java.util.Optional;

/** What goes wrong, until all is mended: then the network is whole, all machines run, and what people moved is back. */
final class Faults {
    private static final List<Long> HORIZONS = List.of(20_000L, 60_000L, 150_000L, 500_000L);

    private static final List<String> IN_THE_NEW_ETCD =
            List.of("AwaitingMembers", "Voting", "Voting", "AskingRollback", "AskingRollback");

    private static final List<State> STATES = AllStates.states().stream()
            .filter(state -> !(state instanceof State.Stuck))
            .toList();

    private final World world;

    /** Either people put API servers back or executors are paused: nobody kills an API server while paused. */
    private final boolean people;

    private final Persons persons;

    Faults(World world) {
        this.world = world;
        this.persons = new Persons(world);
        // Nor while a person works by hand.
        this.people = world.chance(0.5) && !persons.recover();
    }

    void schedule() {
        world.faultsUntil = HORIZONS.get(world.random.nextInt(HORIZONS.size()));
        world.loss = world.chance(0.4) ? world.random.nextDouble() * 0.3 : 0;
        setScene();
        for (Host host : world.participants()) {
            if (world.chance(0.2)) {
                // The vote is where most hangs on one moment.
                State state = world.chance(0.4) ? new State.Voting() : STATES.get(world.random.nextInt(STATES.size()));
                long isolated = world.chance(0.5) ? world.between(1000, 400_000) : 0;
                host.personAsksIn = world.chance(0.3) ? state.name() : "";
                host.personMovesIn = world.chance(0.15) ? state.name() : "";
                host.ambush = Optional.of(new Host.Ambush(state.name(), world.chance(0.5), isolated));
            }
        }
        int count = world.random.nextInt(10);
        for (int i = 0; i < count; i++) {
            world.after(world.between(0, world.faultsUntil), this::strike);
        }
        persons.schedule();
        world.after(world.faultsUntil, this::heal);
    }

    private void setScene() {
        for (Host host : world.hosts) {
            host.exchanges = world.chance(0.6);
            host.slowness = world.chance(0.2) ? 1 + world.random.nextDouble() * 4 : 1;
        }
        Host some = someone();
        if (world.chance(0.04)) {
            some.newEtcdBroken = true;
        }
        if (world.chance(0.04)) {
            some.revisionTooHigh = true;
        }
        if (world.chance(0.04)) {
            world.proofHolds = false;
        }
        if (world.chance(0.04) && world.participants().size() > 1) {
            world.proofHolds = false;
            Simulation.stage(world.participants().getLast(), Simulation.otherwise(world.plan));
        }
        if (world.chance(0.08)) {
            world.restored.staleAlarm = true;
        }
        if (world.chance(0.04)) {
            world.restored.neverWrites = true;
        }
        if (world.chance(0.04)) {
            some.alarmRisesIn = IN_THE_NEW_ETCD.get(world.random.nextInt(IN_THE_NEW_ETCD.size()));
        }
        if (world.chance(0.04)) {
            some.fullIn = IN_THE_NEW_ETCD.get(world.random.nextInt(IN_THE_NEW_ETCD.size()));
        }
        if (!world.plan.absent().isEmpty() && world.chance(0.3)) {
            // The statement was wrong.
            world.hosts.subList(world.participants().size(), world.hosts.size()).forEach(Host::powerOn);
        }
    }

    private Host someone() {
        return world.participants()
                .get(world.random.nextInt(world.participants().size()));
    }

    private void strike() {
        if (world.now() >= world.faultsUntil) {
            return;
        }
        Host host = someone();
        switch (world.random.nextInt(17)) {
            case 0, 1 -> partition();
            case 2, 3 -> {
                host.killExecutor();
                host.startExecutor();
            }
            case 4 -> host.tearsNextLine = true;
            case 5, 6 -> {
                host.powerOff();
                world.after(
                        world.chance(0.7) ? world.between(1000, 60_000) : world.between(60_000, 600_000),
                        host::powerOn);
            }
            case 7 -> host.killEtcd();
            case 8 -> host.ignoresRemoval = true;
            case 9 -> unkillable(host);
            case 10 -> personPutsEtcdBack(host);
            case 11 -> {
                if (people) {
                    personPutsApiBack(host);
                } else {
                    host.executor.ifPresent(executor -> executor.pause(world.between(1000, 200_000)));
                }
            }
            case 12 -> {
                if (world.chance(0.4)) {
                    world.say(host, "a person asks for the old cluster");
                    host.executor.ifPresent(executor -> executor.report(new Event.RollbackAsked(false)));
                }
            }
            case 13 -> host.personMovesData();
            case 14 -> {
                world.say(host, "the disk refuses renames");
                host.refusesRenames = true;
                world.after(world.between(1000, 200_000), () -> host.refusesRenames = false);
            }
            case 15 -> somebodyChangesEtcdManifest(host);
            default -> host.slowness = 1 + world.random.nextDouble() * 4;
        }
    }

    private void partition() {
        world.hosts.forEach(host -> host.group = world.random.nextInt(2));
        world.say("the network falls into "
                + world.hosts.stream().map(host -> host.name + ":" + host.group).toList());
        world.after(world.between(500, 100_000), this::join);
    }

    private void join() {
        world.say("the network is whole");
        world.hosts.forEach(host -> host.group = 0);
    }

    private void unkillable(Host host) {
        boolean early = host.executor
                .map(Executor::state)
                .filter(state -> state instanceof State.Armed || state instanceof State.StoppingApi)
                .isPresent();
        if (early && world.chance(0.5)) {
            host.apiUnkillable = true;
        } else {
            host.etcdUnkillable = true;
        }
        world.after(world.between(1000, 100_000), () -> {
            host.apiUnkillable = false;
            host.etcdUnkillable = false;
        });
    }

    /** As a configuration management does that knows nothing of a restore; it stays so. Kubelet starts etcd again with it. */
    private void somebodyChangesEtcdManifest(Host host) {
        if (host.etcdManifest && host.up) {
            world.say(host, "somebody changes etcd.yaml");
            host.etcdManifestChanged = true;
            host.killEtcd();
        }
    }

    /** Not into the half picture of a file system that cannot exchange: that is the exception the design names. */
    private void personPutsEtcdBack(Host host) {
        if (!host.etcdManifest && host.member.isPresent() && host.up && host.recovery.isEmpty()) {
            world.say(host, "a person puts etcd.yaml back");
            host.etcdManifest = true;
            host.kubelet();
        }
    }

    private void personPutsApiBack(Host host) {
        boolean held = host.executor
                .map(Executor::state)
                .filter(state -> !(state instanceof State.Stuck))
                .isPresent();
        if (!host.apiManifest && host.up && held) {
            world.say(host, "a person puts the API server back");
            host.apiManifest = true;
            host.kubelet();
        }
    }

    private void heal() {
        world.loss = 0;
        world.restored.full = false;
        join();
        for (Host host : world.participants()) {
            host.slowness = 1;
            host.etcdUnkillable = false;
            host.apiUnkillable = false;
            host.refusesRenames = false;
            host.tearsNextLine = false;
            host.ambush = Optional.empty();
            host.personAsksIn = "";
            host.personMovesIn = "";
            host.personRecoversIn = "";
            host.alarmRisesIn = "";
            host.fullIn = "";
            host.executor.ifPresent(executor -> executor.pause(0));
            host.powerOn();
        }
        mend();
    }

    /** People put back what they moved, and say so to whoever is stuck. */
    private void mend() {
        for (Host host : world.participants()) {
            if (host.movedAway.isPresent()) {
                if (host.stagedMoved || host.member.isPresent()) {
                    host.newFolder = host.movedAway;
                } else {
                    host.member = host.movedAway;
                }
                host.movedAway = Optional.empty();
                host.stagedMoved = false;
            }
            host.executor
                    .filter(executor -> executor.state() instanceof State.Stuck)
                    .ifPresent(executor -> executor.report(new Event.ResumeAsked()));
        }
        persons.goOn();
        world.after(10_000, this::mend);
    }
}
