package io.etcdbr.keyindex;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.etcddb.GoldenSnapshot;
import io.etcdbr.etcddb.KeyFilter;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HostileKeyIndexTest {
    private static final List<GoldenSnapshot> ALL = GoldenSnapshot.all().toList();

    record Change(int offset, byte value) {}

    /** Whatever a scan reads in a spoiled database, the index finds it as well. */
    @Property(tries = 400)
    void whatIsReadInASpoiledDatabaseIsFoundByTheIndex(
            @ForAll("all") GoldenSnapshot golden, @ForAll("changes") List<Change> changes) throws IOException {
        byte[] file = spoiled(golden.file(), changes);
        Indexed indexed;
        TreeSet<String> names;
        try {
            indexed = new Indexed(file, new byte[0]);
            names = indexed.names();
        } catch (IOException unreadable) {
            return;
        }
        KeyIndexBuilder builder = new KeyIndexBuilder(8192);
        builder.update(file, 0, file.length);
        if (builder.whyNot().isPresent()) {
            return;
        }
        indexed = Indexed.of(file, 8192, new Random(1));
        for (String name : names) {
            assertThat(indexed.byIndex().find(Indexed.bytes(name)).map(Indexed::text))
                    .as(name)
                    .isEqualTo(indexed.byScan().find(Indexed.bytes(name)).map(Indexed::text));
        }
    }

    /** A changed index may hide what is there, and only its digest tells; but what it leads to is there. */
    @Property(tries = 600)
    void aSpoiledIndexIsRefusedOrLeadsToWhatIsThere(
            @ForAll("all") GoldenSnapshot golden, @ForAll("changes") List<Change> changes) throws IOException {
        Indexed good = Indexed.of(golden.file(), 8192, new Random(1));
        Indexed changed = new Indexed(golden.file(), spoiled(good.plainIndex(), changes));
        try {
            changed.index();
        } catch (KeyIndexException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        for (String name : good.names()) {
            KeyFilter filter = KeyFilter.key(Indexed.bytes(name));
            assertThat(Indexed.history(good.byScan(), filter)).containsAll(Indexed.history(changed.byIndex(), filter));
        }
    }

    private static byte[] spoiled(byte[] good, List<Change> changes) {
        byte[] bytes = good.clone();
        for (Change change : changes) {
            bytes[Math.floorMod(change.offset(), bytes.length)] = change.value();
        }
        return bytes;
    }

    @Provide
    static Arbitrary<GoldenSnapshot> all() {
        return Arbitraries.of(ALL);
    }

    @Provide
    static Arbitrary<List<Change>> changes() {
        Arbitrary<Integer> headers = Arbitraries.integers()
                .between(0, 50)
                .flatMap(page -> Arbitraries.integers().between(0, 200).map(offset -> page * 4096 + offset));
        return Arbitraries.oneOf(headers, Arbitraries.integers())
                .flatMap(offset -> Arbitraries.bytes().map(value -> new Change(offset, value)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }
}
