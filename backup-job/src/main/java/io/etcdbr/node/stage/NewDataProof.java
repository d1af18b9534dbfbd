package io.etcdbr.node.stage;

import io.etcdbr.bbolt.Database;
import io.etcdbr.bbolt.MappedFile;
import io.etcdbr.etcddb.EtcdDatabase;
import io.etcdbr.etcddb.Member;
import io.etcdbr.etcddb.SnapshotStatus;
import io.etcdbr.node.datadir.WalOwner;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.RestorePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads back what the official tool wrote, and compares all of it with the plan. */
record NewDataProof(RestorePlan plan, Participant self, SnapshotProof proof) {

    /**
     * @param member the new one
     * @param wal where its WAL is
     * @return the database's hash
     * @throws io.etcdbr.error.EtcdbrException {@link io.etcdbr.error.ExitCode#DAMAGED} with the first difference
     */
    String run(Path member, Path wal) throws IOException {
        Path database = member.resolve("snap/db");
        SnapshotProof.Proven proven = proof.database(database);
        SnapshotStatus status = proven.status();
        SnapshotProof.require(database, "revision", status.revision(), plan.firstRevision());
        // The tool raises the revision by one entry with an empty key, which counts unless the backup has one of an
        // earlier restore.
        long keys = plan.backup().keys();
        if (status.totalKeys() != keys + 1) {
            SnapshotProof.require(database, "number of keys", status.totalKeys(), keys);
        }
        SnapshotProof.require(database, "members", members(proven.state().members()), plannedMembers());
        try (MappedFile mapped = MappedFile.open(database)) {
            long compacted = new EtcdDatabase(Database.open(mapped))
                    .scheduledCompaction()
                    .orElse(0);
            SnapshotProof.require(database, "scheduled compaction", compacted, plan.firstRevision());
        }
        WalOwner owner = WalOwner.of(wal);
        SnapshotProof.require(wal, "cluster id", owner.cluster(), plan.etcd().newClusterId());
        SnapshotProof.require(wal, "member id", owner.member(), self.newMemberId());
        requireSnapFile(member.resolve("snap"));
        return status.hexadecimalHash();
    }

    /** Servers up to 3.7 need it beside the database: without it, members that join later would get no data. */
    private void requireSnapFile(Path folder) throws IOException {
        boolean needed = plan.etcd().minor().matches("3\\.[0-7]");
        try (Stream<Path> files = Files.list(folder)) {
            if (needed && files.noneMatch(file -> file.toString().endsWith(".snap"))) {
                throw SnapshotProof.damaged(
                        folder,
                        "there is no *.snap file, which etcd " + plan.etcd().minor() + " needs");
            }
        }
    }

    private static Map<String, List<String>> members(List<Member> members) {
        return new TreeMap<>(members.stream()
                .collect(Collectors.toMap(
                        member -> "%016x %s".formatted(member.id(), member.name()),
                        member -> member.peerUrls().stream().sorted().toList())));
    }

    private Map<String, List<String>> plannedMembers() {
        return new TreeMap<>(plan.participants().stream()
                .collect(Collectors.toMap(
                        participant -> participant.newMemberId() + " " + participant.member(),
                        participant -> participant.peerUrls().stream().sorted().toList())));
    }
}
