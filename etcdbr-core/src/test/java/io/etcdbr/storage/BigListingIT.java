package io.etcdbr.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.storage.providers.StoreProviders;
import io.etcdbr.testing.FaultProxy;
import io.etcdbr.testing.FaultProxy.Direction;
import io.etcdbr.testing.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder with 10,000 backups of three objects each, as {@code list} and pruning read it. */
class BigListingIT {
    private static final int BACKUPS = 10_000;
    private static final ObjectKey FOLDER = new ObjectKey("prod/0123456789abcdef");

    @TempDir
    private Path directory;

    @Test
    void tenThousandBackupsAreListedAtOnce() throws IOException {
        fill();
        try (SshServer server = SshServer.start(directory.resolve("sshd"));
                FaultProxy proxy = FaultProxy.to(server.port())) {
            for (StoreLocation location : List.of(
                    StoreLocation.parse("file://" + directory),
                    StoreLocation.parse(server.location(proxy, directory)).withOptions(SshServer.PATIENT))) {
                try (Store store = StoreProviders.all().open(location)) {
                    Duration cold = list(store);
                    Duration warm = list(store);
                    System.out.printf(
                            "%s: %d objects listed in %d ms, again in %d ms%n",
                            store.location().scheme(), 3 * BACKUPS, cold.toMillis(), warm.toMillis());
                }
            }
            // A question for each object would take millions, and minutes where the server is far away.
            assertThat(proxy.bytes(Direction.UP)).isBetween(10_000L, 500_000L);
        }
    }

    private void fill() throws IOException {
        Path folder = Files.createDirectories(directory.resolve(FOLDER.value()));
        for (int i = 0; i < BACKUPS; i++) {
            String id = String.format("20261120T%06dZ-r%d-%06x", i, 48_000_000 + i, i);
            Files.createFile(folder.resolve(id + ".snapshot.db.zst.age"));
            Files.createFile(folder.resolve(id + ".manifest.json"));
            Files.createFile(folder.resolve(id + ".verification-20261120T143005Z-plain-sound.json"));
        }
    }

    private static Duration list(Store store) throws StoreException {
        Set<ObjectKey> found = new HashSet<>();
        long begin = System.nanoTime();
        store.list(Optional.of(FOLDER), object -> found.add(object.key()));
        Duration time = Duration.ofNanos(System.nanoTime() - begin);
        assertThat(found).hasSize(3 * BACKUPS);
        return time;
    }
}
