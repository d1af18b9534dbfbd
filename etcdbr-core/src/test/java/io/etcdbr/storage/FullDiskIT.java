package io.etcdbr.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.storage.StoreException.Reason;
import io.etcdbr.storage.providers.StoreProviders;
import io.etcdbr.testing.SmallDisk;
import io.etcdbr.testing.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FullDiskIT {
    private static final ObjectKey KEY = new ObjectKey("prod/epoch/x");
    private static final int MIB = 1 << 20;

    @TempDir
    private static Path shared;

    private static SshServer server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startServer() throws IOException {
        server = SshServer.start(shared.resolve("sshd"));
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    private Store open(String scheme, Path path) throws StoreException {
        StoreLocation location = scheme.equals("sftp")
                ? StoreLocation.parse(server.location(path)).withOptions(SshServer.PATIENT)
                : StoreLocation.parse("file://" + path);
        return StoreProviders.all().open(location);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "sftp"})
    void aFullDiskIsNamedAndFreeAgainAfterwards(String scheme) throws IOException {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), "size=8m");
                Store store = open(scheme, disk.path())) {
            ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> {
                        byte[] bytes = new byte[MIB];
                        for (int i = 0; i < 30; i++) {
                            writer.write(bytes, 0, MIB);
                        }
                        writer.commit();
                    })
                    .returns(Reason.NO_SPACE, StoreException::reason)
                    .withMessageContaining("full")
                    .withMessageContaining("of 8,388,608 bytes left")
                    .satisfies(e -> System.out.println(e.failure().sentence()));
            assertThatExceptionOfType(StoreException.class).isThrownBy(writer::commit);
            writer.abort();
            assertThat(files(disk)).isEmpty();
            assertThat(store.stat(KEY)).isEmpty();
            try (ObjectWriter small = store.create(KEY, WriteOptions.PLAIN)) {
                small.write(new byte[MIB], 0, MIB);
                assertThat(small.commit().size()).isEqualTo(MIB);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "sftp"})
    void aDiskWithoutInodesIsFull(String scheme) throws IOException {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), "size=8m,nr_inodes=6");
                Store store = open(scheme, disk.path())) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> {
                        for (int i = 0; i < 10; i++) {
                            try (ObjectWriter writer = store.create(KEY.child("n" + i), WriteOptions.PLAIN)) {
                                writer.commit();
                            }
                        }
                    })
                    .returns(Reason.NO_SPACE, StoreException::reason)
                    .satisfies(e -> System.out.println(e.failure().sentence()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "sftp"})
    void aReadOnlyDiskIsNamed(String scheme) throws IOException {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), "size=8m")) {
            Files.writeString(disk.path().resolve("there"), "x");
            disk.remount("ro");
            try (Store store = open(scheme, disk.path())) {
                assertThat(store.stat(new ObjectKey("there"))).isPresent();
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> store.create(KEY, WriteOptions.PLAIN))
                        .returns(Reason.REFUSED, StoreException::reason)
                        .withMessageContaining("mounted read-only")
                        .satisfies(e -> System.out.println(e.failure().sentence()));
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> store.delete(new ObjectKey("there")))
                        .returns(Reason.REFUSED, StoreException::reason);
            }
        }
    }

    @Test
    void theDiskOfAFinishedObjectMayBeFull() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), "size=2m");
                Store store = open("file", disk.path());
                ObjectWriter writer = store.create(KEY, WriteOptions.PLAIN)) {
            writer.write(new byte[2 * MIB - 8192], 0, 2 * MIB - 8192);
            assertThat(writer.commit().size()).isEqualTo(2 * MIB - 8192);
        }
    }

    private static List<Path> files(SmallDisk disk) throws IOException {
        try (Stream<Path> all = Files.walk(disk.path())) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
