package io.etcdbr.restore.simulation;

import io.etcdbr.restore.AllStates;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.journal.JournalLine;
import io.etcdbr.restore.plan.AbsentMember;
import io.etcdbr.restore.plan.Deadlines;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.RestorePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** One restore from arming to its end, with what a seed lets go wrong in between. */
final class Simulation {
    private static final long HOUR = 3_600_000;
    private static final Map<List<Integer>, RestorePlan> PLANS = new ConcurrentHashMap<>();

    final World world;

    Simulation(World world) {
        this.world = world;
    }

    /** How a restore ended. */
    enum End {
        RESTORED,
        OLD
    }

    /**
     * Runs the seed's restore with its faults.
     *
     * @throws Violation if a promise is broken
     */
    static End run(long seed, Set<Weakness> weak) {
        return of(seed, weak, false).run();
    }

    /** What happened in that restore, for people. */
    static String trace(long seed, Set<Weakness> weak) {
        Simulation simulation = of(seed, weak, true);
        try {
            simulation.world.say("ended: " + simulation.run());
        } catch (Violation e) {
            simulation.world.say("VIOLATION " + e.getMessage());
        }
        return simulation.world.trace();
    }

    private static Simulation of(long seed, Set<Weakness> weak, boolean tracing) {
        Random shape = new Random(seed * 31 + 7);
        List<Integer> size = List.of(
                        List.of(1, 0),
                        List.of(2, 0),
                        List.of(2, 1),
                        List.of(3, 0),
                        List.of(3, 0),
                        List.of(3, 0),
                        List.of(3, 2),
                        List.of(5, 0))
                .get(shape.nextInt(8));
        Simulation simulation = quiet(seed, size.getFirst(), size.getLast(), weak, tracing);
        new Faults(simulation.world).schedule();
        return simulation;
    }

    /** A restore in which nothing goes wrong. */
    static Simulation quiet(long seed, int present, int missing, Set<Weakness> weak, boolean tracing) {
        RestorePlan plan = PLANS.computeIfAbsent(List.of(present, missing), _ -> plan(present, missing));
        World world = new World(seed, plan, weak, tracing);
        for (Host host : world.participants()) {
            stage(host, AllStates.staged(plan));
            host.startExecutor();
        }
        world.hosts.subList(present, present + missing).forEach(host -> {
            host.up = false;
            host.etcd = Optional.empty();
            host.api = false;
            host.executorManifest = false;
        });
        return new Simulation(world);
    }

    static void stage(Host host, Staged staged) {
        host.journal.reset();
        host.journal.writeBytes(
                JournalCodec.encode(new JournalLine(1, "stager", 0, Instant.EPOCH, new Entry.Begun(staged))));
        host.journal.writeBytes(JournalCodec.encode(
                new JournalLine(2, "stager", 0, Instant.EPOCH, new Entry.Reached(new State.Armed()))));
    }

    private static RestorePlan plan(int present, int missing) {
        List<AbsentMember> absent = IntStream.rangeClosed(present + 1, present + missing)
                .mapToObj(i -> new AbsentMember("cp" + i, "cp" + i, "powered off"))
                .toList();
        RestorePlan plan = PlanFixture.plan(present, absent);
        return new RestorePlan(
                plan.id(),
                plan.cluster(),
                plan.backup(),
                plan.etcd(),
                plan.participants(),
                plan.absent(),
                plan.samples(),
                new Deadlines(
                        Duration.ofSeconds(40),
                        Duration.ofSeconds(40),
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(60)),
                plan.keepOldDays());
    }

    End run() {
        world.after(world.between(1000, 8000), this::go);
        world.run(world.faultsUntil + HOUR, () -> world.now() > world.faultsUntil && over());
        // Where nothing is left to do, time passes all the same, in which API servers start.
        world.after(40_000, () -> {});
        world.run(world.now() + 40_000, () -> false);
        world.invariants.checkEnd();
        return world.committed ? End.RESTORED : End.OLD;
    }

    private boolean over() {
        return world.participants().stream()
                        .allMatch(host -> host.executor.isEmpty()
                                && !host.executorManifest
                                && host.recovery.isEmpty()
                                && host.marker == Recovery.Marker.NONE)
                && world.participants().stream()
                        .allMatch(host -> Executor.journal(host).state().orElseThrow() instanceof State.Terminal);
    }

    /** The plugin tries to give GO until it is there, for a while. */
    private void go() {
        Map<String, String> store = world.old.store();
        String armed = store.getOrDefault("armed/" + world.participants().getFirst().name, "");
        boolean all = world.participants().stream()
                .allMatch(host -> armed.equals(store.getOrDefault("armed/" + host.name, "none")));
        if (world.old.hasQuorumAnywhere() && all) {
            world.say("GO " + armed);
            world.old.put("go", armed, 120_000);
        } else if (world.now() < 90_000) {
            world.after(3000, this::go);
        }
    }

    static Staged otherwise(RestorePlan plan) {
        return new Staged(PlanCodec.digest(plan), "abc", 1, 2, Map.of());
    }
}
