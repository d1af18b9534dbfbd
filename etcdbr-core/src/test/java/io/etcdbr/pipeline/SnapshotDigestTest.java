package io.etcdbr.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SnapshotDigestTest {

    @Property(tries = 300)
    void aWholeSnapshotIsRecognisedHoweverItIsCutIntoPieces(
            @ForAll @IntRange(min = 1, max = 8) int sectors,
            @ForAll @IntRange(min = 1, max = 700) int piece,
            @ForAll long seed)
            throws Exception {
        byte[] snapshot = snapshot(sectors, seed);
        PlainDigest.Plain plain = digest(snapshot, piece).finish();
        assertThat(plain.size()).isEqualTo(snapshot.length);
        assertThat(plain.sha256().bytes()).isEqualTo(sha256(snapshot));
    }

    @Property(tries = 300)
    void aBitFlippedAnywhereIsNoticed(
            @ForAll @IntRange(min = 1, max = 4) int sectors, @ForAll @IntRange(min = 0, max = 100_000) int where)
            throws Exception {
        byte[] snapshot = snapshot(sectors, where);
        snapshot[where % snapshot.length] ^= 0x10;
        assertThatThrownBy(() -> digest(snapshot, 100).finish())
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("do not have the SHA-256 that etcd put at its end");
    }

    @Test
    void aCutAtAnyByteIsNoticed() throws Exception {
        byte[] snapshot = snapshot(2, 7);
        for (int length = 0; length < snapshot.length; length++) {
            byte[] cut = Arrays.copyOf(snapshot, length);
            assertThatThrownBy(() -> digest(cut, 64).finish()).isInstanceOf(DamagedException.class);
        }
    }

    @Test
    void aDatabaseFileWithoutItsTrailerIsNoSnapshot() {
        assertThatThrownBy(() -> digest(new byte[1024], 1024).finish())
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("size of 1024 bytes is not a multiple of 512 plus");
    }

    static byte[] snapshot(int sectors, long seed) throws NoSuchAlgorithmException {
        byte[] body = new byte[sectors * 512];
        new Random(seed).nextBytes(body);
        byte[] snapshot = Arrays.copyOf(body, body.length + 32);
        System.arraycopy(sha256(body), 0, snapshot, body.length, 32);
        return snapshot;
    }

    private static SnapshotDigest digest(byte[] bytes, int piece) {
        SnapshotDigest digest = new SnapshotDigest();
        for (int at = 0; at < bytes.length; at += piece) {
            digest.update(bytes, at, Math.min(piece, bytes.length - at));
        }
        return digest;
    }

    private static byte[] sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }
}
