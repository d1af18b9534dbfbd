package io.etcdbr.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that bbolt made, against what bbolt reads in them. */
class ReadingTest {

    static List<String> names() {
        return BboltFiles.names().toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyKeyAndValueIsReadAsBboltReadsIt(String name) throws IOException {
        Database database = BboltFiles.open(BboltFiles.bytes(name));
        List<String> report = BboltFiles.report(name);

        assertThat("pageSize=%d size=%d problems=0"
                        .formatted(database.meta().pageSize(), database.meta().databaseSize()))
                .isEqualTo(report.getFirst());
        assertThat(Walk.of(database)).isEqualTo(report.subList(1, report.size()));
        assertThat(database.metaProblems()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aWalkBackwardsMeetsTheSameInReverse(String name) throws IOException {
        Database database = BboltFiles.open(BboltFiles.bytes(name));

        assertThat(Walk.backwards(database)).isEqualTo(Walk.of(database));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aWalkMayTurnRoundAnywhere(String name) throws IOException {
        Cursor buckets = BboltFiles.open(BboltFiles.bytes(name)).root().cursor();
        while (buckets.next()) {
            Cursor walk = buckets.bucket().cursor();
            Cursor cursor = buckets.bucket().cursor();
            assertThat(cursor.previous()).as("before the first").isFalse();
            MemorySegment before = null;
            while (walk.next()) {
                assertThat(cursor.seek(walk.key())).isTrue();
                assertThat(cursor.previous()).isEqualTo(before != null);
                if (before != null) {
                    assertThat(cursor.key()).usingComparator(KeyOrder.INSTANCE).isEqualTo(before);
                }
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.key()).usingComparator(KeyOrder.INSTANCE).isEqualTo(walk.key());
                before = walk.key();
            }
            assertThat(walk.previous()).as("from the end").isEqualTo(before != null);
            assertThat(cursor.last()).isEqualTo(before != null);
            if (before != null) {
                assertThat(walk.key()).usingComparator(KeyOrder.INSTANCE).isEqualTo(before);
                assertThat(cursor.key()).usingComparator(KeyOrder.INSTANCE).isEqualTo(before);
                assertThat(cursor.next()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theStructureIsSoundAsBboltSays(String name) throws IOException {
        StructureReport report = StructureCheck.run(BboltFiles.open(BboltFiles.bytes(name)), StructureVisitor.NONE);

        assertThat(report.findings()).isEmpty();
        assertThat(report.sound()).isTrue();
        assertThat(report.freelist()).isEqualTo(!name.endsWith("no-freelist"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void theCheckShowsItsVisitorEachBucketAndLeafInTheOrderOfAWalk(String name) throws IOException {
        Database database = BboltFiles.open(BboltFiles.bytes(name));
        List<MemorySegment> shown = new ArrayList<>();
        StructureCheck.run(database, new StructureVisitor() {
            private int bucketDepth;

            @Override
            public void bucket(int depth, MemorySegment bucketName) {
                bucketDepth = depth;
            }

            @Override
            public void leaf(int depth, LeafPage leaf) {
                assertThat(depth).isLessThanOrEqualTo(bucketDepth);
                for (int i = 0; i < leaf.count(); i++) {
                    if (depth == 1) {
                        shown.add(leaf.key(i));
                    }
                }
            }
        });

        List<MemorySegment> walked = new ArrayList<>();
        Cursor buckets = database.root().cursor();
        while (buckets.next()) {
            Cursor keys = buckets.bucket().cursor();
            while (keys.next()) {
                walked.add(keys.key());
            }
        }
        assertThat(shown).usingElementComparator(KeyOrder.INSTANCE).isEqualTo(walked);
    }

    @ParameterizedTest
    @MethodSource("names")
    void seekFindsEveryKeyAndGoesToTheNextWhereThereIsNone(String name) throws IOException {
        Cursor buckets = BboltFiles.open(BboltFiles.bytes(name)).root().cursor();
        while (buckets.next()) {
            Bucket bucket = buckets.bucket();
            Cursor walk = bucket.cursor();
            Cursor cursor = bucket.cursor();
            byte[] before = {};
            while (walk.next()) {
                byte[] key = walk.key().toArray(ValueLayout.JAVA_BYTE);
                assertThat(cursor.find(MemorySegment.ofArray(key))).isTrue();
                assertThat(cursor.seek(MemorySegment.ofArray(justAfter(before))))
                        .isTrue();
                assertThat(cursor.key()).usingComparator(KeyOrder.INSTANCE).isEqualTo(walk.key());
                if (!walk.isBucket()) {
                    assertThat(bucket.get(key)).isPresent();
                    assertThat(bucket.bucket(key)).isEmpty();
                } else {
                    assertThat(bucket.get(key)).isEmpty();
                    assertThat(bucket.bucket(key)).isPresent();
                }
                before = key;
            }
            assertThat(cursor.seek(MemorySegment.ofArray(justAfter(before)))).isFalse();
            assertThat(walk.next()).as("stays at the end").isFalse();
        }
    }

    @Test
    void aMappedFileIsReadLikeBytesInMemory(@TempDir Path directory) throws IOException {
        byte[] bytes = BboltFiles.bytes("1.4.3-page-16k");
        Path file = Files.write(directory.resolve("db"), bytes);

        try (MappedFile mapped = MappedFile.open(file)) {
            assertThat(Walk.of(Database.open(mapped))).isEqualTo(Walk.of(BboltFiles.open(bytes)));
            assertThat(mapped.read(0, 1).isReadOnly()).isTrue();
        }
    }

    /** A page at 3 GiB needs offsets of more than 32 bits; the file has a hole before it. */
    @Test
    void pagesFarBeyondTwoGibibytesAreRead(@TempDir Path directory) throws IOException {
        byte[] small = BboltFiles.bytes("1.4.3-no-freelist");
        Database before = BboltFiles.open(small);
        int pageSize = before.meta().pageSize();
        long far = (3L << 30) / pageSize;
        MemorySegment meta = MemorySegment.ofArray(small).asSlice(0, 2L * pageSize);
        long oldRoot = before.meta().rootPage();
        for (int page = 0; page < 2; page++) {
            MemorySegment one = meta.asSlice((long) page * pageSize);
            one.set(PageHeader.LONG, 32, far);
            one.set(PageHeader.LONG, 56, far + 1);
            one.set(PageHeader.LONG, 72, MetaPage.checksum(one));
        }
        byte[] root = MemorySegment.ofArray(small)
                .asSlice(oldRoot * pageSize, pageSize)
                .toArray(ValueLayout.JAVA_BYTE);
        MemorySegment.ofArray(root).set(PageHeader.LONG, 0, far);
        Path file = Files.write(directory.resolve("db"), small);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(root), far * pageSize);
        }

        try (MappedFile mapped = MappedFile.open(file)) {
            Database database = Database.open(mapped);
            List<String> report = BboltFiles.report("1.4.3-no-freelist");
            assertThat(Walk.of(database)).isEqualTo(report.subList(1, report.size()));
            assertThat(StructureCheck.run(database, StructureVisitor.NONE).sound())
                    .isTrue();
        }
    }

    private static byte[] justAfter(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }
}
