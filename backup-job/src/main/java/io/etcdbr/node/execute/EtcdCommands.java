package io.etcdbr.node.execute;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.MemberId;
import io.etcdbr.node.datadir.MemberSwap;
import io.etcdbr.node.datadir.Steps;
import io.etcdbr.node.datadir.StuckException;
import io.etcdbr.node.datadir.WalOwner;
import io.etcdbr.node.datadir.WalSwap;
import io.etcdbr.node.host.FileId;
import io.etcdbr.node.manifests.StaticManifest.PutBack;
import io.etcdbr.node.manifests.UnexpectedManifestException;
import io.etcdbr.node.processes.Escalation;
import io.etcdbr.node.processes.PodStop;
import io.etcdbr.restore.Data;
import io.etcdbr.restore.Event;
import io.etcdbr.restore.Staged;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Commands about the node's etcd and its data. */
final class EtcdCommands {
    /** Of an exchange that the disk refuses before anything was moved: a mount point or a read-only disk stays what it is. */
    private static final int MOST_REFUSALS = 5;

    private final NodeParts node;
    private final Staged staged;
    private final StartTurns turns;
    private final Moments moments;

    EtcdCommands(NodeParts node, Staged staged, EtcdClients clients, Moments moments) {
        this.node = node;
        this.staged = staged;
        this.turns = new StartTurns(
                node.plan().nodes(),
                node.self().node(),
                node.plan().backup().plainSize(),
                other -> clients.peer(other).cluster());
        this.moments = moments;
    }

    /** @param running which etcd: a manifest of the old one that somebody changed is left alone */
    void stop(Data running, Report report) throws InterruptedException {
        Looking.every(Looking.PAUSE, report, () -> {
            try {
                takeOut(running == Data.NEW, report);
            } catch (UnexpectedManifestException e) {
                report.event(new Event.ManifestChanged(Sentences.plain(e)));
                throw e;
            }
            PodStop.Report stopped = new PodStop(List.of(node.etcd()), node.dataFiles(), Escalation.GENTLE)
                    .run(why -> tellWaiting(why, report));
            report.note(EtcdEnd.note(stopped));
            if (node.etcdManifest().isInPlace()) {
                return false;
            }
            report.event(new Event.EtcdStopped());
            return true;
        });
    }

    void swap(Data wanted, Report report) throws InterruptedException {
        Steps steps = what -> {
            moments.at("before: " + what);
            ensureDown(report);
        };
        MemberSwap member = new MemberSwap(node.data(), staged.oldMember(), staged.newMember(), steps);
        Optional<WalSwap> wal = node.wal().map(folders -> new WalSwap(folders, staged.newWal(), steps));
        AtomicInteger refusals = new AtomicInteger();
        Looking.every(Looking.PAUSE, report, () -> {
            try {
                ensureDown(report);
                switch (wanted) {
                    case NEW -> {
                        if (!wasBegun(member, wal)) {
                            requireOwner(WalOwner.of(node.stagedWal()), Data.NEW);
                        }
                        if (wal.isPresent()) {
                            wal.get().forward();
                        }
                        member.forward();
                    }
                    case OLD -> {
                        member.back();
                        if (wal.isPresent()) {
                            wal.get().back();
                        }
                    }
                }
            } catch (StuckException e) {
                report.event(
                        wanted == Data.NEW && wasNeverTouched(wal)
                                ? new Event.SwapRefused(Sentences.plain(e))
                                : new Event.SwapUnclear(Sentences.plain(e)));
                return true;
            } catch (UnexpectedManifestException e) {
                report.event(new Event.SwapUnclear(Sentences.plain(e)));
                return true;
            } catch (IOException e) {
                if (wanted == Data.OLD || refusals.incrementAndGet() < MOST_REFUSALS || !wasNeverTouched(wal)) {
                    throw e;
                }
                report.event(new Event.SwapRefused(Sentences.plain(e)));
                return true;
            }
            moments.at("swapped to " + wanted);
            report.event(new Event.Swapped(wanted));
            return true;
        });
    }

