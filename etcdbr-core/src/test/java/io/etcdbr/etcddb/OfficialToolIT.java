package io.etcdbr.etcddb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.etcdbr.bbolt.MappedFile;
import io.etcdbr.testing.EtcdCluster;
import io.etcdbr.testing.EtcdProgram;
import io.etcdbr.testing.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Spoiled databases given to etcdbr and to the official tools: what a tool refuses, etcdbr must not call sound, and what etcdbr
 * calls sound must have the tool's status. etcdbr may be the stricter one. What live etcds give must be sound with the status of all
 * tools.
 */
class OfficialToolIT {
    private static final int PAGE = 4096;

    @TempDir
    private Path directory;

    @Test
    void whatTheOfficialToolRefusesIsNeverSoundAndWhatIsSoundHasItsStatus() throws IOException, InterruptedException {
        List<Path> tools = tools();
        assumeTrue(
                !tools.isEmpty(),
                "no etcdutl or etcdctl: apt-get install etcd-client, or name folders in ETCDBR_TEST_ETCD");
        Path file = directory.resolve("db");
        List<String> disagreements = new ArrayList<>();
        int sound = 0;
        int refused = 0;
        for (GoldenSnapshot golden : GoldenSnapshot.online().toList()) {
            for (int seed = 0; seed < 8; seed++) {
                String what =
                        spoil(golden, new Random(seed * 31L + golden.name().hashCode()), file);
                SnapshotReport report;
                try (MappedFile mapped = MappedFile.open(file)) {
                    report = SnapshotCheck.run(mapped, Watch.NONE);
                }
                sound += report.sound() ? 1 : 0;
                for (Path tool : tools) {
                    Optional<String> line = status(tool, file);
                    refused += line.isEmpty() ? 1 : 0;
                    if (report.sound()) {
                        SnapshotStatus status = report.status().orElseThrow();
                        if (!line.equals(Optional.of(status.line()))
                                && !line.equals(Optional.of(status.lineBefore36()))) {
                            disagreements.add(golden + " with " + what + ": sound with " + status.line() + ", but "
                                    + tool + " says " + line);
                        }
                    }
                }
            }
        }
        assertThat(disagreements).isEmpty();
        assertThat(sound).as("files found sound, so that the test could fail").isPositive();
        assertThat(refused).as("refusals, so that the test could fail").isPositive();
    }

    static List<EtcdProgram> versions() {
        return EtcdProgram.all();
    }

    /** Snapshots and files of every version at hand, each given to the tools of every version at hand. */
    @ParameterizedTest
    @MethodSource("versions")
    void whatALiveEtcdGivesHasTheStatusThatEveryOfficialToolPrints(EtcdProgram program)
            throws IOException, InterruptedException {
        Random random = new Random(11);
        List<Path> files = new ArrayList<>();
        try (EtcdCluster etcd = EtcdCluster.start(program, 1, Optional.empty())) {
            for (int round = 0; round < 6; round++) {
                churn(etcd, random);
                if (round == 2 || round == 4) {
                    etcd.ctl("compact", "--physical", Integer.toString(round * 3));
                }
                if (round == 3) {
                    etcd.ctl("lease", "grant", "600");
                    etcd.ctl("user", "add", "somebody:secret");
                }
                if (round == 4) {
                    etcd.ctl("defrag");
                }
                Path snapshot = directory.resolve("live-" + round + ".db");
                etcd.ctl("snapshot", "save", snapshot.toString());
                files.add(snapshot);
            }
            etcd.kill(0);
            files.add(Files.copy(etcd.database(0), directory.resolve("stopped.db")));
        }
        List<Path> tools = tools();
        assertThat(tools).isNotEmpty();
        for (Path file : files) {
            SnapshotReport report;
            try (MappedFile mapped = MappedFile.open(file)) {
                report = SnapshotCheck.run(mapped, Watch.NONE);
            }
            assertThat(report.findings()).as(program + ", " + file).isEmpty();
            SnapshotStatus status = report.status().orElseThrow();
            assertThat(status.revision()).isPositive();
            for (Path tool : tools) {
                assertThat(status(tool, file).orElse("nothing"))
                        .as(tool + " of " + file)
                        .isIn(status.line(), status.lineBefore36());
            }
        }
    }

    private static void churn(EtcdCluster etcd, Random random) throws IOException {
        for (int transaction = 0; transaction < 4; transaction++) {
            StringBuilder operations = new StringBuilder();
            for (int key = 0; key < 60; key++) {
                if (random.nextInt(3) == 0) {
                    String name = "/registry/pods/ns/pod-" + key;
                    int size = random.nextInt(8) == 0 ? random.nextInt(30_000) : 1 + random.nextInt(400);
                    operations.append(
                            random.nextInt(4) == 0
                                    ? "del " + name + "\n"
                                    : "put " + name + " "
                                            + Character.toString('a' + random.nextInt(26))
                                                    .repeat(size) + "\n");
                }
            }
            etcd.ctlWith(("\n" + operations + "\n\n").getBytes(StandardCharsets.UTF_8), "txn");
        }
    }

    /** Changes one byte of the database, mostly where the structure is; takes off the digest, which would tell. */
    private static String spoil(GoldenSnapshot golden, Random random, Path file) throws IOException {
        byte[] bytes = Arrays.copyOf(golden.file(), golden.file().length - 32);
        int page = 2 + random.nextInt(bytes.length / PAGE - 2);
        int inPage = random.nextInt(3) == 0 ? random.nextInt(PAGE) : random.nextInt(160);
        if (inPage >= 13 && inPage < 16) {
            // Large overflow counts make the official tools fill all memory.
            inPage = 8;
        }
        int offset = page * PAGE + inPage;
        byte value = (byte) random.nextInt(256);
        String what = "byte %d of page %d changed from %d to %d".formatted(inPage, page, bytes[offset], value);
        bytes[offset] = value;
        Files.write(file, bytes);
        return what;
    }

    /** Folders named for it, else what the machine has. */
    private static List<Path> tools() {
        return Stream.concat(
                        Stream.of(System.getenv()
                                        .getOrDefault("ETCDBR_TEST_ETCD", "")
                                        .split(":"))
                                .filter(folder -> !folder.isEmpty())
                                .map(folder -> Path.of(folder, "etcdutl"))
                                .filter(Files::isExecutable),
                        Stream.of("etcdutl", "etcdctl").map(Programs::find).flatMap(Optional::stream))
                .toList();
    }

    /**
     * What the tool prints; empty if it refuses, crashes or does not end. Its memory is limited, because it may, and so is its time on the
     * processor, which a machine that is busy for others does not use up.
     */
    private static Optional<String> status(Path tool, Path file) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -v 4000000; ulimit -t 20; exec \"$0\" snapshot status \"$1\"",
                tool.toString(),
                file.toString());
        command.environment().put("ETCDCTL_API", "3");
        Process process = command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return ended && process.exitValue() == 0 ? Optional.of(output.replace("\n", "")) : Optional.empty();
    }
}
