package io.etcdbr.restore.simulation;

import io.etcdbr.restore.Data;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/** A machine: its disk, its kubelet and its processes. What is below "disk" outlives a reboot. */
final class Host {
    /** How long an API server takes until it serves. */
    private static final long API_START = 5000;

    final World world;
    final int index;
    final String name;

    // Disk. A folder holds the old data, the new data or nothing.
    ByteArrayOutputStream journal = new ByteArrayOutputStream();
    Optional<Data> member = Optional.of(Data.OLD);
    Optional<Data> newFolder = Optional.of(Data.NEW);
    Optional<Data> oldFolder = Optional.empty();
    Optional<Data> movedAway = Optional.empty();

    /** Where {@code RECOVER.sh} keeps the new data for a moment. */
    Optional<Data> takenOut = Optional.empty();

    Recovery.Marker marker = Recovery.Marker.NONE;

    /** Whether {@code RECOVER.sh} has a copy of the executor's manifest. */
    boolean executorKept;

    boolean stagedMoved;
    boolean etcdManifest = true;

    /** Whether the manifest in etcd's place is another one than that of the plan, and ours is nowhere else. */
    boolean etcdManifestChanged;

    boolean apiManifest = true;
    boolean controllersManifest = true;
    boolean executorManifest = true;

    /** Whether the file system can exchange two folders at once. */
    boolean exchanges = true;

    // What runs.
    boolean up = true;
    int boot = 1;
    long bootedAt;
    int group;
    Optional<Data> etcd = Optional.of(Data.OLD);
    boolean servesClients = true;
    boolean api = true;
    long apiSince = -API_START;
    Optional<Executor> executor = Optional.empty();
    Optional<Recovery> recovery = Optional.empty();

    /** Whether {@code RECOVER.sh} came to its end here: then the node never goes forward again. */
    boolean broughtBack;

    // Faults.
    boolean ignoresRemoval;
    boolean etcdUnkillable;
    boolean apiUnkillable;

    /** As on a disk that became read-only, or a mount point. */
    boolean refusesRenames;

    boolean newEtcdBroken;
    boolean revisionTooHigh;
    boolean tearsNextLine;
    String alarmRisesIn = "";

    /** Where the quota of the new etcd is used up, until somebody makes room. */
    String fullIn = "";

    String personAsksIn = "";
    String personMovesIn = "";
    String personRecoversIn = "";

    /** What happens where the node votes after {@code RECOVER.sh} has looked for that the first time. */
    Runnable votesMeanwhile = () -> {};

    /** What happens while {@code RECOVER.sh} has the new data out of its place and the old data not in it yet. */
    Runnable betweenMoves = () -> {};

    Optional<Ambush> ambush = Optional.empty();
    double slowness = 1;

    Host(World world, int index, String name) {
        this.world = world;
        this.index = index;
        this.name = name;
    }

    long delay(long least, long most) {
        return (long) (world.between(least, most) * slowness);
    }

    /** An API server uses the member of its own host and no other; others are refused by the plan. */
    boolean apiServes(Data data) {
        return up
                && api
                && world.now() - apiSince >= API_START
                && world.cluster(data).hasQuorum(this);
    }

    /** Kubelet looks at its folder soon. */
    void kubelet() {
        int then = boot;
        world.after(delay(100, 2500), () -> {
            if (up && boot == then) {
                sync();
            }
        });
    }

    private void sync() {
        if (etcdManifest && etcd.isEmpty()) {
            startEtcd();
        } else if (!etcdManifest && etcd.isPresent() && !ignoresRemoval) {
            killEtcd();
        }
        if (apiManifest && !api) {
            api = true;
            apiSince = world.now();
            world.say(this, "API server starts");
        } else if (!apiManifest && !ignoresRemoval) {
            killApi();
        }
    }

