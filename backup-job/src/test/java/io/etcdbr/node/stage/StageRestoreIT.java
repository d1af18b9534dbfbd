package io.etcdbr.node.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.node.datadir.MemberSwap;
import io.etcdbr.node.datadir.SwapFolders;
import io.etcdbr.node.datadir.WalOwner;
import io.etcdbr.node.datadir.WalSwap;
import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.Labels;
import io.etcdbr.node.host.Renames;
import io.etcdbr.node.tool.EtcdVersion;
import io.etcdbr.node.tool.NodeProgram;
import io.etcdbr.node.tool.RestoreTool;
import io.etcdbr.progress.Progress;
import io.etcdbr.restore.Staged;
import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.Programs;
import io.etcdbr.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With real members and their own tools. */
@Timeout(600)
class StageRestoreIT {
    @TempDir
    Path folder;

    static List<EtcdProgram> programs() {
        List<EtcdProgram> programs = EtcdProgram.all().stream()
                .filter(program -> program.has("etcdutl") || program.has("etcdctl"))
                .filter(program ->
                        EtcdVersion.in(program.version()).orElseThrow().bumpsRevisions())
                .toList();
        assumeFalse(
                programs.isEmpty(),
                "no etcd with a restore tool that raises revisions (3.4.27, 3.5.10): name folders in "
                        + EtcdProgram.FOLDERS);
        return programs;
    }

    private static EtcdProgram any() {
        return programs().getFirst();
    }

    @BeforeEach
    void onlyRoot() {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root gives files to others");
    }