    void start(Data with, Report report) throws InterruptedException {
        turns.await(
                switch (with) {
                    case NEW -> node.plan().etcd().newClusterId();
                    case OLD -> node.plan().etcd().oldClusterId();
                });
        Looking.every(Looking.PAUSE, report, () -> {
            try {
                putBack(with, report);
            } catch (StuckException | UnexpectedManifestException e) {
                report.event(new Event.EtcdRefused(Sentences.plain(e)));
                return true;
            }
            moments.at("etcd's manifest back");
            report.event(new Event.EtcdStarted(with));
            return true;
        });
    }

    /** All manifests that are out; etcd's only over the old data, proven. */
    void putAllBack(ApiCommands api, Report report) throws InterruptedException {
        Looking.every(Looking.PAUSE, report, () -> {
            if (!node.etcdManifest().isInPlace()) {
                putBack(Data.OLD, report);
            }
            api.putAllBack(report);
            report.event(new Event.ManifestsBack());
            return true;
        });
    }

    private void putBack(Data with, Report report) throws IOException {
        long wanted = with == Data.NEW ? staged.newMember() : staged.oldMember();
        long found = FileId.inodeOf(node.data().member()).orElse(0);
        if (found != wanted) {
            throw new StuckException(node.data().member() + " is not the " + (with == Data.NEW ? "new" : "old")
                    + " data: its inode is " + found + "; expected " + wanted);
        }
        requireOwner(WalOwner.of(node.usedWal()), with);
        try {
            if (node.etcdManifest().putBack() == PutBack.BY_SOMEBODY_ELSE) {
                report.note("Somebody else had put " + node.etcdManifest().home() + " back already.");
            }
        } catch (UnexpectedManifestException e) {
            // Over the old data theirs is as good as ours; with none at all there would be no etcd.
            if (with == Data.NEW || !node.etcdManifest().isInPlace()) {
                throw e;
            }
            report.note(Sentences.of(e) + " It was left as it is.");
        }
    }

    /** Also if somebody put etcd's manifest back in the middle: under a running etcd nothing is renamed. */
    private void ensureDown(Report report) throws IOException {
        takeOut(true, report);
        PodStop stop = new PodStop(List.of(node.etcd()), node.dataFiles()::quickObjection, Escalation.GENTLE);
        if (stop.inTheWay().isPresent()) {
            try {
                stop.run(why -> tellWaiting(why, report));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while etcd was made to go", e);
            }
        }
    }

    private static void tellWaiting(String why, Report report) {
        report.trouble("Waiting for etcd to be gone: " + why + ".");
    }

    /** @param surely also if somebody changed it in its place, so that only its copy is left */
    private void takeOut(boolean surely, Report report) throws IOException {
        if (surely) {
            node.etcdManifest().regainFromCopy();
        }
        Optional<Path> aside = node.etcdManifest().setOtherAside();
        if (aside.isPresent()) {
            report.note(
                    "Somebody put another manifest at " + node.etcdManifest().home() + "; it was moved to "
                            + aside.get() + ", and the one from before comes back in its place.");
        }
        if (node.etcdManifest().takeOut()) {
            report.note("Somebody put " + node.etcdManifest().home() + " back; it was moved out again.");
        }
        moments.at("etcd's manifest out");
    }

    private void requireOwner(WalOwner found, Data data) throws StuckException {
        EtcdClusterId cluster = data == Data.NEW
                ? node.plan().etcd().newClusterId()
                : node.plan().etcd().oldClusterId();
        MemberId member =
                data == Data.NEW ? node.self().newMemberId() : node.self().oldMemberId();
        WalOwner expected = new WalOwner(cluster, member);
        if (!found.equals(expected)) {
            throw new StuckException("the WAL is of member " + found.member() + " of cluster " + found.cluster()
                    + "; expected member " + expected.member() + " of cluster " + expected.cluster());
        }
    }

    private static boolean wasBegun(MemberSwap member, Optional<WalSwap> wal) throws IOException {
        return member.place() != MemberSwap.Place.NOT_BEGUN
                || wal.filter(WalSwap::wasBegun).isPresent();
    }

    private boolean wasNeverTouched(Optional<WalSwap> wal) throws IOException {
        return FileId.inodeOf(node.data().member()).orElse(0) == staged.oldMember()
                && FileId.find(node.data().oldFolder()).isEmpty()
                && wal.filter(WalSwap::wasBegun).isEmpty();
    }
}
