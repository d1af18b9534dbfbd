package io.etcdbr.restore.simulation;

import io.etcdbr.restore.Command;
import io.etcdbr.restore.Event;
import io.etcdbr.restore.Machine;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.Step;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.Journal;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.journal.JournalLine;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * One run of an executor's process: journals states, begins commands, drops what the commands of an earlier state still report. It
 * may be killed between any two of its deeds.
 */
final class Executor {
    final Host host;
    final World world;
    private final Machine machine;
    private boolean alive = true;
    private boolean journaling;
    private int generation;
    private long pausedUntil;
    private long lines;
    private State state = new State.Armed();

    Executor(Host host) {
        this.host = host;
        this.world = host.world;
        this.machine = new Machine(world.plan, host.name, staged(host));
    }

    State state() {
        return state;
    }

    static Journal journal(Host host) {
        return JournalCodec.decode(host.journal.toByteArray(), "journal of " + host.name);
    }

    private static Staged staged(Host host) {
        return journal(host).staged().orElseThrow();
    }

    /** Reads the journal and goes on. */
    void begin() {
        Journal journal = readJournal();
        Optional<JournalLine> last = journal.lastState();
        if (last.isEmpty()) {
            enter(machine.start());
            return;
        }
        boolean sameBoot = last.get().boot().equals(boot());
        world.say(host, "executor resumes " + journal.state().orElseThrow());
        run(machine.resume(journal.state().orElseThrow()), sameBoot ? last.get().up() : up());
    }

    private Journal readJournal() {
        Journal journal = journal(host);
        byte[] sound = Arrays.copyOf(host.journal.toByteArray(), journal.soundBytes());
        host.journal = new ByteArrayOutputStream();
        host.journal.writeBytes(sound);
        lines = journal.lines().size();
        return journal;
    }

    void kill() {
        if (alive) {
            world.say(host, "executor killed in " + state);
        }
        alive = false;
    }

    /** A person begins to work by hand, which is seen at the next beat: nothing is done then, also by one that is started again. */
    void letGoSoon() {
        world.after(world.between(0, 1000), this::letGo);
    }

    private void letGo() {
        if (!alive || host.marker == Recovery.Marker.NONE || world.weak.contains(Weakness.EXECUTOR_IGNORES_RECOVERY)) {
            return;
        }
        if (world.now() < pausedUntil) {
            world.after(pausedUntil - world.now() + world.between(0, 1000), this::letGo);
            return;
        }
        host.killExecutor();
        host.startExecutor();
    }

    /** Writes down that a person has brought the old data back, where that leads anywhere. */
    void endByHand() {
        Journal journal = readJournal();
        State before = journal.state().orElseGet(State.Armed::new);
        State back = machine.step(before, new Event.BroughtBack()).state();
        if (!back.equals(before)) {
            world.say(host, "by hand: " + before + " -> " + back);
            appendByHand(back);
        }
    }

    /** Nothing of it runs until then, as when a virtual machine is paused. */
    void pause(long length) {
        pausedUntil = world.now() + length;
    }

    /** Does something later, if the process and the state are still the same. */
    void later(long delay, Runnable deed) {
        int begun = generation;
        world.after(delay, () -> resumed(begun, deed));
    }

    private void resumed(int begun, Runnable deed) {
        if (!alive || begun != generation) {
            return;
        }
        if (world.now() < pausedUntil) {
            world.after(pausedUntil - world.now(), () -> resumed(begun, deed));
        } else {
            deed.run();
        }
    }

    /** For the answers of others: run whatever happened to the asker, who looks himself. */
    boolean listens() {
        return alive && world.now() >= pausedUntil;
    }

    int generation() {
        return generation;
    }

    void report(Event event) {
        if (!alive || journaling) {
            return;
        }
        Step step = weakened(event).orElseGet(() -> machine.step(state, event));
        if (step.state().equals(state)) {
            return;
        }
        world.say(host, event + " -> " + step.state());
        enter(step);
    }

    private Optional<Step> weakened(Event event) {
        if (event instanceof Event.DeadlinePassed) {
            if (state instanceof State.Voting && world.weak.contains(Weakness.ROLLBACK_ALONE_AFTER_VOTE)) {
                return Optional.of(machine.resume(new State.RollingBack("weakened")));
            }
            if (state instanceof State.StartingApi && world.weak.contains(Weakness.ROLLBACK_AFTER_COMMIT)) {
                return Optional.of(machine.resume(new State.RollingBack("weakened")));
            }
        }
        return Optional.empty();
    }