    private void startEtcd() {
        Data data = member.orElseThrow(() -> new Violation("I2: an empty etcd was started on " + name));
        if (data == Data.NEW && broughtBack) {
            throw new Violation("hand: " + name + " goes forward, and a person had brought the old cluster back there");
        }
        if (data == Data.NEW && newEtcdBroken) {
            return;
        }
        etcd = member;
        servesClients = false;
        world.say(this, data + " etcd starts");
        int then = boot;
        world.after(delay(100, 6000), () -> {
            if (up && boot == then && etcd.isPresent()) {
                servesClients = true;
            }
        });
    }

    void killEtcd() {
        if (etcd.isPresent() && !etcdUnkillable) {
            etcd = Optional.empty();
            world.say(this, "etcd ends");
            kubelet();
        }
    }

    void killApi() {
        if (api && !apiUnkillable) {
            api = false;
            world.say(this, "API server ends");
            kubelet();
        }
    }

    void powerOff() {
        if (up) {
            world.say(this, "power off");
            up = false;
            etcd = Optional.empty();
            api = false;
            etcdUnkillable = false;
            apiUnkillable = false;
            ignoresRemoval = false;
            recovery.ifPresent(Recovery::cutOff);
            recovery = Optional.empty();
            killExecutor();
        }
    }

    void powerOn() {
        if (!up) {
            world.say(this, "power on");
            up = true;
            boot++;
            bootedAt = world.now();
            kubelet();
            startExecutor();
        }
    }

    void killExecutor() {
        executor.ifPresent(Executor::kill);
        executor = Optional.empty();
    }

    /**
     * A fault that waits for a state.
     *
     * @param before whether it strikes before the state is in the journal
     * @param isolated how long nobody reaches the host then, in milliseconds; 0 for not at all
     */
    record Ambush(String state, boolean before, long isolated) {}

    /** Strikes if it has waited for this. */
    boolean ambushed(String state, boolean before) {
        if (ambush.filter(waits -> waits.state().equals(state) && waits.before() == before)
                .isEmpty()) {
            return false;
        }
        long isolated = ambush.get().isolated();
        ambush = Optional.empty();
        if (isolated > 0) {
            world.say(this, "nobody reaches it for " + isolated + " ms");
            group = 2;
            world.after(isolated, () -> group = 0);
        }
        killExecutor();
        startExecutor();
        return true;
    }

    /** Kubelet starts the executor, and again after it ended. */
    void startExecutor() {
        int then = boot;
        world.after(world.between(300, 3000), () -> {
            boolean begun = marker != Recovery.Marker.NONE;
            boolean wanted = executorManifest || begun && ignoresRemoval;
            if (up && boot == then && wanted && executor.isEmpty()) {
                if (begun && !world.weak.contains(Weakness.EXECUTOR_IGNORES_RECOVERY)) {
                    startExecutor();
                } else {
                    executor = Optional.of(new Executor(this));
                    executor.get().begin();
                }
            }
        });
    }

    /** Whether the old and the new data are somewhere, each once. */
    boolean hasBothData() {
        int old = 0;
        int restored = 0;
        for (Optional<Data> place : List.of(member, newFolder, oldFolder, movedAway, takenOut)) {
            if (place.isPresent()) {
                old += place.get() == Data.OLD ? 1 : 0;
                restored += place.get() == Data.NEW ? 1 : 0;
            }
        }
        return old == 1 && restored == 1;
    }

    /** A person, in fear or in haste. Etcd is down and its manifest is out, or it is the staged data. */
    void personMovesData() {
        if (recovery.isPresent()) {
            return;
        }
        if (!etcdManifest && etcd.isEmpty() && movedAway.isEmpty() && member.isPresent()) {
            world.say(this, "a person moves member away");
            movedAway = member;
            member = Optional.empty();
        } else if (movedAway.isEmpty() && newFolder.isPresent() && world.chance(0.3)) {
            world.say(this, "a person moves the staged data away");
            movedAway = newFolder;
            newFolder = Optional.empty();
            stagedMoved = true;
        }
    }
}
