package io.etcdbr.keyindex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.etcdbr.etcddb.GoldenSnapshot;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.testing.EtcdFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyIndexTest {
    private static final int[] FRAME_SIZES = {4096, 5000, 16_384, 1 << 20};

    static Stream<GoldenSnapshot> all() {
        return GoldenSnapshot.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void theIndexFindsWhatAScanFinds(GoldenSnapshot golden) throws IOException {
        for (int frameSize : FRAME_SIZES) {
            Indexed indexed = Indexed.of(golden.file(), frameSize, new Random(frameSize));
            assertThat(indexed.missing()).isZero();
            TreeSet<String> directories = new TreeSet<>();
            for (String name : indexed.names()) {
                byte[] key = Indexed.bytes(name);
                assertThat(indexed.byIndex().find(key).map(Indexed::text))
                        .isEqualTo(indexed.byScan().find(key).map(Indexed::text));
                assertThat(Indexed.history(indexed.byIndex(), KeyFilter.key(key)))
                        .isEqualTo(Indexed.history(indexed.byScan(), KeyFilter.key(key)));
                assertThat(indexed.byIndex().find(Indexed.bytes(name + "x"))).isEmpty();
                if (name.contains("/")) {
                    directories.add(name.substring(0, name.lastIndexOf('/') + 1));
                }
            }
            for (String directory : directories) {
                KeyFilter filter = KeyFilter.prefix(Indexed.bytes(directory));
                assertThat(Indexed.newest(indexed.byIndex(), filter))
                        .isEqualTo(Indexed.newest(indexed.byScan(), filter));
            }
        }
    }

    @Test
    void keysOfEveryLengthAreCompared() throws IOException {
        List<String> keys = new ArrayList<>();
        for (int length : new int[] {1, 998, 999, 1_000, 1_001, 2_000, 2_500}) {
            keys.add("/a/" + "b".repeat(length) + "/" + "c".repeat(length));
        }
        EtcdFile file = new EtcdFile();
        EtcdFile other = new EtcdFile();
        for (String key : keys) {
            file.put(key, "1");
            other.put(key.replaceFirst(".$", "d"), "1");
        }
        Indexed indexed = Indexed.of(file.bytes(), 1 << 20, new Random(0));

        assertThat(indexed.missing()).isZero();
        assertThat(new Indexed(other.bytes(), indexed.plainIndex()).missing()).isEqualTo(keys.size());
    }

    @Test
    void howTheBytesAreCutDoesNotMatter() throws IOException {
        byte[] file = GoldenSnapshot.of("3.6.14-lived").file();
        byte[] whole = Indexed.of(file, 16_384, new Random(0)).plainIndex();
        for (int seed = 1; seed < 20; seed++) {
            assertThat(Indexed.of(file, 16_384, new Random(seed)).plainIndex()).isEqualTo(whole);
        }
    }

    @Test
    void theHeaderIsAsTheFormatSays() throws IOException {
        byte[] file = GoldenSnapshot.of("3.6.14-lived").file();
        ByteBuffer index = ByteBuffer.wrap(
                        Indexed.of(file, 16_384, new Random(0)).plainIndex())
                .order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[8];
        index.get(magic);
        assertThat(magic).asString().isEqualTo("etcdbrKI");
        assertThat(index.getInt()).as("version").isEqualTo(1);
        assertThat(index.getInt()).as("frame size").isEqualTo(16_384);
        assertThat(index.getLong()).as("snapshot size").isEqualTo(file.length);
        int frames = index.getInt();
        assertThat(frames).isEqualTo((file.length + 16_383) / 16_384);
        int entries = index.getInt();
        int found = 0;
        for (int frame = 0; frame < frames; frame++) {
            int count = index.getInt();
            assertThat(count).as("a sound database leaves nothing unclear").isNotNegative();
            long before = -1;
            for (int i = 0; i < count; i++) {
                long hash = Integer.toUnsignedLong(index.getInt());
                assertThat(hash).isGreaterThan(before);
                before = hash;
            }
            found += count;
        }
        assertThat(found).isEqualTo(entries).isPositive();
        assertThat(index.hasRemaining()).isFalse();
    }

    /** Published values of FNV-1a, 64 bits. */
    @Test
    void theHashIsFnv() {
        assertThat(KeyHash.of(Indexed.bytes(""))).isEqualTo(0xcbf29ce4 ^ 0x84222325);
        assertThat(KeyHash.of(Indexed.bytes("a"))).isEqualTo(0xaf63dc4c ^ 0x8601ec8c);
        assertThat(KeyHash.of(Indexed.bytes("foobar"))).isEqualTo(0x85944171 ^ 0xf73967e8);
    }

    @Test
    void aPrefixIsLookedUpByItsDirectoryOfWhichEightAreListed() {
        assertThat(KeyHash.ofDirectory(Indexed.bytes("none"))).isEmpty();
        assertThat(KeyHash.ofDirectory(Indexed.bytes("/a/b/rest"))).hasValue(KeyHash.of(Indexed.bytes("/a/b/")));
        assertThat(KeyHash.ofDirectory(Indexed.bytes("1/2/3/4/5/6/7/8/9/10")))
                .hasValue(KeyHash.of(Indexed.bytes("1/2/3/4/5/6/7/8/")));
    }

    @Test
    void aFilterThatTheIndexKnowsNothingOfIsNotAnswered() throws IOException {
        KeyIndex index = Indexed.of(GoldenSnapshot.of("3.6.14-lived").file(), 4096, new Random(0))
                .index();
        assertThat(index.frames(KeyFilter.all())).isEmpty();
        assertThat(index.frames(KeyFilter.prefix(new byte[0]))).isEmpty();
        KeyFilter key = KeyFilter.key(Indexed.bytes("/none"));
        assertThat(index.frames(KeyFilter.all().and(key))).isEqualTo(index.frames(key));
        assertThat(index.frames(key.and(KeyFilter.all()))).isEqualTo(index.frames(key));
        assertThat(index.frames(KeyFilter.anyOf(List.of(key, KeyFilter.all())))).isEmpty();
    }

    @Test
    void severalPrefixesAreLookedUpAtOnce() throws IOException {
        Indexed indexed = Indexed.of(GoldenSnapshot.of("3.6.14-lived").file(), 4096, new Random(0));
        List<KeyFilter> directories = indexed.names().stream()
                .filter(name -> name.contains("/"))
                .map(name -> name.substring(0, name.lastIndexOf('/') + 1))
                .distinct()
                .map(directory -> KeyFilter.prefix(Indexed.bytes(directory)))
                .toList();
        assertThat(directories).hasSizeGreaterThan(1);
        KeyFilter any = KeyFilter.anyOf(directories);
        assertThat(Indexed.newest(indexed.byIndex(), any))
                .isNotEmpty()
                .isEqualTo(Indexed.newest(indexed.byScan(), any));
    }

    @Test
    void anIndexOfAnotherVersionOrSnapshotIsNotUsed() throws IOException {
        Indexed indexed = Indexed.of(GoldenSnapshot.of("3.6.14-lived").file(), 4096, new Random(0));
        refused(changed(indexed.plainIndex(), 8, 2), indexed.file().length, "has version 2, expected 1");
        refused(changed(indexed.plainIndex(), 0, 'x'), indexed.file().length, "does not begin as one");
        refused(indexed.plainIndex(), indexed.file().length + 512, "is that of a snapshot of");
        refused(changed(indexed.plainIndex(), 12, 0x01), indexed.file().length, "frames");
        refused(Arrays.copyOf(indexed.plainIndex(), 40), indexed.file().length, "");
        refused(
                Arrays.copyOf(indexed.plainIndex(), indexed.plainIndex().length + 4),
                indexed.file().length,
                "has 4 bytes behind its last frame");
    }

    @Test
    void bytesThatAreNoDatabaseGiveNoIndexAndNoFailure() {
        KeyIndexBuilder builder = new KeyIndexBuilder(4096);
        builder.update(new byte[100_000], 0, 100_000);
        assertThat(builder.finish()).isEmpty();
        assertThat(builder.whyNot().orElseThrow()).contains("does not begin with a valid page");
        KeyIndexBuilder nothing = new KeyIndexBuilder(4096);
        assertThat(nothing.finish()).isEmpty();
        assertThat(nothing.whyNot()).isPresent();
    }

    private static void refused(byte[] index, long size, String why) {
        assertThatExceptionOfType(KeyIndexException.class)
                .isThrownBy(() -> KeyIndex.of(MemorySegment.ofArray(index), size))
                .withMessageContaining(why);
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }
}
