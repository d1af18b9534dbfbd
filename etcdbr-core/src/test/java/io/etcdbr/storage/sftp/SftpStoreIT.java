package io.etcdbr.storage.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.storage.HiddenName;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.WriteOptions;
import io.etcdbr.testing.AppendOnlyFolder;
import io.etcdbr.testing.SshServer;
import io.etcdbr.testing.StoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SftpStoreIT extends StoreContract {
    private static final ObjectKey KEY = new ObjectKey("prod/epoch/x");

    @TempDir
    private static Path serverDirectory;

    private static SshServer server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startServer() throws IOException {
        server = SshServer.start(serverDirectory.resolve("sshd"));
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected Store open() throws StoreException {
        return open(server.location(directory));
    }

    private static Store open(String location) throws StoreException {
        return new SftpStoreProvider().open(StoreLocation.parse(location).withOptions(SshServer.PATIENT));
    }

    @Test
    void onlyTheOwnerMayReadWhatIsStored() throws IOException {
        write(KEY, "x");
        assertThat(mode("prod")).isEqualTo("rwx------");
        assertThat(mode("prod/epoch/x")).isEqualTo("rw-------");
    }

    @Test
    void aMissingDirectoryIsNotCreatedUnlessThatIsAskedFor() throws IOException {
        String missing = server.location(directory.resolve("share/etcd"));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> open(missing))
                .returns(Reason.REFUSED, StoreException::reason)
                .withMessageContaining("does not exist on")
                .satisfies(e -> assertThat(e.failure().remedy()).contains("create=true"));
        assertThat(directory.resolve("share")).doesNotExist();
        open(missing + "&create=true").close();
        assertThat(mode("share/etcd")).isEqualTo("rwx------");
    }

    @Test
    void aFileIsNoStore() throws IOException {
        Files.createFile(directory.resolve("file"));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> open(server.location(directory.resolve("file"))))
                .returns(Reason.REFUSED, StoreException::reason)
                .withMessageContaining("is not a directory");
    }

    @Test
    void aShareThatIsGoneIsNotAnEmptyStore() throws IOException {
        write(KEY, "x");
        Files.move(directory, directory.resolveSibling("gone"));
        try {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> list("prod"))
                    .returns(Reason.UNAVAILABLE, StoreException::reason)
                    .withMessageContaining("is gone");
            assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.stat(KEY));
            assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.create(KEY, WriteOptions.PLAIN));
            assertThat(directory).doesNotExist();
        } finally {
            Files.move(directory.resolveSibling("gone"), directory);
        }
    }

    @Test
    void whatIsNoObjectIsPassedOver() throws IOException {
        write(KEY, "x");
        Files.writeString(directory.resolve("prod/epoch/with space"), "");
        Files.writeString(directory.resolve("prod/epoch/.hidden"), "");
        Files.createDirectories(directory.resolve("prod/.snapshot/epoch"));
        Files.writeString(directory.resolve("prod/.snapshot/epoch/x"), "");
        Files.createSymbolicLink(directory.resolve("prod/latest"), directory.resolve("prod/epoch"));
        assertThat(keys(listAll())).containsExactly(KEY.value());
        ObjectKey folder = new ObjectKey("prod/epoch");
        assertThat(store.stat(folder)).isEmpty();
        store.delete(folder);
        assertThat(keys(listAll())).containsExactly(KEY.value());
    }

    @Test
    void whereNothingMayBeRemovedObjectsAreStoredAllTheSame() throws Exception {
        write(KEY, "x");
        ObjectKey next = new ObjectKey("prod/epoch/y");
        try (AppendOnlyFolder _ = AppendOnlyFolder.of(directory.resolve("prod/epoch"))) {
            write(next, "y");
            assertThat(keys(listAll())).containsExactlyInAnyOrder(KEY.value(), next.value());
        }
    }

    @Test
    void anAbortedWriterLeavesNoFileAtAll() throws IOException {
        ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
        writer.write(new byte[1_000_000], 0, 1_000_000);
        assertThat(files()).hasSize(1);
        writer.abort();
        assertThat(files()).isEmpty();
    }

    @Test
    void anUnfinishedFileOfAKilledProcessIsRemovedOnceItIsOld() throws IOException {
        write(KEY, "x");
        Path left = directory.resolve("prod/epoch").resolve(HiddenName.unfinished());
        Path foreign = directory.resolve("prod/epoch/.nfs000001");
        for (Path path : List.of(left, foreign)) {
            Files.writeString(path, "half");
            Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        }
        assertThat(removeLeftovers("prod", Instant.now().minus(Duration.ofHours(3))))
                .isEmpty();
        assertThat(removeLeftovers("prod", Instant.now().minus(Duration.ofHours(1))))
                .hasSize(1);
        assertThat(left).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    void aServerThatRestartsIsFoundAgain() throws IOException {
        write(KEY, "x");
        server.stop();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.stat(KEY))
                .returns(Reason.UNAVAILABLE, StoreException::reason);
        server.start();
        assertThat(store.stat(KEY)).isPresent();
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(path)));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
