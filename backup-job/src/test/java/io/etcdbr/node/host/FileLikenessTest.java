package io.etcdbr.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLikenessTest {
    @TempDir
    Path folder;

    @Test
    void aFileWithoutALabelGivesNone() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path other = Files.createFile(folder.resolve("other"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        FileLikeness.of(file).give(other);

        assertThat(FileLikeness.of(other)).isEqualTo(FileLikeness.of(file));
        assertThat(FileLikeness.of(other).mode()).isEqualTo(0640);
    }

    @Test
    void aLabelIsReadAsItWasSetAndGivenToOthers() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path other = Files.createDirectory(folder.resolve("other"));
        Labels.give(file);

        FileLikeness.of(file).give(other);

        assertThat(SecurityLabel.of(file)).contains(Labels.LABEL);
        assertThat(SecurityLabel.of(other)).contains(Labels.LABEL);
    }
}
