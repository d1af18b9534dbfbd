package io.etcdbr.node.kept;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.MemberId;
import io.etcdbr.node.NodeMain;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.journal.JournalLine;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.PlanFixture;
import io.etcdbr.restore.plan.PlannedEtcd;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of databases and WALs that a real etcd left, as that one told of them before. */
class KeptDatabaseIT {
    private static final String ID = PlanFixture.ID.value();

    @TempDir
    Path folder;

    static List<EtcdProgram> programs() {
        return EtcdProgram.all();
    }

    /** What etcd said of itself. */
    private record Status(long cluster, long member, long revision, long applied) {
        static Status of(EtcdCluster etcd) throws IOException {
            JsonObject status = JsonParser.parseString(etcd.ctl("endpoint", "status", "-w", "json"))
                    .getAsJsonArray()
                    .get(0)
                    .getAsJsonObject()
                    .getAsJsonObject("Status");
            JsonObject header = status.getAsJsonObject("header");
            return new Status(
                    header.get("cluster_id").getAsBigInteger().longValue(),
                    header.get("member_id").getAsBigInteger().longValue(),
                    header.get("revision").getAsLong(),
                    status.get("raftAppliedIndex").getAsLong());
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void ofAnEtcdThatWasKilledTheWalTellsWhichChangesTheDatabaseLacks(EtcdProgram program) throws Exception {
        // Nothing goes into the database by itself.
        try (EtcdCluster etcd = EtcdCluster.start(program, 1, Optional.empty(), "--backend-batch-interval=1h")) {
            put(etcd, "before", 3);
            awaitQuiet(etcd);
            // By this all goes into it.
            etcd.ctl("snapshot", "save", folder.resolve("all.db").toString());
            Status written = Status.of(etcd);
            put(etcd, "after", 7);
            Status told = Status.of(etcd);
            etcd.kill(0);

            JsonObject kept = kept(etcd, told, "[etcd (1), killed], and did not close its files itself.");

            assertThat(told.revision).isEqualTo(written.revision + 7);
            assertThat(kept.get("consistentIndex").getAsLong()).isEqualTo(written.applied);
            assertThat(kept.get("revision").getAsLong()).isEqualTo(written.revision);
            assertThat(kept.get("killed").getAsBoolean()).isTrue();
            JsonObject wal = kept.getAsJsonObject("wal");
            assertThat(wal.get("changes").getAsLong()).isEqualTo(7);
            assertThat(wal.get("lastChange").getAsLong()).isEqualTo(told.applied);
            assertThat(wal.get("last").getAsLong()).isEqualTo(told.applied);
            assertThat(wal.get("committed").getAsLong()).isBetween(written.applied, told.applied);
            assertSent(etcd, written.revision);
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void ofAnEtcdThatEndedItselfTheDatabaseLacksNothing(EtcdProgram program) throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(program, 3, Optional.empty())) {
            put(etcd, "key", 20);
            Status told = Status.of(etcd);
            etcd.stop(0);

            JsonObject kept = kept(etcd, told, "[etcd (1), ended by kubelet].");

            assertThat(kept.get("revision").getAsLong()).isEqualTo(told.revision);
            assertThat(kept.get("consistentIndex").getAsLong()).isGreaterThanOrEqualTo(told.applied);
            assertThat(kept.get("killed").getAsBoolean()).isFalse();
            assertThat(kept.getAsJsonObject("wal").get("changes").getAsLong()).isZero();
            assertSent(etcd, told.revision);
        }
    }

    /** A WAL of several segments, of which only the last ones matter. */
    @ParameterizedTest
    @MethodSource("programs")
    void changesAreFoundBehindTheFirstSegment(EtcdProgram program) throws Exception {
        try (EtcdCluster etcd = EtcdCluster.start(program, 1, Optional.empty())) {
            for (int i = 0; i < 70; i++) {
                etcd.ctlWith(new byte[1 << 20], "put", "/big/" + i % 4);
            }
            Status told = Status.of(etcd);
            etcd.stop(0);
            try (Stream<Path> files = Files.list(etcd.dataDir(0).resolve("member/wal"))) {
                assertThat(files.filter(file -> file.toString().endsWith(".wal")))
                        .hasSizeGreaterThan(1);
            }

            JsonObject kept = kept(etcd, told, "[etcd (1), ended by kubelet].");

            assertThat(kept.get("revision").getAsLong()).isEqualTo(told.revision);
            assertThat(kept.getAsJsonObject("wal").get("changes").getAsLong()).isZero();
            assertThat(kept.getAsJsonObject("wal").get("last").getAsLong()).isGreaterThanOrEqualTo(told.applied);
        }
    }

    /** A new etcd writes versions of itself in its first seconds. */
    private static void awaitQuiet(EtcdCluster etcd) {
        AtomicLong seen = new AtomicLong();
        Awaitility.await("etcd writes nothing by itself")
                .dontCatchUncaughtExceptions()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(6))
                .ignoreExceptions()
                .until(() -> {
                    long now = Status.of(etcd).applied;
                    return seen.getAndSet(now) == now;
                });
    }

