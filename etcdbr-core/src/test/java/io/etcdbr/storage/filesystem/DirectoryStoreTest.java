package io.etcdbr.storage.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.etcdbr.storage.HiddenName;
import io.etcdbr.storage.ObjectKey;
import io.etcdbr.storage.ObjectWriter;
import io.etcdbr.storage.Store;
import io.etcdbr.storage.StoreException;
import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.StoreLocation;
import io.etcdbr.storage.WriteOptions;
import io.etcdbr.testing.AppendOnlyFolder;
import io.etcdbr.testing.StoreContract;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends StoreContract {
    private static final ObjectKey KEY = new ObjectKey("prod/epoch/x");

    @TempDir
    private Path directory;

    @Override
    protected Store open() throws StoreException {
        return open("file://" + directory);
    }

    private static Store open(String location) throws StoreException {
        return new DirectoryStoreProvider().open(StoreLocation.parse(location));
    }

    @Test
    void onlyTheOwnerMayReadWhatIsStored() throws IOException {
        write(KEY, "x");
        assertThat(mode("prod")).isEqualTo("rwx------");
        assertThat(mode("prod/epoch")).isEqualTo("rwx------");
        assertThat(mode("prod/epoch/x")).isEqualTo("rw-------");
    }

    @Test
    void aMissingDirectoryIsNotCreatedUnlessThatIsAskedFor() throws IOException {
        String missing = "file://" + directory + "/share/etcd";
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> open(missing))
                .returns(Reason.REFUSED, StoreException::reason)
                .withMessageContaining("does not exist")
                .satisfies(
                        e -> assertThat(e.failure().remedy()).contains("Mount").contains("create=true"));
        assertThat(directory.resolve("share")).doesNotExist();
        open(missing + "?create=true").close();
        assertThat(mode("share/etcd")).isEqualTo("rwx------");
    }

    @Test
    void aLocationThatMeansNoDirectoryIsRefused() throws IOException {
        Files.createFile(directory.resolve("file"));
        for (String location : List.of(
                "file://" + directory + "/file",
                "file:///",
                "file://backup/etcd",
                "file://" + directory + "?create=yes")) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> open(location))
                    .returns(Reason.REFUSED, StoreException::reason);
        }
    }

    @Test
    void aShareThatIsGoneIsNotAnEmptyStore() throws IOException {
        write(KEY, "x");
        Files.move(directory, directory.resolveSibling("gone"));
        try {
            for (ThrowingCall call : List.<ThrowingCall>of(
                    () -> list("prod"),
                    this::listAll,
                    () -> store.stat(KEY),
                    () -> store.create(KEY, WriteOptions.PLAIN))) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(call::run)
                        .returns(Reason.UNAVAILABLE, StoreException::reason)
                        .withMessageContaining("is gone");
            }
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
        Files.createSymbolicLink(directory.resolve("prod/dangling"), directory.resolve("nowhere"));
        assertThat(keys(listAll())).containsExactly(KEY.value());
        assertThat(keys(list("prod/latest"))).containsExactly("prod/latest/x");
    }

    @Test
    void aFolderIsNoObject() throws IOException {
        write(KEY, "x");
        ObjectKey folder = new ObjectKey("prod/epoch");
        assertThat(store.stat(folder)).isEmpty();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.read(folder))
                .returns(Reason.MISSING, StoreException::reason);
        store.delete(folder);
        assertThat(directory.resolve("prod/epoch/x")).exists();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> write(KEY.child("below"), "y"))
                .returns(Reason.REFUSED, StoreException::reason);
        assertThat(store.stat(KEY.child("below"))).isEmpty();
    }

    @Test
    void aNameTooLongForFilesIsRefusedAtOnce() {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store.create(new ObjectKey("n".repeat(256)), WriteOptions.PLAIN))
                .returns(Reason.REFUSED, StoreException::reason);
    }

    @Test
    void anUnfinishedFileOfAKilledProcessIsRemovedOnceItIsOld() throws IOException {
        write(KEY, "x");
        Path left = directory.resolve("prod/epoch").resolve(HiddenName.unfinished());
        Path claim = directory.resolve("prod/epoch").resolve(HiddenName.claim("y"));
        Path foreign = directory.resolve("prod/epoch/.nfs000001");
        for (Path path : List.of(left, claim, foreign)) {
            Files.writeString(path, "half");
            Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        }
        assertThat(removeLeftovers("prod", Instant.now().minus(Duration.ofHours(3))))
                .isEmpty();
        assertThat(removeLeftovers("prod", Instant.now().minus(Duration.ofHours(1))))
                .hasSize(2);
        assertThat(left).doesNotExist();
        assertThat(claim).doesNotExist();
        assertThat(foreign).exists();
        assertThat(keys(listAll())).containsExactly(KEY.value());
    }

    @Test
    void publishingWithoutHardLinksNeverOverwritesEither() throws Exception {
        Path name = directory.resolve("x");
        List<Boolean> outcomes = parallel(8, number -> {
            Path unfinished = directory.resolve(HiddenName.unfinished());
            Files.writeString(unfinished, "writer " + number);
            return Publication.byClaim(unfinished, name);
        });
        assertThat(outcomes).containsOnlyOnce(true);
        assertThat(Files.readString(name)).isEqualTo("writer " + outcomes.indexOf(true));
        assertThat(directory.resolve(HiddenName.claim("x"))).doesNotExist();
    }

    @Test
    void aLinkWhoseAnswerWasLostIsNotTakenForAnotherWriters() throws IOException {
        Path unfinished = Files.writeString(directory.resolve(HiddenName.unfinished()), "x");
        Files.createLink(directory.resolve("x"), unfinished);
        assertThat(Publication.publish(unfinished, directory.resolve("x"))).isTrue();
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void aFileThatShrinksWhileItIsReadDoesNotLookLikeItsEnd() throws IOException {
        write(KEY, "x".repeat(1_000_000));
        try (InputStream stream = store.read(KEY)) {
            stream.readNBytes(1000);
            Files.writeString(directory.resolve(KEY.value()), "short");
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(stream::readAllBytes)
                    .returns(Reason.CORRUPT, StoreException::reason);
        }
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
        writer.write(new byte[1000], 0, 1000);
        assertThat(files()).hasSize(1);
        writer.abort();
        assertThat(files()).isEmpty();
    }

    @Test
    void aDirectoryWithoutPermissionIsNamed() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may do everything: run as another user");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> write(KEY, "x"))
                .returns(Reason.REFUSED, StoreException::reason)
                .withMessageContaining("no permission");
    }

    private interface ThrowingCall {
        void run() throws Exception;
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
