package io.etcdbr.node.datadir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.format.EtcdClusterId;
import io.etcdbr.format.MemberId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalOwnerTest {
    /** The first bytes of a segment that etcd 3.5.16 wrote. */
    private static final byte[] HEAD = HexFormat.of()
            .parseHex("0400000000000084" + "0804100000000000" + "1d00000000000083" + "0801108d9cf9161a"
                    + "1408c0c0caafc1ba9689" + "2e1087d5edba8fd59dc104" + "000000");

    @TempDir
    Path folder;

    @Test
    void bothIdsStandInTheFirstSegment() throws IOException {
        Files.write(folder.resolve("0000000000000000-0000000000000000.wal"), HEAD);
        Files.writeString(folder.resolve("0000000000000001-0000000000000005.wal"), "never looked at");

        assertThat(WalOwner.of(folder))
                .isEqualTo(new WalOwner(
                        EtcdClusterId.parse("048276a8f75b6a87").orElseThrow(),
                        MemberId.parse("2e1259d415f2a040").orElseThrow()));
    }

    @Test
    void withoutASegmentEtcdWouldBeginAnEmptyCluster() throws IOException {
        Files.writeString(folder.resolve("0.tmp"), "");

        assertThatThrownBy(() -> WalOwner.of(folder))
                .isInstanceOf(StuckException.class)
                .hasMessageContaining("would begin a new, empty cluster");
        assertThatThrownBy(() -> WalOwner.of(folder.resolve("none"))).isInstanceOf(StuckException.class);
    }

    @Test
    void whatIsNoSegmentIsSaidHoweverShortItIs() throws IOException {
        Path file = folder.resolve("0000000000000000-0000000000000000.wal");
        for (int length = 0; length < HEAD.length - 3; length++) {
            Files.write(file, Arrays.copyOf(HEAD, length));
            assertThatThrownBy(() -> WalOwner.of(folder)).isInstanceOf(StuckException.class);
        }
        Files.write(file, new byte[64 << 10]);
        assertThatThrownBy(() -> WalOwner.of(folder)).isInstanceOf(StuckException.class);
    }
}
