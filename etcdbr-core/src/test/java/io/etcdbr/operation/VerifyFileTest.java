package io.etcdbr.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.etcddb.GoldenSnapshot;
import io.etcdbr.format.Finding;
import io.etcdbr.format.VerificationResult;
import io.etcdbr.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyFileTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    @Test
    void aSnapshotAndAMembersDatabaseAreSound() throws IOException {
        for (String name : new String[] {"3.4.23-lived", "3.5.16-stopped", "3.6.14-restored"}) {
            GoldenSnapshot golden = GoldenSnapshot.of(name);
            VerifiedFile file = verify(golden.file());
            assertThat(file.result()).isEqualTo(VerificationResult.SOUND);
            assertThat(file.trailer()).isEqualTo(name.endsWith("lived"));
            assertThat(file.size()).isEqualTo(golden.file().length);
            assertThat(file.findings()).isEmpty();
            assertThat(file.database().orElseThrow().entries())
                    .isEqualTo(golden.saidJson("3.4.23 json").get("totalKey").getAsLong());
        }
    }

    @Test
    void anAlarmInsideIsAWarningAboutTheFile() throws IOException {
        VerifiedFile file = verify(GoldenSnapshot.of("3.6.14-alarm").file());
        assertThat(file.result()).isEqualTo(VerificationResult.SOUND);
        assertThat(file.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
            assertThat(finding.object()).isEqualTo("snapshot.db");
        });
    }

    @Test
    void aChangedByteAFileCutOffAndWhatIsNoDatabaseAreDamage() throws IOException {
        byte[] sound = GoldenSnapshot.of("3.5.16-lived").file();
        byte[] changed = sound.clone();
        changed[sound.length / 2] ^= 1;
        for (byte[] bytes : new byte[][] {changed, Arrays.copyOf(sound, 100_000), new byte[0], new byte[5000]}) {
            VerifiedFile file = verify(bytes);
            assertThat(file.result()).isEqualTo(VerificationResult.DAMAGED);
            assertThat(file.firstError()).isNotBlank();
        }
        assertThat(verify(new byte[5000]).database()).isEqualTo(Optional.empty());
    }

    @Test
    void aFileThatIsMissingOrWrittenToMeanwhileIsRefused() throws IOException {
        assertThatThrownBy(() -> verify(folder.resolve("none.db"), Progress.NONE))
                .isInstanceOfSatisfying(
                        EtcdbrException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(ExitCode.NOT_FOUND));
        assertThatThrownBy(() -> verify(folder, Progress.NONE))
                .isInstanceOfSatisfying(
                        EtcdbrException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(ExitCode.USAGE));

        Path path = Files.write(
                folder.resolve("running.db"),
                GoldenSnapshot.of("3.5.16-stopped").file());
        Files.setLastModifiedTime(path, FileTime.fromMillis(1000));
        Progress writing = (what, total) -> {
            try {
                Files.write(path, new byte[] {1}, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Progress.Task.NONE;
        };
        assertThatThrownBy(() -> verify(path, writing))
                .isInstanceOfSatisfying(
                        EtcdbrException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(ExitCode.REFUSED))
                .hasMessageContaining("was written to while it was read");
    }

    /** The system tells of it by a signal, of which the JVM makes an error. */
    @Test
    void aFileThatIsShortenedMeanwhileIsRefused() throws IOException {
        Path path = Files.write(
                folder.resolve("running.db"),
                GoldenSnapshot.of("3.5.16-stopped").file());
        Progress shortening = (what, total) -> {
            try {
                Files.write(path, new byte[0]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Progress.Task.NONE;
        };

        assertThatThrownBy(() -> verify(path, shortening))
                .isInstanceOfSatisfying(
                        EtcdbrException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(ExitCode.REFUSED))
                .hasMessageContaining("was written to while it was read");
    }

    private VerifiedFile verify(byte[] bytes) throws IOException {
        return verify(Files.write(folder.resolve("snapshot.db"), bytes), Progress.NONE);
    }

    private static VerifiedFile verify(Path file, Progress progress) {
        return new VerifyFile(CLOCK, progress, new Cancellation()).run(file);
    }
}