    private void enter(Step step) {
        generation++;
        journaling = true;
        if (world.weak.contains(Weakness.ACT_BEFORE_JOURNAL)) {
            journaling = false;
            world.invariants.reached(host, step.state());
            run(step, up());
            world.after(1500, () -> {
                if (alive) {
                    host.journal.writeBytes(line(step.state()));
                }
            });
            return;
        }
        later(host.delay(1, 15), () -> {
            if (host.tearsNextLine) {
                host.tearsNextLine = false;
                byte[] line = line(step.state());
                host.journal.write(line, 0, (int) world.between(0, line.length - 1));
                host.killExecutor();
                host.startExecutor();
                return;
            }
            if (host.ambushed(step.state().name(), true)) {
                return;
            }
            append(step.state());
            if (host.ambushed(step.state().name(), false)) {
                return;
            }
            later(host.delay(1, 15), () -> {
                journaling = false;
                run(step, up());
            });
        });
    }

    private void append(State reached) {
        if (host.marker.movedSomething()) {
            throw new Violation(
                    "hand: the executor of " + host.name + " comes to " + reached + ", and RECOVER.sh is at work");
        }
        appendByHand(reached);
        if (reached instanceof State.Voting && host.recovery.isPresent()) {
            host.votesMeanwhile.run();
        }
    }

    private void appendByHand(State reached) {
        host.journal.writeBytes(line(reached));
        world.invariants.reached(host, reached);
    }

    private byte[] line(State reached) {
        return JournalCodec.encode(new JournalLine(++lines, boot(), up(), Instant.EPOCH, new Entry.Reached(reached)));
    }

    private String boot() {
        return "boot-" + host.boot;
    }

    private long up() {
        return world.now() - host.bootedAt;
    }

    private void run(Step step, long since) {
        state = step.state();
        Optional<Long> deadline = machine.deadline(state).map(Duration::toMillis);
        if (deadline.isEmpty() && state instanceof State.StartingApi) {
            deadline = Optional.of(60_000L).filter(_ -> world.weak.contains(Weakness.ROLLBACK_AFTER_COMMIT));
        }
        deadline.ifPresent(length -> later(Math.max(0, since + length - up()), this::deadlinePassed));
        step.commands().forEach(this::begin);
        if (state.name().equals(host.personAsksIn)) {
            host.personAsksIn = "";
            later(host.delay(1, 4000), () -> report(new Event.RollbackAsked(false)));
        }
        if (state.name().equals(host.alarmRisesIn) && !world.committed) {
            host.alarmRisesIn = "";
            world.say(host, "an alarm rises in the new etcd");
            world.restored.liveAlarm = true;
        }
        if (state.name().equals(host.fullIn) && !world.committed) {
            host.fullIn = "";
            world.say(host, "the new etcd is full");
            world.restored.full = true;
        }
        if (state.name().equals(host.personRecoversIn)) {
            host.personRecoversIn = "";
            world.after(host.delay(1, 4000), () -> Recovery.begin(host, false));
        }
        if (state.name().equals(host.personMovesIn)) {
            host.personMovesIn = "";
            host.personMovesData();
        }
    }

    private void deadlinePassed() {
        if (state instanceof State.Finishing && world.weak.contains(Weakness.KEYS_REMOVED_AT_DEADLINE)) {
            new Questions(this).removeKeys();
        }
        report(new Event.DeadlinePassed());
    }

    private void begin(Command command) {
        Deeds deeds = new Deeds(this);
        Questions questions = new Questions(this);
        switch (command) {
            case Command.KeepArmed keep -> questions.keepArmed(keep.value());
            case Command.StopApi _ -> deeds.stopApi();
            case Command.KeepApiDown _ -> deeds.keepApiDown();
            case Command.AskToProceed _ -> questions.askToProceed();
            case Command.AskToAbort _ -> questions.askToAbort();
            case Command.LeaveGate _ -> questions.leaveGate();
            case Command.StopEtcd stop -> deeds.stopEtcd(stop.running());
            case Command.Swap swap -> deeds.swap(swap.in());
            case Command.StartEtcd start -> deeds.startEtcd(start.with());
            case Command.WatchMembers watch -> new Watch(this, watch.oldFor().toMillis()).members();
            case Command.Vote _ -> questions.vote();
            case Command.Prove prove -> questions.prove(prove.after().toMillis());
            case Command.WatchDecision _ -> new Watch(this, 0).decision();
            case Command.AskToRollBack _ -> questions.askToRollBack();
            case Command.AwaitApiOf await -> questions.awaitApiOf(await.node());
            case Command.StartApi _ -> deeds.startApi();
            case Command.StartControllers _ -> deeds.startControllers();
            case Command.RemoveKeys _ -> questions.awaitAllAndRemoveKeys();
            case Command.AwaitOldLeader _ -> deeds.awaitOldLeader();
            case Command.PutManifestsBack _ -> deeds.putManifestsBack();
            case Command.Leave _ -> deeds.leave();
        }
    }
}
