package io.etcdbr.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.testing.BboltWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file whose pages lie also beyond what 31 and 32 bits reach. Between them it has holes, so that it takes no room. */
class LargeFileTest {
    private static final long DISTANCE = 100L << 20;
    private static final int PAGE = 4096;

    /** Each has a page of its own. */
    private static final int KEYS = 60;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        BboltWriter writer = new BboltWriter().spread(DISTANCE);
        for (int i = 0; i < KEYS; i++) {
            writer.put("key", bytes(name(i)), bytes(value(i)));
        }
        file = writer.write(folder.resolve("db"));
    }

    @Test
    void pagesBeyondTwoAndFourGibibytesAreReadInBothDirectionsAndFoundByTheirKeys() throws IOException {
        try (MappedFile mapped = MappedFile.open(file)) {
            Database database = Database.open(mapped);
            assertThat(database.fileSize())
                    .isEqualTo(database.meta().databaseSize())
                    .isGreaterThan(KEYS * DISTANCE);

            Bucket bucket = database.root().bucket(bytes("key")).orElseThrow();

            List<String> all = IntStream.range(0, KEYS)
                    .mapToObj(i -> name(i) + "=" + value(i))
                    .toList();
            assertThat(forwards(bucket)).isEqualTo(all);
            assertThat(backwards(bucket)).isEqualTo(all.reversed());
            for (int i = 0; i < KEYS; i++) {
                assertThat(bucket.get(bytes(name(i))).map(LargeFileTest::text)).contains(value(i));
            }
        }
    }

    @Test
    void whatIsWrongWithAPageThereIsFoundAndThePageIsNamed() throws IOException {
        try (MappedFile mapped = MappedFile.open(file)) {
            StructureReport report = StructureCheck.run(Database.open(mapped), StructureVisitor.NONE);
            assertThat(report.sound()).isTrue();
            assertThat(report.usedPages()).isGreaterThan(KEYS);
        }
        for (int key : new int[] {25, 50}) {
            long page = 2 + key * DISTANCE / PAGE;
            spoil(page);
            try (MappedFile mapped = MappedFile.open(file)) {
                assertThat(StructureCheck.run(Database.open(mapped), StructureVisitor.NONE)
                                .findings())
                        .anySatisfy(finding -> assertThat(finding.toString()).contains(Long.toString(page)));
            }
        }
    }

    /** The number of its elements. */
    private void spoil(long page) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(
                    ByteBuffer.allocate(2)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putShort((short) 999)
                            .flip(),
                    page * PAGE + 10);
        }
    }

    private static List<String> forwards(Bucket bucket) throws IOException {
        List<String> found = new ArrayList<>();
        Cursor cursor = bucket.cursor();
        while (cursor.next()) {
            found.add(text(cursor.key()) + "=" + text(cursor.value()));
        }
        return found;
    }

    private static List<String> backwards(Bucket bucket) throws IOException {
        List<String> found = new ArrayList<>();
        Cursor cursor = bucket.cursor();
        for (boolean there = cursor.last(); there; there = cursor.previous()) {
            found.add(text(cursor.key()) + "=" + text(cursor.value()));
        }
        return found;
    }

    private static String name(int i) {
        return "k%02d".formatted(i);
    }

    private static String value(int i) {
        return "value %02d ".formatted(i).repeat(300);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(MemorySegment bytes) {
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII);
    }
}
