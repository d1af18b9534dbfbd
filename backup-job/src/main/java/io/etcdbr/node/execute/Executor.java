package io.etcdbr.node.execute;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.coordination.Coordination;
import io.etcdbr.node.host.ByHand;
import io.etcdbr.node.host.Renames;
import io.etcdbr.restore.Event;
import io.etcdbr.restore.Machine;
import io.etcdbr.restore.State;
import io.etcdbr.restore.Step;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A restore on this node, from armed to its end: runs what the machine commands and tells it what happened. Each state is on the disk
 * before its commands begin. May be killed at any moment, and goes on from there when it is started again.
 */
public final class Executor {
    /** How often it looks for a person's request and shows that it lives. */
    private static final Duration BEAT = Duration.ofSeconds(1);

    /** Lines that a state may add to the journal for people. */
    private static final int MOST_NOTES = 100;

    /** Of what a person asked for, which belongs to no state. */
    private static final int ANY = -1;

    private final NodeParts node;
    private final JournalFile journal;
    private final StatusFile status;
    private final Machine machine;
    private final CommandRunner commands;
    private final OldEtcd old;
    private final Requests requests;
    private final ByHand hand;
    private final Moments moments;
    private final BlockingQueue<Happened> happened = new LinkedBlockingQueue<>();
    private int generation;

    /** An event, and in which state's life it came. */
    private record Happened(int generation, Event event) {}

    /** @param journal open, and its lock held */
    Executor(
            RestorePlan plan,
            NodeParts node,
            EtcdClients clients,
            JournalFile journal,
            ByHand hand,
            ExecutorSettings settings) {
        this.node = node;
        this.journal = journal;
        this.hand = hand;
        this.moments = settings.moments();
        Participant self = node.self();
        this.machine = new Machine(plan, self.node(), journal.staged());
        this.status = new StatusFile(node.folder().status(), plan.id(), self.node(), settings, journal.state());
        this.requests = new Requests(node.folder().request());
        Coordination coordination = new Coordination(clients.own(), plan.id(), plan.nodes(), self.node());
        this.old = new OldEtcd(node, clients, coordination, new OtherRestores(settings.root(), plan.id()), moments);
        NewEtcd restored = new NewEtcd(node, clients, coordination, moments);
        ApiCommands api = new ApiCommands(node, restored, settings.probes().apply(self), moments);
        this.commands = new CommandRunner(
                api, new EtcdCommands(node, journal.staged(), clients, moments), old, restored, clients);
    }

    /**
     * Goes on until the end.
     *
     * @param first what a person asked for at its start
     * @return the state in which it ended; empty if a person began to work by hand meanwhile
     * @throws EtcdbrException if the journal cannot be written, or the executor's manifest not be removed at the end
     * @throws Error if a command ended by one: the process is to end, and kubelet starts another
     */
    Optional<State.Terminal> run(Optional<Request> first) throws InterruptedException {
        State state = journal.state();
        long since = journal.stateSinceUp();
        try {
            if (since < 0) {
                since = enter(state);
            } else {
                status.reached(state);
            }
            first.ifPresent(request -> happened.add(new Happened(ANY, request.event())));
            while (true) {
                Step step = machine.resume(state);
                if (state instanceof State.Terminal end) {
                    leave();
                    return Optional.of(end);
                }
                Optional<State> next = live(step, since);
                if (next.isEmpty()) {
                    status.trouble(ByHand.TOLD);
                    return Optional.empty();
                }
                since = enter(next.get());
                state = next.get();
            }
        } catch (IOException e) {
            throw new EtcdbrException(
                    ExitCode.NO_SPACE,
                    "the journal " + node.folder().journal() + " cannot be written (" + e.getMessage()
                            + "), so nothing more is done",
                    "Make room on that disk, or mend it; the executor is started again by kubelet and goes on");
        } finally {
            commands.stop();
        }
    }

