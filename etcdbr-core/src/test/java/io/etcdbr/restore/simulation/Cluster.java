package io.etcdbr.restore.simulation;

import io.etcdbr.restore.Data;
import io.etcdbr.restore.plan.RestorePlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An etcd: one log that only a majority can add to, and members that have applied some of it. A transaction happens at one moment,
 * may happen long after its client gave up, and its answer may be lost.
 */
final class Cluster {
    private static final long TIMEOUT = 2000;

    final Data data;
    private final World world;
    private final List<Host> members;
    private final int majority;
    private final List<Map<String, String>> log = new ArrayList<>();
    private final Map<String, Long> expiry = new HashMap<>();
    private final Map<Host, Integer> applied = new HashMap<>();
    private Map<String, String> store = new TreeMap<>();

    // Why it refuses what would put a key; reads and deletions it does.
    /** An alarm that came with the backup. */
    boolean staleAlarm;

    /** An alarm that a member raised. */
    boolean liveAlarm;

    /** For good, as one that does not let these clients write. */
    boolean neverWrites;

    /** While its quota is used up: whatever puts a key raises the alarm, also after it was taken back. */
    boolean full;

    Cluster(World world, Data data, List<Host> members) {
        this.world = world;
        this.data = data;
        this.members = List.copyOf(members);
        this.majority = RestorePlan.majority(members.size());
        log.add(store);
        members.forEach(host -> applied.put(host, 0));
    }

    /** Whether this host's member runs and reaches a majority. Asked after every event, hence plain. */
    boolean hasQuorum(Host from) {
        if (!runs(from)) {
            return false;
        }
        int reached = 0;
        for (Host host : members) {
            if (runs(host) && host.group == from.group) {
                reached++;
            }
        }
        return reached >= majority;
    }

    boolean hasQuorumAnywhere() {
        for (Host host : members) {
            if (hasQuorum(host)) {
                return true;
            }
        }
        return false;
    }

    private boolean runs(Host host) {
        return host.up && host.etcd.isPresent() && host.etcd.get() == data;
    }

    /** What a majority holds. */
    Map<String, String> store() {
        expire();
        return store;
    }

    /** The changes that a client wants, while it is told what stands there. */
    interface Transaction extends Function<Map<String, String>, Map<String, Optional<String>>> {}

    /** Reads, and writes what {@code transaction} says; the answer is what stands there afterwards, or empty for a failure. */
    void transact(Host host, Transaction transaction, Consumer<Optional<Map<String, String>>> answer) {
        long travel = host.delay(2, 40);
        world.after(travel, () -> {
            if (!hasQuorum(host)) {
                if (world.chance(0.3)) {
                    // A proposal that is under way may find a majority later.
                    world.after(world.between(100, 20_000), () -> {
                        if (hasQuorum(host)) {
                            apply(host, transaction);
                        }
                    });
                }
                world.after(TIMEOUT, () -> answer.accept(Optional.empty()));
                return;
            }
            boolean done = apply(host, transaction);
            Map<String, String> seen = store;
            boolean lost = world.chance(world.loss);
            world.after(
                    lost ? TIMEOUT : host.delay(2, 40),
                    () -> answer.accept(lost || !done ? Optional.empty() : Optional.of(seen)));
        });
    }

    /** A serializable read: what this host's member has applied, if it answers clients at all. */
    Optional<Map<String, String>> read(Host host) {
        if (!runs(host)) {
            return Optional.empty();
        }
        if (hasQuorum(host) && world.chance(0.7)) {
            applied.put(host, log.size() - 1);
        }
        return host.servesClients ? Optional.of(log.get(applied.getOrDefault(host, 0))) : Optional.empty();
    }

    void put(String key, String value, long lease) {
        expiry.put(key, world.now() + lease);
        Map<String, String> next = new TreeMap<>(store);
        next.put(key, value);
        commit(next);
    }

    /** @return false if it was refused */
    private boolean apply(Host host, Transaction transaction) {
        expire();
        Map<String, Optional<String>> changes = transaction.apply(store);
        boolean puts = changes.values().stream().anyMatch(Optional::isPresent);
        liveAlarm |= puts && full;
        if (puts && (staleAlarm || liveAlarm || neverWrites)) {
            world.say(host, data + " etcd refuses " + changes);
            return false;
        }
        boolean any = changes.entrySet().stream()
                .anyMatch(change -> !change.getValue().equals(Optional.ofNullable(store.get(change.getKey()))));
        if (any) {
            Map<String, String> next = new TreeMap<>(store);
            changes.forEach((key, value) -> value.ifPresentOrElse(text -> next.put(key, text), () -> next.remove(key)));
            commit(next);
            world.say(host, data + " etcd: " + changes);
        }
        applied.put(host, log.size() - 1);
        return true;
    }

    private void commit(Map<String, String> next) {
        store = next;
        log.add(next);
        if (data == Data.NEW && "commit".equals(next.get("decision"))) {
            world.committed = true;
        }
    }

    /** A lease that is not kept alive ends, as the server counts. */
    void keepAlive(String key, long lease) {
        expiry.put(key, world.now() + lease);
    }

    private void expire() {
        if (expiry.isEmpty()) {
            return;
        }
        List<String> gone = expiry.entrySet().stream()
                .filter(entry -> entry.getValue() <= world.now())
                .map(Map.Entry::getKey)
                .toList();
        gone.forEach(expiry::remove);
        if (gone.stream().anyMatch(store::containsKey)) {
            Map<String, String> next = new TreeMap<>(store);
            gone.forEach(next::remove);
            commit(next);
        }
    }
}
