package io.etcdbr.restore.simulation;

import io.etcdbr.restore.AllStates;
import io.etcdbr.restore.Data;
import io.etcdbr.restore.Event;
import io.etcdbr.restore.State;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.List;
import java.util.Optional;

/** Persons who bring the old cluster back with {@code RECOVER.sh}, on some nodes, or by force on all. In the end they do as the runbook says. */
final class Persons {
    private static final List<String> STATES =
            AllStates.states().stream().map(State::name).distinct().toList();

    private final World world;
    private final boolean recover;

    Persons(World world) {
        this.world = world;
        int participants = world.plan.participants().size();
        boolean arithmetic = RestorePlan.quorumsIntersect(
                participants, participants + world.plan.absent().size());
        world.byForce = arithmetic && world.chance(0.06);
        this.recover = world.byForce || world.chance(0.15);
    }

    boolean recover() {
        return recover;
    }

    void schedule() {
        if (!recover) {
            return;
        }
        long begin = world.between(0, world.faultsUntil);
        for (Host host : world.participants()) {
            if (world.byForce) {
                world.after(begin + world.between(0, 60_000), () -> recover(host, true));
            } else if (world.chance(0.4)) {
                // Around the vote is where most hangs on one moment.
                host.personRecoversIn =
                        world.chance(0.5) ? "AwaitingMembers" : STATES.get(world.random.nextInt(STATES.size()));
            } else if (world.chance(0.5)) {
                world.after(world.between(0, world.faultsUntil), () -> recover(host, false));
            }
            host.ignoresRemoval = world.chance(0.3);
            if (world.chance(0.3)) {
                host.votesMeanwhile = () -> cutPower(host);
            }
            if (world.chance(0.5)) {
                strikeInTheMiddle(host);
            } else if (world.chance(0.5)) {
                host.betweenMoves = () -> {
                    host.betweenMoves = () -> {};
                    cutPower(host);
                    askSoon(host);
                };
            }
        }
    }

    /** What is begun later than the faults is not mended by their end. */
    private void recover(Host host, boolean forced) {
        if (world.now() < world.faultsUntil) {
            Recovery.begin(host, forced);
        }
    }

    /** Once the script runs. */
    private void strikeInTheMiddle(Host host) {
        if (world.now() > world.faultsUntil) {
            return;
        }
        if (host.recovery.isEmpty()) {
            world.after(500, () -> strikeInTheMiddle(host));
            return;
        }
        // Soon, while it still looks, or when it moves.
        world.after(world.between(0, world.chance(0.4) ? 1500 : 12_000), () -> {
            if (host.recovery.isEmpty()) {
                return;
            }
            askSoon(host);
            if (world.chance(0.7)) {
                cutPower(host);
            } else {
                host.recovery.ifPresent(Recovery::interrupt);
            }
        });
    }

    private void cutPower(Host host) {
        host.powerOff();
        world.after(world.between(1000, 60_000), host::powerOn);
    }

    /** Another person, perhaps, who does not run the script again first. */
    private void askSoon(Host host) {
        if (world.chance(0.5)) {
            Event asked = world.chance(0.5) ? new Event.RollbackAsked(false) : new Event.ResumeAsked();
            world.after(world.between(1000, 90_000), () -> ask(host, asked));
        }
    }

    /** What is still to be done, again and again: scripts to their ends, and then the request on one node after another. */
    void goOn() {
        List<Host> unfinished = world.participants().stream()
                .filter(host -> world.byForce && !host.broughtBack
                        || host.marker == Recovery.Marker.CHECKING
                        || host.marker == Recovery.Marker.MOVING)
                .toList();
        unfinished.forEach(host -> Recovery.begin(host, world.byForce));
        if (unfinished.isEmpty()) {
            world.participants().stream().filter(Persons::waits).findFirst().ifPresent(this::ask);
        }
    }

    /** Whether nothing goes on by itself there, and it has not ended. */
    private static boolean waits(Host host) {
        return host.marker != Recovery.Marker.NONE
                || host.executor.isEmpty()
                        && !host.executorManifest
                        && !(Executor.journal(host).state().orElseThrow() instanceof State.Terminal);
    }

    /** As {@code etcdbr-node rollback} or {@code resume}, which does an executor's work where none runs. */
    private void ask(Host host) {
        ask(host, new Event.RollbackAsked(false));
    }

    private void ask(Host host, Event event) {
        boolean moved = host.marker.movedSomething();
        boolean old = host.member.equals(Optional.of(Data.OLD));
        if (!host.up || host.recovery.isPresent() || moved && host.executor.isPresent()) {
            return;
        }
        boolean between = host.marker == Recovery.Marker.MOVING && !old;
        if (between && !world.weak.contains(Weakness.REQUEST_BETWEEN_MOVES)) {
            return;
        }
        if (moved && old && event instanceof Event.ResumeAsked) {
            return;
        }
        world.say(host, "a person says " + event);
        if (moved && old && !world.weak.contains(Weakness.RECOVERY_FORGOTTEN)) {
            new Executor(host).endByHand();
        }
        int boot = host.boot;
        world.after(host.delay(1, 50), () -> {
            if (!host.up || host.boot != boot || host.recovery.isPresent()) {
                return;
            }
            host.marker = Recovery.Marker.NONE;
            if (host.executor.isEmpty()) {
                host.executor = Optional.of(new Executor(host));
                host.executor.get().begin();
            }
            host.executor.get().report(event);
        });
    }
}