    /** Runs the commands of a state until something leads to another one; empty if a person works by hand. */
    private Optional<State> live(Step step, long since) throws InterruptedException, IOException {
        generation++;
        Report report = report(generation);
        commands.begin(step.commands(), report);
        Optional<Duration> deadline = machine.deadline(step.state());
        boolean told = false;
        try {
            while (true) {
                Happened next = happened.poll(pause(deadline, since, told), TimeUnit.MILLISECONDS);
                commands.requireSound();
                if (hand.isBegun()) {
                    return Optional.empty();
                }
                List<Event> events = due(next);
                if (events.isEmpty() && !told && deadline.isPresent() && left(deadline.get(), since) <= 0) {
                    events = List.of(new Event.DeadlinePassed());
                    told = true;
                }
                status.beat();
                for (Event event : events) {
                    State after = machine.step(step.state(), event).state();
                    if (!after.equals(step.state())) {
                        return Optional.of(after);
                    }
                    inVain(event, step.state()).ifPresent(report::note);
                }
            }
        } finally {
            commands.stop();
        }
    }

    /**
     * What happened in this state. A person comes before what the commands tell: the next state may be the one in which it is too late to
     * ask, and events may follow one another for long without a pause. But for one thing: what all nodes have decided comes first, since a
     * person who forces a node back against it would have it outside of the cluster.
     */
    private List<Event> due(@Nullable Happened next) {
        List<Event> due = new ArrayList<>(2);
        Optional<Event> told = Optional.ofNullable(next)
                .filter(one -> one.generation() == generation || one.generation() == ANY)
                .map(Happened::event);
        if (told.filter(Event.DecisionRead.class::isInstance).isEmpty()) {
            requests.take().map(Request::event).ifPresent(due::add);
        }
        told.ifPresent(due::add);
        return due;
    }

    /** What a person is told who asked for what this state does not do. */
    private static Optional<String> inVain(Event event, State state) {
        if (event instanceof Event.ResumeAsked) {
            return Optional.of("A person said resume, which changes nothing in state " + state.name() + ".");
        }
        if (event instanceof Event.RollbackAsked) {
            return Optional.of("A person asked for the way back, which changes nothing in state " + state.name() + ": "
                    + (state instanceof State.Explained
                            ? "it is under way."
                            : "the nodes have decided for the restored cluster. To go back now is a new restore, of the data that was"
                                    + " set aside."));
        }
        return Optional.empty();
    }

    private long enter(State state) throws IOException {
        moments.at("before journaling " + state.name());
        long since = journal.reached(state);
        moments.at("journaled " + state.name());
        status.reached(state);
        return since;
    }

    private long pause(Optional<Duration> deadline, long since, boolean told) throws IOException {
        long beat = BEAT.toMillis();
        return deadline.isEmpty() || told ? beat : Math.clamp(left(deadline.get(), since), 1, beat);
    }

    private long left(Duration deadline, long since) throws IOException {
        return since + deadline.toMillis() - journal.up();
    }

    /**
     * The last thing removed is what would start this program again.
     *
     * @throws EtcdbrException if it cannot be removed; kubelet starts this program again then, which tries again
     */
    private void leave() {
        try {
            old.disarm();
        } catch (IOException e) {
            // Its lease ends within half a minute.
        }
        moments.at("before the executor's manifest goes");
        try {
            if (Files.deleteIfExists(node.ownManifest())) {
                Renames.sync(Objects.requireNonNull(node.ownManifest().getParent()));
            }
        } catch (IOException e) {
            String problem = "the restore has ended here, but the executor's manifest " + node.ownManifest()
                    + " cannot be removed (" + Sentences.plain(e) + "), so kubelet starts it again and again";
            status.trouble(problem + ".");
            throw new EtcdbrException(
                    ExitCode.INTERNAL, problem, "Look at that folder and its disk, and remove the file by hand");
        }
    }

    private Report report(int of) {
        return new Report() {
            private int notes;

            @Override
            public void event(Event event) {
                happened.add(new Happened(of, event));
            }

            @Override
            public synchronized void note(String sentence) {
                status.note(sentence);
                if (notes++ < MOST_NOTES) {
                    try {
                        journal.note(sentence);
                    } catch (IOException e) {
                        status.trouble("The journal cannot be written: " + e.getMessage() + ".");
                    }
                }
            }

            @Override
            public void trouble(String sentence) {
                status.trouble(sentence);
            }
        };
    }
}
