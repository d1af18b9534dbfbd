package io.etcdbr.node.execute;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.restore.Command;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Does what the machine commands, each command on a thread of its own. */
final class CommandRunner {
    private final ApiCommands api;
    private final EtcdCommands etcd;
    private final OldEtcd old;
    private final NewEtcd restored;
    private final EtcdClients clients;
    private final AtomicReference<@Nullable Error> broken = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();

    CommandRunner(ApiCommands api, EtcdCommands etcd, OldEtcd old, NewEtcd restored, EtcdClients clients) {
        this.api = api;
        this.etcd = etcd;
        this.old = old;
        this.restored = restored;
        this.clients = clients;
    }

    /** Begins all of them. */
    void begin(List<Command> commands, Report report) {
        for (Command command : commands) {
            threads.add(
                    Thread.ofVirtual().name(command.getClass().getSimpleName()).start(() -> run(command, report)));
        }
    }

    /** Stops all of them, and returns when none does anything any more. */
    void stop() throws InterruptedException {
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }

    /** @throws Error if one of this process, such as no memory, has ended a command: only a new process may go on then */
    void requireSound() {
        Error error = broken.get();
        if (error != null) {
            throw error;
        }
    }

    /** A command may be begun again at any time, so whatever goes wrong with one, it is. */
    private void run(Command command, Report report) {
        try {
            while (!tried(command, report)) {
                Thread.sleep(Looking.PAUSE);
            }
        } catch (InterruptedException e) {
            // The state has passed.
        } catch (Error e) {
            broken.compareAndSet(null, e);
        }
    }

    private boolean tried(Command command, Report report) throws InterruptedException {
        try {
            doIt(command, report);
            return true;
        } catch (IOException e) {
            report.trouble(Sentences.of(e));
        } catch (EtcdbrException e) {
            report.trouble(e.failure().sentence());
        } catch (RuntimeException e) {
            report.trouble("A defect of etcdbr: " + command + " failed with " + e + "; it is begun again.");
        }
        return false;
    }

    private void doIt(Command command, Report report) throws InterruptedException, IOException {
        switch (command) {
            case Command.KeepArmed keep -> old.keepArmed(keep.value(), keep.every(), report);
            case Command.StopApi _ -> api.stop(report);
            case Command.KeepApiDown keep -> api.keepDown(keep.every(), report);
            case Command.AskToProceed ask -> old.askToProceed(ask.below(), ask.every(), report);
            case Command.AskToAbort ask -> old.askToAbort(ask.every(), report);
            case Command.LeaveGate leave -> old.leaveGate(leave.every(), report);
            case Command.StopEtcd stop -> {
                clients.hangUp();
                etcd.stop(stop.running(), report);
            }
            case Command.Swap swap -> etcd.swap(swap.in(), report);
            case Command.StartEtcd start -> etcd.start(start.with(), report);
            case Command.WatchMembers watch -> restored.watchMembers(watch.oldFor(), watch.every(), report);
            case Command.Vote vote -> restored.vote(vote.every(), report);
            case Command.Prove prove -> restored.prove(prove.after(), prove.every(), report);
            case Command.WatchDecision watch -> restored.watchDecision(watch.every(), report);
            case Command.AskToRollBack ask -> restored.askToRollBack(ask.every(), report);
            case Command.AwaitApiOf await -> restored.awaitApiOf(await.node(), await.every(), report);
            case Command.StartApi _ -> api.start(report);
            case Command.StartControllers _ -> api.startControllers(report);
            case Command.RemoveKeys remove -> restored.removeKeys(remove.every(), report);
            case Command.AwaitOldLeader await -> old.awaitLeader(await.every(), report);
            case Command.PutManifestsBack _ -> etcd.putAllBack(api, report);
            case Command.Leave _ -> {
                // The executor does that itself, since nothing comes after it.
            }
        }
    }
}
