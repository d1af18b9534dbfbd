package io.etcdbr.node.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenamesTest {
    @TempDir
    Path folder;

    @Test
    void aMoveNeverReplaces() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "one");
        Path other = Files.writeString(folder.resolve("other"), "other");

        assertThatThrownBy(() -> Renames.move(one, other)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(other).hasContent("other");
        assertThat(one).hasContent("one");
    }

    @Test
    void aMoveKeepsTheInode() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "one");
        FileId id = FileId.find(one).orElseThrow();

        Renames.move(one, folder.resolve("two"));

        assertThat(FileId.find(folder.resolve("two"))).contains(id);
        assertThat(one).doesNotExist();
    }

    @Test
    void whatIsNotThereIsNotMoved() {
        assertThatThrownBy(() -> Renames.move(folder.resolve("none"), folder.resolve("two")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void anExchangeLetsTwoFoldersChangeNamesInOneStep() throws IOException {
        Path one = Files.createDirectory(folder.resolve("one"));
        Path other = Files.createDirectory(folder.resolve("other"));
        FileId id = FileId.find(one).orElseThrow();

        assumeTrue(Renames.exchange(one, other), "the file system of " + folder + " cannot exchange names");

        assertThat(FileId.find(other)).contains(id);
    }

    @Test
    void anotherFileSystemIsSaidAndNothingIsCopied() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(
                Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(folder)),
                "there is no second file system at /dev/shm");
        Path one = Files.writeString(folder.resolve("one"), "one");
        Path there = memory.resolve("etcdbr-renames-test");

        assertThatThrownBy(() -> Renames.move(one, there)).isInstanceOf(OtherFileSystemException.class);
        assertThat(there).doesNotExist();
        assertThat(one).hasContent("one");
    }
}
