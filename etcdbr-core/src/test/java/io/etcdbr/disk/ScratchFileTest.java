package io.etcdbr.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFileTest {
    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenIsReadFromAFileWithoutAName() throws IOException {
        try (ScratchFile file = new ScratchFile(folder, "the spool", "")) {
            try (OutputStream out = file.write()) {
                out.write("given up".getBytes());
            }
            file.clear();
            file.write().write("kept".getBytes());
            assertThat(folder).isEmptyDirectory();
            assertThat(file.read()).hasContent("kept");
        }
    }

    @Test
    void aStreamFromBeforeAClearWritesNothingMore() throws Exception {
        try (ScratchFile file = new ScratchFile(folder, "the spool", "")) {
            OutputStream late = file.write();
            late.write(new byte[100]);
            file.clear();
            OutputStream next = file.write();
            next.write(1);
            assertThatThrownBy(() -> late.write(9)).hasMessageContaining("thrown away");
            next.write(2);
            assertThat(file.read().readAllBytes()).containsExactly(1, 2);
        }
    }

    @Test
    void anInterruptedWriteLeavesTheFileOpen() throws Exception {
        try (ScratchFile file = new ScratchFile(folder, "the spool", "")) {
            Thread.currentThread().interrupt();
            file.write().write(new byte[] {1, 2, 3});
            assertThat(Thread.interrupted()).isTrue();
            assertThat(file.read().readAllBytes()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aFolderThatIsNotThereIsNamedWithWhatToDo() {
        Failure failure = failure(folder.resolve("none"));
        assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
        assertThat(failure.sentence())
                .contains("the spool " + folder.resolve("none") + " cannot be used: ")
                .endsWith(". Do better.");
    }

    @Test
    void aFileInPlaceOfTheFolderIsRefused() throws IOException {
        assertThat(failure(Files.writeString(folder.resolve("file"), "")).problem())
                .endsWith("cannot be used: Not a directory");
    }

    @Test
    void moreThanTheDiskHasIsRefusedBeforehand() {
        EtcdbrException refused = catchThrowableOfType(
                EtcdbrException.class, () -> FreeSpace.require(folder, Long.MAX_VALUE, "Make room"));
        assertThat(refused.failure().code()).isEqualTo(ExitCode.NO_SPACE);
        assertThat(refused).hasMessageContaining("the disk of " + folder);
        FreeSpace.require(folder, 1, "Make room");
    }

    private static Failure failure(Path folder) {
        return catchThrowableOfType(EtcdbrException.class, () -> new ScratchFile(folder, "the spool", "Do better"))
                .failure();
    }
}
