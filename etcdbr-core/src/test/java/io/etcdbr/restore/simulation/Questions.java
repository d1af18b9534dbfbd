package io.etcdbr.restore.simulation;

import io.etcdbr.restore.Decision;
import io.etcdbr.restore.Event;
import io.etcdbr.restore.Gate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The commands that ask an etcd and write into it. */
final class Questions {
    static final long LEASE = 30_000;

    private final Executor executor;
    private final Host host;
    private final World world;

    Questions(Executor executor) {
        this.executor = executor;
        this.host = executor.host;
        this.world = executor.world;
    }

    private void again(Runnable question) {
        executor.later(host.delay(250, 2500), question);
    }

    /** A transaction whose answer counts only while the process and the state are the same. */
    private void ask(Cluster etcd, Cluster.Transaction transaction, Consumer<Optional<Map<String, String>>> answer) {
        int begun = executor.generation();
        etcd.transact(host, transaction, seen -> {
            if (executor.listens() && begun == executor.generation()) {
                answer.accept(seen);
            }
        });
        // An answer that a paused process did not hear is not heard later.
    }

    private boolean all(Map<String, String> store, String prefix) {
        return world.participants().stream().allMatch(other -> store.containsKey(prefix + other.name));
    }

    void keepArmed(String value) {
        String key = "armed/" + host.name;
        ask(
                world.old,
                _ -> {
                    world.old.keepAlive(key, LEASE);
                    return Map.of(key, Optional.of(value));
                },
                seen -> seen.map(store -> store.get("go")).ifPresent(go -> executor.report(new Event.GoSeen(go))));
        again(() -> keepArmed(value));
    }

    void askToProceed() {
        if (host.etcdManifestChanged) {
            executor.report(new Event.ManifestChanged("somebody changed it"));
            again(this::askToProceed);
            return;
        }
        if (host.revisionTooHigh) {
            executor.report(new Event.RevisionPassed(world.plan.firstRevision()));
        }
        ask(world.old, _ -> Map.of("stopped/" + host.name, Optional.of("yes")), _ -> {});
        executor.later(
                host.delay(50, 300),
                () -> ask(
                        world.old,
                        store -> !store.containsKey("gate")
                                        && (world.weak.contains(Weakness.PROCEED_WITHOUT_ALL_STOPPED)
                                                || all(store, "stopped/"))
                                ? Map.of("gate", Optional.of(Gate.PROCEED.text()))
                                : Map.of(),
                        this::readGate));
        again(this::askToProceed);
    }

    void askToAbort() {
        ask(
                world.old,
                store -> store.containsKey("gate") ? Map.of() : Map.of("gate", Optional.of(Gate.ABORT.text())),
                this::readGate);
        again(this::askToAbort);
    }

    private void readGate(Optional<Map<String, String>> answer) {
        answer.or(() -> world.old.read(host)).map(store -> store.get("gate")).ifPresent(gate -> {
            for (Gate value : Gate.values()) {
                if (value.text().equals(gate)) {
                    executor.report(new Event.GateRead(value));
                }
            }
        });
    }

    void leaveGate() {
        ask(world.old, _ -> Map.of("seen/" + host.name, Optional.of("yes")), seen -> {
            if (seen.filter(store -> all(store, "seen/")).isPresent()) {
                executor.report(new Event.AllSeen());
            }
        });
        again(this::leaveGate);
    }

    /** Takes back the alarms of the backup, and then writes, which proves that the new etcd takes writes. */
    void writeAble(Runnable then) {
        ask(
                world.restored,
                _ -> {
                    world.restored.staleAlarm = false;
                    return Map.of();
                },
                taken -> taken.ifPresent(_ -> ask(
                        world.restored,
                        _ -> Map.of("able/" + host.name, Optional.of("yes")),
                        seen -> seen.ifPresent(_ -> then.run()))));
    }

    void vote() {
        boolean[] acknowledged = {false};
        ask(
                world.restored,
                _ -> Map.of("ready/" + host.name, Optional.of("yes")),
                seen -> acknowledged[0] = seen.isPresent());
        executor.later(host.delay(2500, 5000), () -> {
            if (!acknowledged[0]) {
                vote();
            }
        });
    }

