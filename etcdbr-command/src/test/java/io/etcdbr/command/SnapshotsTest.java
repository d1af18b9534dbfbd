package io.etcdbr.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.config.Settings;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.format.Tool;
import io.etcdbr.pipeline.AgeIdentities;
import io.etcdbr.progress.Progress;
import io.etcdbr.snapshot.Access;
import io.etcdbr.snapshot.SnapshotSource;
import io.etcdbr.testing.EtcdFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = new EtcdFile().put("/registry/a", "1").write(folder.resolve("snapshot.db"));
    }

    /** The JVM makes an error of the signal by which the system tells that a mapped page cannot be had. */
    @Test
    void aFileThatIsShortenedWhileItIsReadIsRefused() {
        Failure failure = failure(_ -> {
            Files.write(file, new byte[0]);
            throw new InternalError("a fault occurred in an unsafe memory access operation");
        });

        assertThat(failure.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(failure.problem())
                .isEqualTo("file " + file + " was written to while it was read, so nothing that was read of it counts");
    }

    @Test
    void aDiskThatFailsToReadIsNoDefectOfTheProgram() {
        Failure failure = failure(_ -> {
            throw new InternalError("a fault occurred in an unsafe memory access operation");
        });

        assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
        assertThat(failure.sentence())
                .isEqualTo("file " + file
                        + " cannot be read: its disk failed to read a part of it, or somebody shortened it"
                        + " meanwhile. Check its permissions and its disk.");
    }

    private Failure failure(Snapshots.Work<Void> work) {
        Snapshots snapshots = new Snapshots(List.of(), folder, AgeIdentities.none());
        AtomicReference<Failure> failure = new AtomicReference<>();
        assertThatExceptionOfType(EtcdbrException.class)
                .isThrownBy(() -> snapshots.read(new SnapshotSource.File(file), Access.SCAN, call(), work))
                .satisfies(e -> failure.set(e.failure()));
        return failure.get();
    }

    private static Invocation call() {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new Invocation(
                new Program("test", new Tool("test", "1"), "Tests.", List.of(), List.of()),
                Map.of(),
                Settings.merge(Map.of(), Map.of(), Map.of(), List.of()),
                List.of(),
                new ByteArrayInputStream(new byte[0]),
                out,
                out,
                new Invocation.Terminal(0, false),
                Progress.NONE,
                new Cancellation(),
                Clock.systemUTC());
    }
}
