package io.etcdbr.kubectl.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.format.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {
    @TempDir
    Path folder;

    @Test
    void aSnapshotIsSentAsItIs() throws IOException {
        byte[] bytes = new byte[8192 + 32];
        bytes[7] = 1;

        SnapshotFile file = SnapshotFile.of(Files.write(folder.resolve("snapshot.db"), bytes));

        assertThat(file.added()).isEmpty();
        assertSent(file, bytes);
    }

    /** A member's own database: etcd's tool takes it only with a digest. */
    @Test
    void aDatabaseIsSentWithTheDigestThatItLacks() throws IOException {
        byte[] bytes = new byte[8192];
        bytes[7] = 1;

        SnapshotFile file = SnapshotFile.of(Files.write(folder.resolve("db"), bytes));

        Sha256 digest = Sha256.digestOf(bytes);
        assertThat(file.added()).contains(digest);
        byte[] whole = Arrays.copyOf(bytes, bytes.length + 32);
        System.arraycopy(HexFormat.of().parseHex(digest.hex()), 0, whole, bytes.length, 32);
        assertSent(file, whole);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> SnapshotFile.of(folder.resolve("gone.db")))
                .isInstanceOf(EtcdbrException.class)
                .hasMessageContaining("gone.db");
    }

    private static void assertSent(SnapshotFile file, byte[] bytes) throws IOException {
        try (InputStream in = file.open()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        assertThat(file.size()).isEqualTo(bytes.length);
        assertThat(file.sha256()).isEqualTo(Sha256.digestOf(bytes));
    }
}