    void prove(long after) {
        boolean[] ready = {false};
        ask(
                world.restored,
                _ -> Map.of(),
                seen -> ready[0] = seen.filter(this::allReady).isPresent());
        executor.later(host.delay(250, 2500), () -> {
            if (ready[0]) {
                executor.later(after, this::proveNow);
                executor.later(after + 6000, () -> prove(0));
            } else {
                prove(after);
            }
        });
    }

    private boolean allReady(Map<String, String> store) {
        return world.weak.contains(Weakness.COMMIT_WITHOUT_ALL_READY) || all(store, "ready/");
    }

    private void proveNow() {
        if (!world.proofHolds && !world.weak.contains(Weakness.NO_PROOF)) {
            executor.report(new Event.ProofFailed("the data is not as planned"));
            return;
        }
        decide(
                Decision.COMMIT,
                store -> allReady(store)
                        && (!store.containsKey("decision") || world.weak.contains(Weakness.COMMIT_OVER_ROLLBACK)));
    }

    void askToRollBack() {
        decide(
                Decision.ROLLBACK,
                store -> !store.containsKey("decision") || world.weak.contains(Weakness.ROLLBACK_OVER_COMMIT));
        if (!world.weak.contains(Weakness.LIVE_ALARMS_STAY)) {
            executor.later(
                    host.delay(100, 400),
                    () -> ask(
                            world.restored,
                            store -> {
                                if (!store.containsKey("decision")) {
                                    world.restored.staleAlarm = false;
                                    world.restored.liveAlarm = false;
                                }
                                return Map.of();
                            },
                            _ -> {}));
        }
        again(this::askToRollBack);
    }

    private void decide(Decision decision, Predicate<Map<String, String>> condition) {
        ask(
                world.restored,
                store -> condition.test(store) ? Map.of("decision", Optional.of(decision.text())) : Map.of(),
                answer -> decision(answer).ifPresent(read -> executor.report(new Event.DecisionRead(read))));
    }

    static Optional<Decision> decision(Optional<Map<String, String>> answer) {
        return answer.map(store -> store.get("decision"))
                .flatMap(text -> List.of(Decision.values()).stream()
                        .filter(value -> value.text().equals(text))
                        .findFirst());
    }

    /** Reads the decision, with quorum or without. */
    void readDecision(Consumer<Optional<Decision>> then) {
        ask(world.restored, _ -> Map.of(), answer -> then.accept(decision(answer.or(() -> world.restored.read(host)))));
    }

    void writeReadyThen(Runnable then) {
        ask(
                world.restored,
                _ -> Map.of("ready/" + host.name, Optional.of("yes")),
                seen -> seen.ifPresent(_ -> then.run()));
    }

    void awaitApiOf(String node) {
        ask(world.restored, _ -> Map.of(), seen -> {
            if (seen.filter(store -> store.containsKey("api/" + node)).isPresent()) {
                executor.report(new Event.FirstApiReady());
            }
        });
        again(() -> awaitApiOf(node));
    }

    void writeApi() {
        ask(world.restored, _ -> Map.of("api/" + host.name, Optional.of("yes")), seen -> {
            if (seen.isPresent()) {
                executor.report(new Event.ApiReady());
            }
        });
        again(this::writeApi);
    }

    void awaitAllAndRemoveKeys() {
        ask(world.restored, store -> all(store, "api/") ? removal(store) : Map.of(), seen -> {
            if (seen.filter(store -> !store.containsKey("decision")).isPresent()) {
                executor.report(new Event.Finished());
            }
        });
        again(this::awaitAllAndRemoveKeys);
    }

    void removeKeys() {
        world.restored.transact(host, Questions::removal, _ -> {});
    }

    private static Map<String, Optional<String>> removal(Map<String, String> store) {
        Map<String, Optional<String>> gone = new HashMap<>();
        store.keySet().forEach(key -> gone.put(key, Optional.empty()));
        return gone;
    }
}
