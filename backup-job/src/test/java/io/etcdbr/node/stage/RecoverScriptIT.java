package io.etcdbr.node.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.node.datadir.MemberSwap;
import io.etcdbr.node.datadir.SwapFolders;
import io.etcdbr.node.datadir.WalSwap;
import io.etcdbr.node.host.FileLikeness;
import io.etcdbr.node.host.HostRoot;
import io.etcdbr.node.host.Labels;
import io.etcdbr.node.host.Renames;
import io.etcdbr.progress.Progress;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.journal.Entry;
import io.etcdbr.restore.journal.JournalCodec;
import io.etcdbr.restore.journal.JournalLine;
import io.etcdbr.restore.plan.Participant;
import io.etcdbr.restore.plan.PlanCodec;
import io.etcdbr.restore.plan.RestorePlan;
import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script as an administrator runs it, on real folders and a real etcd, with nothing of etcdbr running. The node's root is a folder
 * into which it is chrooted.
 */
@Timeout(600)
class RecoverScriptIT {
    private static final String LATE = "/registry/configmaps/default/late";

    @TempDir
    Path folder;

    private Path host;
    private Path pods;
    private Path data;
    private Path snapshot;

    /** How far a restore came before everything was lost that could go on with it. */
    enum Come {
        NOT_BEGUN,
        HALF,
        EXCHANGED,
        DONE,
        RUNS_ON_NEW_DATA
    }