    @ParameterizedTest
    @MethodSource("programs")
    void allNodesGetTheSameDataWhichItsServerStartsWithUnderThePlannedIds(EtcdProgram program) throws Exception {
        try (StagedCluster cluster = StagedCluster.start(program, 3, folder, false)) {
            Programs.run(
                    "chown",
                    "-R",
                    "1234:1235",
                    cluster.dataDir(1).resolve("member").toString());
            TreeSet<String> hashes = new TreeSet<>();
            for (int i = 0; i < 3; i++) {
                try (PlanOnNode restore = cluster.open(i)) {
                    hashes.add(stage(cluster, restore).staged().hash());
                }
                forget(cluster);
            }

            assertThat(hashes).hasSize(1);
            Path member = cluster.own(1).resolve("new/member");
            assertThat(Programs.run(
                            "stat", "-c", "%u:%g %a", member.resolve("snap/db").toString()))
                    .isEqualTo("1234:1235 600\n");
            assertThat(Programs.run(
                            "stat", "-c", "%u:%g %a", member.resolve("wal").toString()))
                    .startsWith("1234:1235 7");
            assertThat(WalOwner.of(member.resolve("wal")).cluster())
                    .isEqualTo(cluster.plan.etcd().newClusterId());
            assertThat(names(cluster.own(1))).containsExactly("new");
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aSeparateWalDirectoryIsFilledBesideTheOldWal(EtcdProgram program) throws Exception {
        try (StagedCluster cluster = StagedCluster.start(program, 1, folder, true);
                PlanOnNode restore = cluster.open(0)) {
            StageRestore.Result result = stage(cluster, restore);

            Path wal = cluster.root
                    .path()
                    .resolve("wal0/.etcdbr")
                    .resolve(StagedCluster.ID.value())
                    .resolve("new");
            assertThat(result.staged().newWal().keySet()).isEqualTo(new TreeSet<>(names(wal)));
            assertThat(names(wal)).contains("0000000000000000-0000000000000000.wal");
            assertThat(cluster.own(0).resolve("new/member/wal")).doesNotExist();
        }
    }

    /** On a node that enforces them etcd could not open data with others. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void labelsOfSELinuxAreThoseOfTheOldDataAndStayThroughTheExchangeAndBack(boolean walApart) throws Exception {
        try (StagedCluster cluster = StagedCluster.start(any(), 1, folder, walApart);
                PlanOnNode restore = cluster.open(0)) {
            Path member = cluster.dataDir(0).resolve("member");
            Path wal = cluster.root.path().resolve("wal0");
            String first = "0000000000000000-0000000000000000.wal";
            if (walApart) {
                Files.move(member.resolve("wal").resolve(first), wal.resolve(first));
                Labels.give(wal);
            }
            Labels.give(member);
            OptionalLong oldWal = FileId.inodeOf(wal.resolve(first));

            Staged staged = stage(cluster, restore).staged();

            assertThat(Labels.of(cluster.own(0).resolve("new/member"))).containsExactly(Labels.LABEL);
            MemberSwap data = new MemberSwap(
                    new SwapFolders(cluster.dataDir(0), StagedCluster.ID),
                    staged.oldMember(),
                    staged.newMember(),
                    _ -> {});
            WalSwap wals = new WalSwap(new SwapFolders(wal, StagedCluster.ID), staged.newWal(), _ -> {});
            data.forward();
            if (walApart) {
                wals.forward();
                assertThat(FileId.inodeOf(wal.resolve(first)).getAsLong())
                        .isEqualTo(staged.newWal().get(first));
                assertThat(Labels.of(wal.resolve(first))).containsExactly(Labels.LABEL);
            }
            assertThat(FileId.inodeOf(member)).hasValue(staged.newMember());
            assertThat(Labels.of(member)).containsExactly(Labels.LABEL);
            assertThat(Labels.of(cluster.own(0).resolve("old/member"))).containsExactly(Labels.LABEL);

            if (walApart) {
                wals.back();
                assertThat(FileId.inodeOf(wal.resolve(first))).isEqualTo(oldWal);
                assertThat(Labels.of(wal.resolve(first))).containsExactly(Labels.LABEL);
            }
            data.back();
            assertThat(FileId.inodeOf(member)).hasValue(staged.oldMember());
            assertThat(Labels.of(member)).containsExactly(Labels.LABEL);
        }
    }

    @Test
    void stagingAgainTakesWhatIsThereAndStagingAnewReplacesWhatIsNotWhole() throws Exception {
        try (StagedCluster cluster = StagedCluster.start(any(), 1, folder, false);
                PlanOnNode restore = cluster.open(0)) {
            StageRestore.Result first = stage(cluster, restore);
            StageRestore.Result second = stage(cluster, restore);
            Files.move(cluster.own(0).resolve("new/member"), cluster.own(0).resolve("new/elsewhere"));
            StageRestore.Result third = stage(cluster, restore);

            assertThat(second).isEqualTo(new StageRestore.Result(first.staged(), Set.of(), true));
            assertThat(third.already()).isFalse();
            assertThat(third.staged().hash()).isEqualTo(first.staged().hash());
            assertThat(names(cluster.own(0).resolve("new"))).containsExactly("member");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOldDataIsNotStagedOverWhereTheJournalGotLostInTheMiddleOfTheExchange(boolean recorded) throws Exception {
        try (StagedCluster cluster = StagedCluster.start(any(), 1, folder, false);
                PlanOnNode restore = cluster.open(0)) {
            stage(cluster, restore);
            Path member = cluster.dataDir(0).resolve("member");
            Path staged = cluster.own(0).resolve("new/member");
            Renames.exchange(member, staged);
            long old = FileId.inodeOf(staged).orElseThrow();
            if (!recorded) {
                forget(cluster);
            }

            assertThatThrownBy(() -> stage(cluster, restore))
                    .hasMessageContaining("may have gone further on this node than staging");
            assertThat(FileId.inodeOf(staged)).hasValue(old);
            assertThat(staged.resolve("snap/db")).exists();
        }
    }

    @Test
    void whatATryLeftThatWasKilledIsRemovedByTheNext() throws Exception {
        try (StagedCluster cluster = StagedCluster.start(any(), 1, folder, false);
                PlanOnNode restore = cluster.open(0)) {
            Files.createDirectories(
                    cluster.own(0), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectories(cluster.own(0).resolve("attempt-7/member/snap"));
            Files.writeString(cluster.own(0).resolve("attempt-7/member/snap/db"), "half");
            Files.createDirectories(cluster.own(0).resolve("in"));
            Files.writeString(cluster.own(0).resolve("in/snapshot.db.part"), "half");
            Files.createDirectories(cluster.own(0).resolve("new/member"));

            stage(cluster, restore);

            assertThat(names(cluster.own(0))).containsExactly("new");
            assertThat(names(cluster.own(0).resolve("new/member"))).containsExactly("snap", "wal");
        }
    }

    @Test
    void spoiledSnapshotsAreRefusedAndNothingIsLeft() throws Exception {
        try (StagedCluster cluster = StagedCluster.start(any(), 1, folder, false);
                PlanOnNode restore = cluster.open(0)) {
            byte[] whole = Files.readAllBytes(cluster.snapshot);
            byte[] flipped = whole.clone();
            flipped[flipped.length / 2] ^= 4;
            byte[] withoutTrailer = Arrays.copyOf(whole, whole.length - 32);

            for (byte[] spoiled : List.of(flipped, withoutTrailer, Arrays.copyOf(whole, whole.length + 1))) {
                assertThatThrownBy(() -> stage(cluster, restore, out -> out.write(spoiled)))
                        .isInstanceOfSatisfying(
                                EtcdbrException.class,
                                e -> assertThat(e.failure().code()).isEqualTo(ExitCode.DAMAGED));
                assertThat(cluster.dataDir(0).resolve(".etcdbr")).doesNotExist();
            }
        }
    }

    /** Etcd would find out at its next file only, when it serves. */
    @Test
    void aDiskOfTheWalWithoutRoomForItsFirstTwoFilesIsRefused() throws Exception {
        try (StagedCluster cluster = StagedCluster.start(any(), 1, folder, true);
                PlanOnNode restore = cluster.open(0)) {
            Path wal = cluster.root.path().resolve("wal0");
            try (SmallDisk _ = SmallDisk.mount(wal, "size=255m")) {
                assertThatThrownBy(() -> stage(cluster, restore)).isInstanceOfSatisfying(EtcdbrException.class, e -> {
                    assertThat(e.failure().code()).isEqualTo(ExitCode.NO_SPACE);
                    assertThat(e.failure().problem()).contains("the disk of " + wal + " has ");
                    assertThat(e.failure().remedy()).contains("the disk of etcd's WAL directory");
                });
                assertThat(wal.resolve(".etcdbr")).doesNotExist();
                assertThat(cluster.dataDir(0).resolve(".etcdbr")).doesNotExist();
            }
            try (SmallDisk _ = SmallDisk.mount(wal, "size=257m")) {
                assertThat(stage(cluster, restore).already()).isFalse();
            }
        }
    }

    @Test
    void aWalOnADiskOfItsOwnIsNotCountedOnThatOfTheData() throws Exception {
        try (StagedCluster cluster = StagedCluster.start(any(), 1, folder, true)) {
            try (SmallDisk disk = SmallDisk.mount(cluster.dataDir(0), "size=400m")) {
                Files.createDirectories(disk.path().resolve("member/snap"));
                Files.copy(
                        cluster.etcd.dataDir(0).resolve("member/snap/db"),
                        disk.path().resolve("member/snap/db"));
                long taken = disk.path().toFile().getUsableSpace() - 2 * Files.size(cluster.snapshot) - (200L << 20);
                Programs.run(
                        "fallocate",
                        "-l",
                        Long.toString(taken),
                        disk.path().resolve("other").toString());
                try (PlanOnNode restore = cluster.open(0)) {
                    assertThat(stage(cluster, restore).already()).isFalse();
                }
            }
        }
    }

    @Test
    void aFullDiskLeavesNothing() throws Exception {
        try (StagedCluster cluster = StagedCluster.start(any(), 1, folder, false)) {
            Path member = cluster.dataDir(0).resolve("member");
            try (SmallDisk disk = SmallDisk.mount(cluster.dataDir(0), "size=330m")) {
                Programs.run(
                        "cp",
                        "-a",
                        cluster.etcd.dataDir(0).resolve("member").toString(),
                        disk.path().toString());
                try (PlanOnNode restore = cluster.open(0)) {
                    // Room enough when looked at, taken while the snapshot comes.
                    assertThatThrownBy(() -> stage(cluster, restore, out -> {
                                Programs.run(
                                        "fallocate",
                                        "-l",
                                        free(disk.path()),
                                        disk.path().resolve("other").toString());
                                Files.copy(cluster.snapshot, out);
                            }))
                            .isInstanceOfSatisfying(EtcdbrException.class, e -> {
                                assertThat(e.failure().code()).isEqualTo(ExitCode.NO_SPACE);
                            });
                    assertThat(disk.path().resolve(".etcdbr")).doesNotExist();
                    // Room for the snapshot, but not for what the tool makes of it.
                    assertThatThrownBy(() -> stage(cluster, restore, out -> {
                                Files.delete(disk.path().resolve("other"));
                                Files.copy(cluster.snapshot, out);
                                out.flush();
                                Programs.run(
                                        "fallocate",
                                        "-l",
                                        free(disk.path()),
                                        disk.path().resolve("other").toString());
                            }))
                            .isInstanceOf(EtcdbrException.class);
                    assertThat(disk.path().resolve(".etcdbr")).doesNotExist();
                }
            }
            assertThat(member).exists();
        }
    }

    @Test
    void linksAreNotFollowedAndForeignFoldersNotUsed() throws Exception {
        try (StagedCluster cluster = StagedCluster.start(any(), 1, folder, false);
                PlanOnNode restore = cluster.open(0)) {
            Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
            Path ours = cluster.dataDir(0).resolve(".etcdbr");
            Files.createSymbolicLink(ours, elsewhere);
            assertThatThrownBy(() -> stage(cluster, restore)).hasMessageContaining("a link or a file is there");
            assertThat(elsewhere).isEmptyDirectory();

            Files.delete(ours);
            Files.createDirectory(ours);
            Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertThatThrownBy(() -> stage(cluster, restore)).hasMessageContaining("others than user 0 may change it");
        }
    }

    @Test
    void aToolThatIsKilledIsAFailureAndTheNextTryWorks() throws Exception {
        try (StagedCluster cluster = StagedCluster.start(any(), 1, folder, false);
                PlanOnNode restore = cluster.open(0)) {
            Path fake = Files.writeString(
                    folder.resolve("tool"), "#!/bin/sh\nmkdir -p \"${10#--data-dir=}/member/snap\"; kill -9 $$\n");
            Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwx------"));
            RestoreTool real = cluster.tool();
            RestoreTool killed =
                    new RestoreTool(new NodeProgram(fake, List.of("/bin/sh", fake.toString())), false, real.version());

            assertThatThrownBy(() -> stage(cluster, restore, killed)).hasMessageContaining("ended with 137");
            assertThat(cluster.dataDir(0).resolve(".etcdbr")).doesNotExist();
            assertThat(stage(cluster, restore).already()).isFalse();
        }
    }

    @Test
    void anEtcdWithoutALeaderStopsTheWork() throws Exception {
        try (StagedCluster cluster = StagedCluster.start(any(), 1, folder, false);
                PlanOnNode restore = cluster.open(0);
                EtcdWatch watch = new EtcdWatch(OptionalLong::empty, Duration.ofMillis(20), Duration.ofMillis(300))) {
            while (!watch.isTroubled()) {
                Thread.sleep(5);
            }
            assertThatThrownBy(() -> new StageRestore(
                                    restore, cluster.tool(), source(cluster), watch, Progress.NONE, new Cancellation())
                            .run())
                    .hasMessageContaining("staging was stopped because etcd has no leader");
            assertThat(cluster.dataDir(0).resolve(".etcdbr")).doesNotExist();
        }
    }

    private static StageRestore.Source source(StagedCluster cluster) {
        return out -> Files.copy(cluster.snapshot, out);
    }

    private static StageRestore.Result stage(StagedCluster cluster, PlanOnNode restore) {
        return stage(cluster, restore, cluster.tool());
    }

    private static StageRestore.Result stage(StagedCluster cluster, PlanOnNode restore, RestoreTool tool) {
        return StageRestore.run(restore, tool, source(cluster), Progress.NONE, new Cancellation());
    }

    private static StageRestore.Result stage(StagedCluster cluster, PlanOnNode restore, StageRestore.Source source) {
        return StageRestore.run(restore, cluster.tool(), source, Progress.NONE, new Cancellation());
    }

    private static String free(Path disk) {
        return Long.toString(disk.toFile().getUsableSpace());
    }

    /** The nodes of the test share a folder. */
    private static void forget(StagedCluster cluster) throws IOException {
        Files.delete(cluster.root
                .path()
                .resolve("etc/kubernetes/etcdbr")
                .resolve(StagedCluster.ID.value())
                .resolve("staged.jsonl"));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
