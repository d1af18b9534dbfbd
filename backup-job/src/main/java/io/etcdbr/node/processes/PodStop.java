package io.etcdbr.node.processes;

import io.etcdbr.node.host.Signals;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Waits until the processes of a pod whose manifest is out are proven gone, and helps where kubelet does not. */
public final class PodStop {
    private static final Duration LOOK = Duration.ofMillis(20);

    /** What stays for so long does not go by itself; and how often that is looked for, which is dear. */
    private static final Duration TELL = Duration.ofSeconds(2);

    private final List<PodProcesses> pods;
    private final Proof proof;
    private final Escalation escalation;
    private final Map<Integer, Seen> seen = new HashMap<>();

    /** What else must be true, beside that no process of the pod runs. */
    public interface Proof {
        /** What still speaks against it, as a part of a sentence; empty if nothing does. */
        Optional<String> objection() throws IOException;
    }

    /**
     * What was done.
     *
     * @param took from the first look to the proof
     * @param processes that ended, in words
     * @param killed whether SIGKILL was needed
     */
    public record Report(Duration took, List<String> processes, boolean killed) {
        public Report {
            processes = List.copyOf(processes);
        }
    }

    private static final class Seen {
        final RunningProcess process;
        final long since;
        boolean terminated;
        boolean killed;

        Seen(RunningProcess process, long since) {
            this.process = process;
            this.since = since;
        }
    }

    public PodStop(List<PodProcesses> pods, Proof proof, Escalation escalation) {
        this.pods = List.copyOf(pods);
        this.proof = proof;
        this.escalation = escalation;
    }

    /**
     * Returns when they are gone. Does not end by itself otherwise: interrupt it.
     *
     * @param waiting is told what is in the way, as {@link #inTheWay} says it, every 2 seconds
     */
    public Report run(Consumer<String> waiting) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long told = start;
        long goneSince = -1;
        Set<Seen> all = new HashSet<>();
        while (true) {
            long now = System.nanoTime();
            boolean running = look(now, all);
            if (running || proof.objection().isPresent()) {
                goneSince = -1;
            } else if (goneSince < 0) {
                goneSince = now;
            } else if (now - goneSince >= escalation.quiet().toNanos()) {
                return new Report(
                        Duration.ofNanos(now - start),
                        all.stream().map(PodStop::words).sorted().toList(),
                        all.stream().anyMatch(one -> one.killed));
            }
            if (now - told >= TELL.toNanos()) {
                told = now;
                inTheWay().ifPresent(waiting);
            }
            Thread.sleep(LOOK);
        }
    }

    /** What is in the way now, for people; empty if nothing is. */
    public Optional<String> inTheWay() throws IOException {
        for (PodProcesses pod : pods) {
            Optional<RunningProcess> process = pod.running().stream().findFirst();
            if (process.isPresent()) {
                return Optional.of(process.get() + " of " + pod.name() + " still runs");
            }
        }
        return proof.objection();
    }

    private boolean look(long now, Set<Seen> all) throws IOException {
        boolean running = false;
        for (PodProcesses pod : pods) {
            for (RunningProcess process : pod.running()) {
                running = true;
                Seen one = seen.compute(
                        process.pid(),
                        (pid, before) -> before != null && before.process.started() == process.started()
                                ? before
                                : new Seen(process, now));
                all.add(one);
                escalate(one, now - one.since, pod.proc());
            }
        }
        return running;
    }

    private void escalate(Seen one, long age, ProcFiles proc) throws IOException {
        if (age >= escalation.killAfter().toNanos()) {
            one.killed |= send(one.process, Signals.KILL, proc);
        } else if (!one.terminated && age >= escalation.terminateAfter().toNanos()) {
            one.terminated = send(one.process, Signals.TERMINATE, proc);
        }
    }

    private static boolean send(RunningProcess process, int signal, ProcFiles proc) throws IOException {
        return Signals.send(process.pid(), signal, () -> proc.isAlive(process));
    }

    private static String words(Seen one) {
        return one.process
                + (one.killed ? ", killed" : one.terminated ? ", ended by SIGTERM of etcdbr" : ", ended by kubelet");
    }
}