    @BeforeEach
    void paths() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may chroot");
        Programs.require("unshare", "util-linux");
        host = folder.resolve("host");
        pods = Files.createDirectories(host.resolve("etc/kubernetes/manifests0"));
        data = host.resolve("var/lib/etcd0");
        Files.createDirectories(data.getParent());
        snapshot = folder.resolve("snapshot.db");
    }

    @ParameterizedTest
    @EnumSource
    void theOldClusterComesBackFromWhereverTheRestoreStopped(Come come) throws Exception {
        try (StandInKubelet kubelet = kubelet(Optional.empty())) {
            Staged staged = stage(kubelet, false);
            byte[] manifest = Files.readAllBytes(pods.resolve("etcd.yaml"));
            String oldCluster = clusterId(kubelet);
            moveOut("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");
            kubelet.awaitGone();
            swap(come, staged);
            if (come == Come.RUNS_ON_NEW_DATA) {
                Files.move(out("etcd"), pods.resolve("etcd.yaml"));
                assertThat(kubelet.patientCtl("get", LATE)).as("the new data").isEmpty();
                journal(new State.AwaitingMembers());
            }

            Run run = recover();

            assertThat(run.code).as(run.output).isZero();
            assertThat(clusterId(kubelet)).isEqualTo(oldCluster);
            assertThat(kubelet.patientCtl("get", LATE)).contains("of after the snapshot");
            assertThat(pods.resolve("etcd.yaml")).hasBinaryContent(manifest);
            try (Stream<Path> there = Files.list(pods)) {
                assertThat(there.map(path -> path.getFileName().toString()))
                        .containsExactlyInAnyOrder(
                                "etcd.yaml",
                                "kube-apiserver.yaml",
                                "kube-controller-manager.yaml",
                                "kube-scheduler.yaml");
            }
            assertThat(recover().output).as("again").contains("the old data is in place", "done on node cp1");
            assertThat(new MemberSwap(
                                    new SwapFolders(data, StagedCluster.ID),
                                    staged.oldMember(),
                                    staged.newMember(),
                                    _ -> {})
                            .place())
                    .as("so that etcdbr can end the restore")
                    .isEqualTo(MemberSwap.Place.NOT_BEGUN);
        }
    }

    @Test
    void aSeparateWalDirectoryComesBackToo() throws Exception {
        Path wal = Files.createDirectories(host.resolve("wal0"));
        try (StandInKubelet kubelet = kubelet(Optional.of(wal))) {
            Staged staged = stage(kubelet, true);
            String oldCluster = clusterId(kubelet);
            moveOut("etcd");
            kubelet.awaitGone();
            new WalSwap(new SwapFolders(wal, StagedCluster.ID), staged.newWal(), _ -> {}).forward();
            swap(Come.DONE, staged);
            Files.move(out("etcd"), pods.resolve("etcd.yaml"));
            assertThat(kubelet.patientCtl("get", LATE)).as("the new data").isEmpty();

            Run run = recover();

            assertThat(run.code).as(run.output).isZero();
            assertThat(clusterId(kubelet)).isEqualTo(oldCluster);
            assertThat(kubelet.patientCtl("get", LATE)).contains("of after the snapshot");

            List<String> setAside = names(ownWal(wal).resolve("failed-new"));
            assertThat(recover().output)
                    .as("again, when etcd has written new files")
                    .contains("done on node cp1")
                    .doesNotContain("the old WAL is back");
            assertThat(names(ownWal(wal).resolve("failed-new"))).isEqualTo(setAside);
            assertThat(ownWal(wal).resolve("old-files")).doesNotExist();
            assertThat(kubelet.patientCtl("get", LATE)).contains("of after the snapshot");
        }
    }

    /** On a node that enforces labels kubelet could not read one with others. */
    @Test
    void manifestsComeBackWithTheirModeAndLabelAlsoFromTheSavedCopies() throws Exception {
        try (StandInKubelet kubelet = kubelet(Optional.empty())) {
            stageAfter(kubelet, false, () -> {
                Labels.give(pods);
                for (String name : names(pods)) {
                    Files.setPosixFilePermissions(pods.resolve(name), PosixFilePermissions.fromString("rw-r-----"));
                }
            });
            moveOut("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");
            kubelet.awaitGone();
            Files.delete(out("kube-apiserver"));
            Files.delete(out("etcd"));

            Run run = recover();

            assertThat(run.code).as(run.output).isZero();
            for (String name : names(pods)) {
                FileLikeness likeness = FileLikeness.of(pods.resolve(name));
                assertThat(likeness.mode()).as(name).isEqualTo(0640);
                assertThat(likeness.label()).as(name).contains(Labels.LABEL);
            }
            assertThat(names(pods)).hasSize(4);
        }
    }

    private static Path ownWal(Path wal) {
        return wal.resolve(".etcdbr").resolve(StagedCluster.ID.value());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> there = Files.list(folder)) {
            return there.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** By a person, or by a kubelet that did not notice that the manifest is gone. */
    @Test
    void anEtcdThatIsStartedBetweenTwoMovesGetsNoManifestOverItsEmptyData() throws Exception {
        try (StandInKubelet kubelet = kubelet(Optional.empty())) {
            Staged staged = stage(kubelet, false);
            moveOut("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");
            kubelet.awaitGone();
            swap(Come.DONE, staged);
            Path mv = Files.createDirectories(host.resolve("first")).resolve("mv");
            Files.writeString(mv, """
                    #!/bin/sh
                    /usr/bin/mv "$@" || exit
                    if [ "$1" = /var/lib/etcd0/member ] && [ ! -e /first/began ]; then
                        touch /first/began
                        mkdir -p /var/lib/etcd0/member/wal
                        touch /var/lib/etcd0/member/wal/0000000000000000-0000000000000000.wal
                    fi
                    """);
            Files.setPosixFilePermissions(mv, PosixFilePermissions.fromString("rwxr-xr-x"));

            Run run = recover();

            assertThat(run.code).as(run.output).isEqualTo(1);
            assertThat(run.output).contains("something made it anew meanwhile");
            assertThat(pods.resolve("etcd.yaml")).doesNotExist();
            assertThat(new SwapFolders(data, StagedCluster.ID).oldFolder().resolve("member"))
                    .as("whole, and not inside the empty one")
                    .exists();

            Run again = recover();

            assertThat(again.code).as(again.output).isZero();
            assertThat(kubelet.patientCtl("get", LATE)).contains("of after the snapshot");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Restored", "Voting", "Damaged", "Gone"})
    void afterTheDecisionOrWhereNobodyKnowsItWantsToBeForced(String name) throws Exception {
        try (StandInKubelet kubelet = kubelet(Optional.empty())) {
            Staged staged = stage(kubelet, false);
            runOnNewData(kubelet, staged);
            switch (name) {
                case "Restored" -> journal(new State.Restored());
                case "Voting" -> journal(new State.Voting());
                case "Damaged" ->
                    Files.writeString(
                            restoreFolder().resolve("status.json"), "{\"state\":\"Damaged\",\"ended\":false}");
                default -> Files.delete(restoreFolder().resolve("journal.jsonl"));
            }

            Run refused = recover();
            assertThat(refused.code).isEqualTo(1);
            assertThat(refused.output).contains("--force-time-travel");
            assertThat(pods.resolve("etcd.yaml")).exists();
            assertThat(kubelet.patientCtl("get", LATE)).isEmpty();

            Run forced = recover("--force-time-travel");
            assertThat(forced.code).as(forced.output).isZero();
            assertThat(kubelet.patientCtl("get", LATE)).contains("of after the snapshot");
        }
    }

    /** As by a power cut while it waited for the executor, which voted before it let go. */
    @Test
    void aVoteAfterWhichAnEarlierRunWasCutOffIsRefusedAndEverythingIsAsItWas() throws Exception {
        try (StandInKubelet kubelet = kubelet(Optional.empty())) {
            runOnNewData(kubelet, stage(kubelet, false));
            journal(new State.Voting());
            Path executor = pods.resolve("etcdbr-" + StagedCluster.ID + ".yaml");
            Files.writeString(restoreFolder().resolve("executor.yaml"), "the executor's");
            Path marker = Files.writeString(restoreFolder().resolve("recovering"), "checking 1\n");

            Run run = recover();

            assertThat(run.code).as(run.output).isEqualTo(1);
            assertThat(run.output).contains("this node has VOTED");
            assertThat(marker).doesNotExist();
            assertThat(executor).hasContent("the executor's");
        }
    }

    /** What a power cut left of the marker tells nothing, and the data may lie anywhere. */
    @ParameterizedTest
    @ValueSource(strings = {"", "moving 1\n", "done by force\n"})
    void aRefusalAfterAnEarlierRunThatMovedSomethingLetsNoExecutorAct(String left) throws Exception {
        try (StandInKubelet kubelet = kubelet(Optional.empty())) {
            runOnNewData(kubelet, stage(kubelet, false));
            journal(new State.Voting());
            Files.writeString(restoreFolder().resolve("executor.yaml"), "the executor's");
            Path marker = Files.writeString(restoreFolder().resolve("recovering"), left);

            Run run = recover();

            assertThat(run.code).as(run.output).isEqualTo(1);
            assertThat(marker).hasContent(left);
            assertThat(pods.resolve("etcdbr-" + StagedCluster.ID + ".yaml")).doesNotExist();
        }
    }

    @Test
    void itDoesNotRunTwiceAtTheSameTime() throws Exception {
        try (StandInKubelet kubelet = kubelet(Optional.empty())) {
            stage(kubelet, false);
            Path script = Files.writeString(folder.resolve("RECOVER.sh"), "read forever\n");
            Process first = new ProcessBuilder("sh", script.toString()).start();
            try {
                Path marker =
                        Files.writeString(restoreFolder().resolve("recovering"), "checking " + first.pid() + "\n");

                Run run = recover();

                assertThat(run.code).as(run.output).isEqualTo(1);
                assertThat(run.output).contains("it runs already (process " + first.pid() + ")");
                assertThat(marker).hasContent("checking " + first.pid());
            } finally {
                first.destroyForcibly().waitFor();
            }
        }
    }

    /** The executor may vote between the script's first look and its end. */
    @Test
    void aVoteWhileTheScriptWaitsForTheExecutorIsRefusedAndEverythingIsAsItWas() throws Exception {
        try (StandInKubelet kubelet = kubelet(Optional.empty())) {
            Staged staged = stage(kubelet, false);
            runOnNewData(kubelet, staged);
            journal(new State.AwaitingMembers());
            Path executor = Files.writeString(pods.resolve("etcdbr-" + StagedCluster.ID + ".yaml"), "the executor's");
            Path marker = restoreFolder().resolve("recovering");
            CountDownLatch held = new CountDownLatch(1);
            Thread voting = Thread.ofPlatform().start(() -> holdTheLockUntilTheVote(marker, held));
            held.await();

            Run run = recover();

            voting.join();
            assertThat(run.code).as(run.output).isEqualTo(1);
            assertThat(run.output).contains("state AwaitingMembers", "this node has VOTED");
            assertThat(marker).as("the executor may go on").doesNotExist();
            assertThat(executor).hasContent("the executor's");
            assertThat(pods.resolve("etcd.yaml")).exists();
            assertThat(kubelet.patientCtl("get", LATE)).as("still the new data").isEmpty();

            Run forced = recover("--force-time-travel");
            assertThat(forced.code).as(forced.output).isZero();
            assertThat(marker).as("no executor acts any more").hasContent("done by force");
            assertThat(executor).doesNotExist();
        }
    }

    /** Numbers of inodes are those of one file system. */
    @Test
    void aStrangersLockOnAFileOfTheSameNumberOnAnotherDiskIsNotWaitedFor() throws Exception {
        try (StandInKubelet kubelet = kubelet(Optional.empty())) {
            stage(kubelet, false);
            Object inode = Files.getAttribute(restoreFolder().resolve("lock"), "unix:ino");
            Files.writeString(
                    host.resolve("locks"),
                    "1: POSIX  ADVISORY  WRITE 1 fe:7f:" + inode + " 0 EOF\n1: -> FLOCK  ADVISORY  WRITE 2 fe:7f:"
                            + inode + " 0 EOF\n");

            Run run = recover();

            assertThat(run.code).as(run.output).isZero();
            assertThat(run.output).as("once").containsOnlyOnce("is in state Armed");
        }
    }

    private void holdTheLockUntilTheVote(Path marker, CountDownLatch held) {
        try (FileChannel lock = FileChannel.open(
                        restoreFolder().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = lock.lock()) {
            held.countDown();
            while (!Files.exists(marker)) {
                Thread.sleep(20);
            }
            Thread.sleep(1500);
            journal(new State.Voting());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Also where an image has several versions of etcd side by side. */
    @ParameterizedTest
    @ValueSource(strings = {"etcd", "etcd-3.6.1"})
    void aKubeletThatIgnoresRemovalsIsNotWaitedForForEver(String name) throws Exception {
        try (StandInKubelet kubelet =
                new StandInKubelet(named(name), pods.resolve("etcd.yaml"), data, Optional.empty())) {
            Staged staged = stage(kubelet, false);
            runOnNewData(kubelet, staged);
            kubelet.ignoreRemovals();

            Run run = recover();

            assertThat(run.code).as(run.output).isZero();
            assertThat(run.output).contains("ending etcd (process ");
            assertThat(kubelet.patientCtl("get", LATE)).contains("of after the snapshot");
        }
    }

    /** Another one beside it, as of a cluster that somebody tries out, is no obstacle to a restore and none of its business. */
    @Test
    void ofTheApiServersOnlyThoseOfOurPortAreEnded() throws Exception {
        Path program = Files.copy(
                Path.of("/bin/sh").toRealPath(), folder.resolve("kube-apiserver"), StandardCopyOption.COPY_ATTRIBUTES);
        List<Process> servers = new ArrayList<>();
        try (StandInKubelet kubelet = kubelet(Optional.empty())) {
            stage(kubelet, false);
            servers.add(apiServer(program, "--secure-port=16443"));
            servers.add(apiServer(program, "--secure-port", "6443"));
            servers.add(apiServer(program, "--etcd-servers=https://127.0.0.1:2379"));

            Run run = recover();

            assertThat(run.code).as(run.output).isZero();
            assertThat(servers.get(1).waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(servers.get(2).waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(servers.getFirst().isAlive()).isTrue();
        } finally {
            servers.forEach(Process::destroyForcibly);
        }
    }

    private static Process apiServer(Path program, String... flags) throws IOException {
        List<String> line = new ArrayList<>(List.of(program.toString(), "-c", "read forever", "kube-apiserver"));
        line.addAll(List.of(flags));
        return new ProcessBuilder(line).start();
    }

    @Test
    void withoutAWalEtcdIsNotStarted() throws Exception {
        try (StandInKubelet kubelet = kubelet(Optional.empty())) {
            stage(kubelet, false);
            moveOut("etcd");
            kubelet.awaitGone();
            Renames.move(data.resolve("member/wal"), data.resolve("member/lost"));

            Run run = recover();

            assertThat(run.code).isEqualTo(1);
            assertThat(run.output).contains("an empty cluster would begin");
            assertThat(pods.resolve("etcd.yaml")).doesNotExist();
        }
    }

    private StandInKubelet kubelet(Optional<Path> wal) throws IOException {
        return new StandInKubelet(program(), pods.resolve("etcd.yaml"), data, wal);
    }

    /** The same programs, with another name for that of the server. */
    private EtcdProgram named(String name) throws IOException {
        EtcdProgram real = program();
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Files.copy(real.program("etcd"), programs.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        if (!name.equals("etcd")) {
            Files.createSymbolicLink(programs.resolve("etcd"), Path.of(name));
        }
        Files.createSymbolicLink(programs.resolve("etcdctl"), real.program("etcdctl"));
        return new EtcdProgram(programs, real.version());
    }

    private static EtcdProgram program() {
        return StageRestoreIT.programs().getLast();
    }

    /** Starts etcd by its manifest, takes a snapshot, stages it and saves. */
    private Staged stage(StandInKubelet kubelet, boolean wal) throws Exception {
        return stageAfter(kubelet, wal, () -> {});
    }

    /** A change of the node that comes before the manifests are saved. */
    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }

    private Staged stageAfter(StandInKubelet kubelet, boolean wal, Change change) throws Exception {
        Participant node = StagedCluster.participant(host, 0, kubelet.peerUrl(), kubelet.clientUrl(), wal);
        change.make();
        kubelet.patientCtl("put", "/registry/namespaces/kube-system", "ns");
        kubelet.ctl("snapshot", "save", snapshot.toString());
        kubelet.ctl("put", LATE, "of after the snapshot");
        RestorePlan plan = StagedCluster.plan(snapshot, program(), List.of(node));
        HostRoot root = new HostRoot(host);
        PlanOnNode.keep(root, "cp1", PlanCodec.encode(plan));
        try (PlanOnNode restore = PlanOnNode.open(root, "cp1", StagedCluster.ID)) {
            StageRestore.Result result = StageRestore.run(
                    restore,
                    StagedCluster.tool(program()),
                    out -> Files.copy(snapshot, out),
                    Progress.NONE,
                    new Cancellation());
            SaveRestore.run(restore, "registry.example.com/etcdbr:1");
            return result.staged();
        }
    }

    private void runOnNewData(StandInKubelet kubelet, Staged staged) throws Exception {
        moveOut("etcd");
        kubelet.awaitGone();
        swap(Come.DONE, staged);
        Files.move(out("etcd"), pods.resolve("etcd.yaml"));
        assertThat(kubelet.patientCtl("get", LATE)).as("the new data").isEmpty();
    }

    private void swap(Come come, Staged staged) throws IOException {
        SwapFolders folders = new SwapFolders(data, StagedCluster.ID);
        switch (come) {
            case NOT_BEGUN -> {}
            case HALF -> {
                Files.createDirectory(folders.oldFolder());
                Renames.move(data.resolve("member"), folders.oldFolder().resolve("member"));
            }
            case EXCHANGED ->
                assertThat(Renames.exchange(
                                data.resolve("member"), folders.newFolder().resolve("member")))
                        .isTrue();
            case DONE, RUNS_ON_NEW_DATA ->
                new MemberSwap(folders, staged.oldMember(), staged.newMember(), _ -> {}).forward();
        }
    }

    private Path restoreFolder() {
        return host.resolve("etc/kubernetes/etcdbr").resolve(StagedCluster.ID.value());
    }

    private Path out(String program) {
        return restoreFolder().resolve("out").resolve(program + ".yaml");
    }

    private void moveOut(String... programs) throws IOException {
        for (String program : programs) {
            Files.move(pods.resolve(program + ".yaml"), out(program));
        }
    }

    private void journal(State state) throws IOException {
        int lines = Files.readAllLines(restoreFolder().resolve("journal.jsonl")).size();
        JournalLine line = new JournalLine(lines + 1, "boot", 1, Instant.EPOCH, new Entry.Reached(state));
        Files.write(restoreFolder().resolve("journal.jsonl"), JournalCodec.encode(line), StandardOpenOption.APPEND);
    }

    private static String clusterId(StandInKubelet kubelet) throws Exception {
        String status = kubelet.patientCtl("endpoint", "status", "-w", "json");
        return status.replaceFirst("(?s).*\"cluster_id\":([0-9]+).*", "$1");
    }

    private record Run(int code, String output) {}

    /** With the machine's programs below the node's root, in a mount namespace that goes with it. */
    private Run recover(String... arguments) throws Exception {
        String script = """
                set -e
                for folder in usr proc dev; do mkdir -p "$1/$folder"; mount --rbind "/$folder" "$1/$folder"; done
                [ ! -e "$1/locks" ] || mount --bind "$1/locks" "$1/proc/locks"
                for link in bin sbin lib lib64; do [ -e "$1/$link" ] || ln -s "usr/$link" "$1/$link"; done
                exec chroot "$@"
                """;
        List<String> line = new ArrayList<>(List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                script,
                "sh",
                host.toString(),
                "/etc/kubernetes/etcdbr/" + StagedCluster.ID + "/RECOVER.sh"));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().merge("PATH", "/first", (path, first) -> first + ":" + path);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }
}
