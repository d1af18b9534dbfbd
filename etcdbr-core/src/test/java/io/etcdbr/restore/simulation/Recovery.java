package io.etcdbr.restore.simulation;

import io.etcdbr.restore.Data;
import io.etcdbr.restore.State;
import java.util.Optional;

/**
 * One run of {@code RECOVER.sh} by a person: the steps of the script, each done at once, and the next one later, or never. Its marker is on the
 * disk and outlives it.
 */
final class Recovery {
    /** How often it looks, a second apart, whether the executor has let go of its lock, and whether a process is gone. */
    private static final int LOOKS = 90;

    /** After so many looks the executor is told to end. */
    private static final int PATIENCE = 30;

    private final Host host;
    private final World world;
    private final boolean forced;
    private final int boot;
    private boolean over;

    /** Whether its end puts back what was before. */
    private boolean trapped;

    private Recovery(Host host, boolean forced) {
        this.host = host;
        this.world = host.world;
        this.forced = forced;
        this.boot = host.boot;
    }

    /** How far it came, as the marker says. */
    enum Marker {
        NONE,
        CHECKING,
        MOVING,
        DONE,
        DONE_BY_FORCE;

        boolean movedSomething() {
            return this != NONE && this != CHECKING;
        }
    }

    static void begin(Host host, boolean forced) {
        if (host.up && host.recovery.isEmpty()) {
            Recovery recovery = new Recovery(host, forced);
            host.recovery = Optional.of(recovery);
            host.world.say(host, "a person runs RECOVER.sh" + (forced ? " by force" : ""));
            recovery.check();
        }
    }

    /** As by Ctrl-C: the shell's trap runs, if there is one. */
    void interrupt() {
        stop("RECOVER.sh is interrupted");
    }

    /** As by a power cut: nothing runs any more. */
    void cutOff() {
        over = true;
    }

    private void later(long least, long most, Runnable step) {
        world.after(host.delay(least, most), () -> {
            if (!over && host.up && host.boot == boot) {
                step.run();
            }
        });
    }

    private void later(Runnable step) {
        later(5, 300, step);
    }

    private void stop(String why) {
        if (over) {
            return;
        }
        world.say(host, why);
        if (trapped) {
            host.executorManifest |= host.executorKept;
            host.marker = Marker.NONE;
            host.startExecutor();
        }
        over = true;
        host.recovery = Optional.empty();
    }

    /** What the script's judge refuses without force. */
    private boolean refuses() {
        State state = Executor.journal(host).state().orElseGet(State.Armed::new);
        return !forced
                && switch (state) {
                    case State.Voting _,
                            State.AskingRollback _,
                            State.AwaitingFirstApi _,
                            State.StartingApi _,
                            State.StartingControllers _,
                            State.Finishing _,
                            State.Restored _ -> true;
                    case State.Armed _,
                            State.StoppingApi _,
                            State.AtGate _,
                            State.GivingUp _,
                            State.LeavingGate _,
                            State.StoppingEtcd _,
                            State.Swapping _,
                            State.StartingEtcd _,
                            State.AwaitingMembers _,
                            State.RollingBack _,
                            State.SwappingBack _,
                            State.RestartingOld _,
                            State.AwaitingOld _,
                            State.Aborting _,
                            State.RolledBack _,
                            State.Aborted _,
                            State.Disarmed _,
                            State.Stuck _ -> false;
                };
    }

    private void check() {
        trapped = host.marker == Marker.CHECKING && !world.weak.contains(Weakness.RECOVERY_LEAVES_ITS_MARKER);
        if (refuses()) {
            stop("RECOVER.sh refuses");
            return;
        }
        trapped = !host.marker.movedSomething();
        host.marker = trapped ? Marker.CHECKING : Marker.MOVING;
        host.executor.ifPresent(Executor::letGoSoon);
        later(() -> {
            host.executorKept |= host.executorManifest;
            host.executorManifest = false;
            if (!host.ignoresRemoval) {
                world.after(host.delay(100, 2500), () -> {
                    if (!host.executorManifest) {
                        host.killExecutor();
                    }
                });
            }
            later(() -> awaitLock(0));
        });
    }

    private void awaitLock(int looked) {
        if (host.executor.isPresent()) {
            if (looked == LOOKS) {
                stop("RECOVER.sh waited for the executor in vain");
                return;
            }
            if (looked == PATIENCE && host.executor.get().listens()) {
                host.killExecutor();
                host.startExecutor();
            }
            later(1000, 1000, () -> awaitLock(looked + 1));
        } else if (refuses() && !world.weak.contains(Weakness.RECOVERY_JUDGES_ONCE)) {
            stop("RECOVER.sh refuses");
        } else {
            trapped = false;
            host.marker = Marker.MOVING;
            later(this::takeManifestsOut);
        }
    }

    private void takeManifestsOut() {
        host.apiManifest = false;
        later(() -> {
            host.controllersManifest = false;
            later(() -> {
                host.etcdManifest = false;
                host.etcdManifestChanged = false;
                later(() -> awaitGone(0));
            });
        });
    }

    private void awaitGone(int looked) {
        if (looked >= 3) {
            host.killApi();
            host.killEtcd();
        }
        if (host.etcd.isEmpty() && !host.api) {
            later(this::takeNewDataOut);
        } else if (looked == LOOKS) {
            stop("RECOVER.sh cannot end etcd");
        } else {
            later(1000, 1000, () -> awaitGone(looked + 1));
        }
    }

    private void takeNewDataOut() {
        if (isOld(host.member)) {
            later(this::keepNewData);
            return;
        }
        if (!isOld(host.oldFolder) && !isOld(host.newFolder)) {
            stop("RECOVER.sh finds no old data");
            return;
        }
        if (host.member.isPresent()) {
            host.takenOut = host.member;
            host.member = Optional.empty();
        }
        host.betweenMoves.run();
        later(this::putOldDataIn);
    }

    private void putOldDataIn() {
        host.member = Optional.of(Data.OLD);
        if (isOld(host.oldFolder)) {
            host.oldFolder = Optional.empty();
        } else {
            host.newFolder = Optional.empty();
        }
        later(this::keepNewData);
    }

    /** Where it was staged, so that the restore can be ended afterwards. */
    private void keepNewData() {
        if (host.takenOut.isPresent() && host.newFolder.isEmpty()) {
            host.newFolder = host.takenOut;
            host.takenOut = Optional.empty();
        }
        later(() -> {
            host.etcdManifest = true;
            host.kubelet();
            later(() -> awaitEtcd(0));
        });
    }

    private void awaitEtcd(int looked) {
        if (host.etcd.isEmpty() && looked < LOOKS) {
            later(1000, 1000, () -> awaitEtcd(looked + 1));
            return;
        }
        host.apiManifest = true;
        host.kubelet();
        later(() -> {
            host.controllersManifest = true;
            later(() -> {
                host.marker = forced ? Marker.DONE_BY_FORCE : Marker.DONE;
                host.broughtBack = true;
                world.say(host, "RECOVER.sh is done");
                over = true;
                host.recovery = Optional.empty();
            });
        });
    }

    private static boolean isOld(Optional<Data> place) {
        return place.equals(Optional.of(Data.OLD));
    }
}
