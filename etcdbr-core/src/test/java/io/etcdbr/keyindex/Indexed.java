package io.etcdbr.keyindex;

import io.etcdbr.bbolt.Database;
import io.etcdbr.bbolt.PageSource;
import io.etcdbr.bbolt.StructureCheck;
import io.etcdbr.etcddb.EtcdDatabase;
import io.etcdbr.etcddb.KeyFilter;
import io.etcdbr.etcddb.KeyValue;
import io.etcdbr.etcddb.Keys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** A database and the index that was made of its bytes. */
record Indexed(byte[] file, byte[] plainIndex) {

    /** @param random where the bytes are cut while they flow */
    static Indexed of(byte[] file, int frameSize, Random random) throws IOException {
        KeyIndexBuilder builder = new KeyIndexBuilder(frameSize);
        int at = 0;
        while (at < file.length) {
            int n = Math.min(file.length - at, 1 + random.nextInt(random.nextBoolean() ? 100 : 300_000));
            builder.update(file, at, n);
            at += n;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        builder.finish()
                .orElseThrow(() -> new AssertionError(builder.whyNot().orElse("")))
                .writeTo(out);
        return new Indexed(file, out.toByteArray());
    }

    KeyIndex index() throws KeyIndexException {
        return KeyIndex.of(MemorySegment.ofArray(plainIndex), file.length);
    }

    PageSource pages() {
        return PageSource.of(MemorySegment.ofArray(file));
    }

    /** By the index alone; going through all is an error. */
    Keys byIndex() throws IOException {
        Database database = Database.open(pages());
        return new Keys(
                new EtcdDatabase(database),
                new IndexedKeys(index(), pages(), database.meta(), Integer.MAX_VALUE),
                () -> {
                    throw new AssertionError("the index was of no help");
                });
    }

    Keys byScan() throws IOException {
        return new Keys(new EtcdDatabase(Database.open(pages())));
    }

    /** Changes that the index should list but does not. */
    long missing() throws IOException {
        Database database = Database.open(pages());
        KeyIndexCoverage coverage =
                new KeyIndexCoverage(index(), database.meta().pageSize());
        StructureCheck.run(database, coverage);
        return coverage.missing();
    }

    static List<String> newest(Keys keys, KeyFilter filter) throws IOException {
        List<String> found = new ArrayList<>();
        keys.newest(filter, value -> found.add(text(value)));
        return found;
    }

    static List<String> history(Keys keys, KeyFilter filter) throws IOException {
        List<String> found = new ArrayList<>();
        keys.history(filter, (revision, value) -> found.add(revision + " " + text(value)));
        return found;
    }

    /** All keys that the database still knows of, living or not. */
    TreeSet<String> names() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        byScan().history(KeyFilter.all(), (revision, value) -> names.add(text(value.key())));
        return names;
    }

    static String text(KeyValue value) {
        return text(value.key()) + " " + value.modRevision() + " " + text(value.value());
    }

    static String text(MemorySegment bytes) {
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
