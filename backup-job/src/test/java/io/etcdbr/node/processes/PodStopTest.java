package io.etcdbr.node.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.node.host.FileId;
import io.etcdbr.node.host.Signals;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class PodStopTest {
    private static final ProcFiles PROC = new ProcFiles(Path.of("/proc"));
    private static final Escalation QUICK =
            new Escalation(Duration.ofMillis(200), Duration.ofMillis(600), Duration.ofMillis(50));

    /** Where SIGTERM suffices: also on a busy machine it comes to that before SIGKILL. */
    private static final Escalation PATIENT =
            new Escalation(Duration.ofMillis(200), Duration.ofMinutes(3), Duration.ofMillis(50));

    private static final String DEAF = "trap '' TERM; echo up; read forever";
    private static final String POLITE = "echo up; read forever";

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endAll() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void oneThatHeedsSigtermEndsByIt() throws Exception {
        Process etcd = start("etcd", POLITE);

        PodStop.Report report = new PodStop(List.of(pod("etcd")), Optional::empty, PATIENT).run(_ -> {});

        assertThat(etcd.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(report.killed()).isFalse();
        assertThat(report.processes()).singleElement().asString().contains("ended by SIGTERM of etcdbr");
    }

    @Test
    void oneThatDoesNotHeedItIsKilled() throws Exception {
        Process etcd = start("etcd", DEAF);

        PodStop.Report report = stop(Optional::empty);

        assertThat(etcd.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(report.killed()).isTrue();
    }

    @Test
    void oneThatWasStoppedIsKilled() throws Exception {
        Process etcd = start("etcd", POLITE);
        Programs.run("kill", "-STOP", "" + etcd.pid());

        assertThat(stop(Optional::empty).killed()).isTrue();
        assertThat(etcd.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void oneThatComesBackIsEndedAgain() throws Exception {
        start("etcd", DEAF);
        AtomicBoolean cameBack = new AtomicBoolean();
        Thread kubelet = Thread.ofPlatform().start(() -> {
            try {
                processes.getFirst().waitFor();
                start("etcd", DEAF);
                cameBack.set(true);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        PodStop.Report report = stop(() -> cameBack.get() ? Optional.empty() : Optional.of("kubelet starts it again"));

        kubelet.join();
        assertThat(report.processes()).hasSize(2);
        for (Process process : processes) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aStrangerOfAnotherNameOrAnotherPodLivesOn() throws Exception {
        start("etcd", POLITE);
        Process otherName = start("etcdctl", POLITE);
        Process otherPod = start("etcd", POLITE, "--name=stranger");

        stop(Optional::empty);

        assertThat(otherName.isAlive()).isTrue();
        assertThat(otherPod.isAlive()).isTrue();
    }

    @Test
    void itDoesNotEndBeforeTheProofHasNothingAgainstIt() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Process reader = reader(Files.writeString(data.resolve("db"), ""));
        AtomicBoolean ends = new AtomicBoolean();
        Thread ending = Thread.ofPlatform().start(() -> {
            try {
                Thread.sleep(700);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            ends.set(true);
            reader.destroyForcibly();
        });

        stop(new DataFiles(PROC, List.of(data), Set.of()));

        assertThat(ends).as("who has a file of etcd open").isTrue();
        ending.join();
    }

    @Test
    void whatIsInTheWayForSecondsIsToldByName() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Process reader = reader(Files.writeString(data.resolve("db"), ""));
        List<String> told = new ArrayList<>();

        new PodStop(List.of(pod("etcd")), new DataFiles(PROC, List.of(data), Set.of()), QUICK).run(why -> {
            told.add(why);
            reader.destroyForcibly();
        });

        assertThat(told)
                .isNotEmpty()
                .first()
                .asString()
                .contains("(process " + reader.pid() + ") has a file of etcd open");
    }

    @Test
    void anOpenFileIsFoundWhateverItIsCalled() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data/snap"));
        Process reader = reader(Files.writeString(data.resolve("db"), ""));
        DataFiles files = new DataFiles(PROC, List.of(folder.resolve("renamed")), Set.of());
        Files.move(folder.resolve("data"), folder.resolve("renamed"));

        assertThat(files.objection())
                .hasValueSatisfying(text -> assertThat(text).contains("has a file of etcd open"));
        reader.destroyForcibly().waitFor();
        assertThat(files.objection()).isEmpty();
    }

    @Test
    void aLockOfFlockIsSeen() throws Exception {
        String flock = Programs.require("flock", "util-linux");
        Path data = Files.createDirectories(folder.resolve("data"));
        Path db = Files.writeString(data.resolve("db"), "");
        DataFiles files = new DataFiles(PROC, List.of(data), Set.of());
        assertThat(files.quickObjection()).isEmpty();

        Process holder = new ProcessBuilder(flock, db.toString(), "sh", "-c", "echo up; read forever").start();
        processes.add(holder);
        holder.getInputStream().read();

        assertThat(files.quickObjection())
                .hasValueSatisfying(text -> assertThat(text).contains("is locked"));
        assertThat(PROC.lockedFiles()).anyMatch(lock -> lock.mayBe(find(db)));
    }

    @Test
    void aListenerOnAPortOfEtcdIsSeen() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            DataFiles files = new DataFiles(PROC, List.of(), Set.of(socket.getLocalPort()));
            assertThat(files.quickObjection()).contains("somebody listens on port " + socket.getLocalPort());
        }
    }

    @Test
    void noSignalGoesToAStrangerWithTheSameNumber() throws Exception {
        Process process = start("etcd", POLITE);
        RunningProcess found = PROC.find((int) process.pid()).orElseThrow();
        RunningProcess before =
                new RunningProcess(found.pid(), found.started() - 1, found.program(), 'S', found.arguments());

        assertThat(Signals.send(found.pid(), Signals.KILL, () -> PROC.isAlive(before)))
                .isFalse();
        assertThat(process.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(Signals.send(found.pid(), Signals.KILL, () -> PROC.isAlive(found)))
                .isTrue();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Signals.send(found.pid(), Signals.KILL, () -> PROC.isAlive(found)))
                .isFalse();
    }

    @Test
    void flagsAreReadInBothSpellings() {
        RunningProcess process = new RunningProcess(
                1, 1, "etcd", 'S', List.of("etcd", "--name=one", "-data-dir", "/var/lib/etcd", "name=x", "--last"));

        assertThat(process.flag("name")).contains("one");
        assertThat(process.flag("data-dir")).contains("/var/lib/etcd");
        assertThat(process.flag("last")).isEmpty();
        assertThat(process.flag("wal-dir")).isEmpty();
    }

    private static FileId find(Path path) {
        try {
            return FileId.find(path).orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has the file open when this returns. */
    private Process reader(Path file) throws IOException {
        Process reader = new ProcessBuilder("sh", "-c", "exec 9< " + file + "; echo up; read forever").start();
        processes.add(reader);
        reader.getInputStream().read();
        return reader;
    }

    private PodStop.Report stop(PodStop.Proof proof) throws Exception {
        return new PodStop(List.of(pod("etcd")), proof, QUICK).run(_ -> {});
    }

    private PodProcesses pod(String program) {
        return new PodProcesses(
                program,
                PROC,
                program::equals,
                process -> process.arguments().contains("--in=" + folder)
                        && process.flag("name").isEmpty());
    }

    /** A shell under another name, ready when this returns. */
    private synchronized Process start(String name, String script, String... arguments) throws IOException {
        Path program = folder.resolve(name);
        if (!Files.exists(program)) {
            Files.copy(Path.of(Programs.require("dash", "dash")), program);
        }
        List<String> line = new ArrayList<>(List.of(program.toString(), "-c", script, name, "--in=" + folder));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).start();
        process.getInputStream().read();
        processes.add(process);
        return process;
    }
}
