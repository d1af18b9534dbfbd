package io.etcdbr.restore.simulation;

import io.etcdbr.restore.Data;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The simulated time, the network and all hosts. One seed gives one course of events, always the same. */
final class World {
    private record Task(long at, long number, Runnable deed) {}

    final Random random;
    final RestorePlan plan;
    final Set<Weakness> weak;
    final List<Host> hosts = new ArrayList<>();
    final Cluster old;
    final Cluster restored;
    final Invariants invariants;

    /** Chance that an answer is lost. */
    double loss;

    /** Whether the data is as planned. */
    boolean proofHolds = true;

    boolean committed;

    /** Whether persons bring the old cluster back on all nodes by force: then I4 need not hold meanwhile. */
    boolean byForce;

    /** When all is mended. */
    long faultsUntil;

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
    private final boolean tracing;
    private final StringBuilder trace = new StringBuilder();
    /** What a test does after each happening. */
    Runnable afterEach = () -> {};

    private long now;
    private long number;

    World(long seed, RestorePlan plan, Set<Weakness> weak, boolean tracing) {
        this.random = new Random(seed);
        this.plan = plan;
        this.weak = weak;
        this.tracing = tracing;
        for (int i = 0; i < plan.participants().size(); i++) {
            hosts.add(new Host(this, i, plan.participants().get(i).node()));
        }
        for (int i = 0; i < plan.absent().size(); i++) {
            hosts.add(new Host(this, hosts.size(), plan.absent().get(i).node()));
        }
        old = new Cluster(this, Data.OLD, hosts);
        restored = new Cluster(this, Data.NEW, participants());
        invariants = new Invariants(this);
    }

    List<Host> participants() {
        return hosts.subList(0, plan.participants().size());
    }

    Cluster cluster(Data data) {
        return data == Data.OLD ? old : restored;
    }

    long now() {
        return now;
    }

    /** A number of milliseconds between both, both included. */
    long between(long least, long most) {
        return least + (long) (random.nextDouble() * (most - least + 1));
    }

    boolean chance(double chance) {
        return random.nextDouble() < chance;
    }

    void after(long delay, Runnable deed) {
        tasks.add(new Task(now + delay, number++, deed));
    }

    boolean connected(Host one, Host other) {
        return one.up && other.up && one.group == other.group;
    }

    /** Runs until nothing is left to do, the time is over or {@code done} holds. */
    void run(long until, BooleanSupplier done) {
        while (!tasks.isEmpty() && tasks.peek().at() <= until && !done.getAsBoolean()) {
            Task task = tasks.remove();
            now = task.at();
            task.deed().run();
            afterEach.run();
            invariants.check();
        }
    }

    void say(Host host, String what) {
        say(host.name + ": " + what);
    }

    void say(String what) {
        if (tracing) {
            trace.append(String.format(Locale.ROOT, "%9.3f  %s%n", now / 1000.0, what));
        }
    }

    String trace() {
        return trace.toString();
    }
}