    private static void put(EtcdCluster etcd, String prefix, int number) throws IOException {
        for (int i = 0; i < number; i++) {
            etcd.ctl("put", "/registry/" + prefix + i, "value " + i);
        }
    }

    /** What {@code kept} says of a copy, on a node that is restored. */
    private JsonObject kept(EtcdCluster etcd, Status told, String note) throws IOException {
        Path host = folder.resolve("host");
        Path own = Files.createDirectories(host.resolve("var/lib/etcd/.etcdbr").resolve(ID + "/old"));
        Programs.run("cp", "-a", etcd.dataDir(0).resolve("member").toString(), own.toString());
        RestorePlan plan = plan(told);
        Path restore =
                Files.createDirectories(host.resolve("etc/kubernetes/etcdbr").resolve(ID));
        Files.write(restore.resolve("plan.json"), PlanCodec.encode(plan));
        long inode = Objects.requireNonNull((Number) Files.getAttribute(own.resolve("member"), "unix:ino"))
                .longValue();
        List<Entry> entries = List.of(
                new Entry.Begun(new Staged(PlanCodec.digest(plan), "fe01cf57", inode, 1, Map.of())),
                new Entry.Noted("Etcd is gone after 1 ms: " + note),
                new Entry.Reached(new State.Swapping()),
                new Entry.Reached(new State.Restored()));
        ByteArrayOutputStream journal = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            journal.writeBytes(
                    JournalCodec.encode(new JournalLine(entries.indexOf(entry) + 1L, "boot", 1, Instant.EPOCH, entry)));
        }
        Files.write(restore.resolve("journal.jsonl"), journal.toByteArray());
        return JsonParser.parseString(new String(run("kept"), StandardCharsets.UTF_8))
                .getAsJsonObject();
    }

    /** etcd's own tool takes what is sent for a snapshot of this revision, and for a whole one. */
    private void assertSent(EtcdCluster etcd, long revision) throws IOException {
        Path sent = Files.write(folder.resolve("sent.db"), run("send"));
        assertThat(JsonParser.parseString(etcd.snapshotStatus(sent))
                        .getAsJsonObject()
                        .get("revision")
                        .getAsLong())
                .isEqualTo(revision);
        String tool = etcd.program().has("etcdutl") ? "etcdutl" : "etcdctl";
        Programs.run(
                etcd.program().program(tool).toString(),
                "snapshot",
                "restore",
                sent.toString(),
                "--data-dir",
                folder.resolve("restored").toString());
        assertThat(folder.resolve("restored/member/snap/db")).exists();
    }

    private byte[] run(String verb) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = NodeMain.run(
                new String[] {verb, ID, "--host=" + folder.resolve("host"), "--node=cp2"},
                Map.of(),
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toByteArray();
    }

    private static RestorePlan plan(Status told) {
        RestorePlan like = PlanFixture.plan(3);
        List<Participant> participants = new ArrayList<>();
        for (Participant one : like.participants()) {
            participants.add(new Participant(
                    one.node(),
                    one.member(),
                    one.node().equals("cp2") ? new MemberId(told.member) : one.oldMemberId(),
                    one.newMemberId(),
                    one.peerUrls(),
                    one.clientUrl(),
                    one.dataDir(),
                    one.walDir(),
                    one.staticPodPath(),
                    one.manifests(),
                    one.securePort(),
                    one.tls(),
                    one.kubernetesVersion()));
        }
        return new RestorePlan(
                like.id(),
                like.cluster(),
                like.backup(),
                new PlannedEtcd(
                        like.etcd().version(),
                        new EtcdClusterId(told.cluster),
                        like.etcd().newClusterId(),
                        like.etcd().token(),
                        like.etcd().bump(),
                        like.etcd().liveRevision()),
                participants,
                like.absent(),
                like.samples(),
                like.deadlines(),
                like.keepOldDays());
    }
}
