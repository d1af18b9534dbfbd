package io.etcdbr.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Files with bytes changed at random end in located errors or in what was written, in bounded time. */
class HostileBytesTest {
    /** Reading takes some milliseconds; the rest is for machines that are busy for others. */
    private static final Duration SOON = Duration.ofMinutes(2);

    record Change(int offset, byte value) {}

    @Property(tries = 1500)
    void changedBytesNeverLeadAnywhereElse(@ForAll("names") String name, @ForAll("changes") List<Change> changes) {
        assertTimeoutPreemptively(SOON, () -> changedBytesEndInErrorsOrInWhatWasWritten(name, changes));
    }

    private static void changedBytesEndInErrorsOrInWhatWasWritten(String name, List<Change> changes)
            throws IOException {
        byte[] bytes = BboltFiles.bytes(name);
        List<String> before = keys(BboltFiles.open(bytes));
        for (Change change : changes) {
            bytes[Math.floorMod(change.offset(), bytes.length)] = change.value();
        }

        StructureReport report;
        List<String> after;
        boolean newest;
        try {
            Database database = BboltFiles.open(bytes);
            report = StructureCheck.run(database, StructureVisitor.NONE);
            after = keys(database);
            newest = database.metaProblems().isEmpty();
        } catch (BboltException located) {
            assertThat(located.getMessage()).matches("(?s)(not a bbolt file|meta page|page \\d+).*");
            return;
        }
        assertThat(report.findings())
                .allSatisfy(finding -> assertThat(finding.sentence()).isNotBlank());
        if (report.findings().isEmpty() && report.freelist() && newest && buckets(after) == buckets(before)) {
            assertThat(after).as("number of keys").hasSameSizeAs(before);
        }
    }

    @Property(tries = 1000)
    void backwardsIsReadWhatIsReadForwards(@ForAll("names") String name, @ForAll("changes") List<Change> changes) {
        byte[] bytes = BboltFiles.bytes(name);
        for (Change change : changes) {
            bytes[Math.floorMod(change.offset(), bytes.length)] = change.value();
        }

        assertTimeoutPreemptively(
                SOON, () -> assertThat(walk(bytes, Walk::backwards)).isEqualTo(walk(bytes, Walk::of)));
    }

    private interface Reading {
        List<String> of(Database database) throws IOException;
    }

    /** All that is read, or nothing where the walk ends in an error. */
    private static Optional<List<String>> walk(byte[] bytes, Reading reading) throws IOException {
        try {
            return Optional.of(reading.of(BboltFiles.open(bytes)));
        } catch (BboltException located) {
            return Optional.empty();
        }
    }

    /** A page that came to lie where another one should be, with its number made to fit, as a disk or a copy may do. */
    @Property(tries = 300)
    void aPageOfALargeTreeInThePlaceOfAnotherIsFound(
            @ForAll @IntRange(max = 10_000) int from, @ForAll @IntRange(max = 10_000) int to) throws IOException {
        Spoiled file = new Spoiled("1.4.3-page-1k");
        List<Long> leaves = file.leaves();
        long source = leaves.get(from % leaves.size());
        long target = leaves.get(to % leaves.size());
        file.page(target).copyFrom(file.page(source));
        file.page(target).set(PageHeader.LONG, 0, target);

        assertTimeoutPreemptively(SOON, () -> assertThat(file.check().sound()).isEqualTo(source == target));
    }

    @Property(tries = 500)
    void bytesThatAreNoDatabaseAreRefused(@ForAll byte[] bytes) {
        assertThatExceptionOfType(BboltException.class)
                .isThrownBy(() -> BboltFiles.open(bytes))
                .withMessageStartingWith("not a bbolt file");
    }

    @Provide
    static Arbitrary<String> names() {
        return Arbitraries.of(BboltFiles.names()
                .filter(name -> !name.contains("16k") && !name.contains("64k"))
                .toList());
    }

    /** Half of them in the first bytes of a page, where the structure is. */
    @Provide
    static Arbitrary<List<Change>> changes() {
        Arbitrary<Integer> anywhere = Arbitraries.integers();
        Arbitrary<Integer> headers = Arbitraries.integers()
                .between(0, 600)
                .flatMap(page -> Arbitraries.integers().between(0, 80).map(offset -> page * 1024 + offset));
        Arbitrary<Byte> values =
                Arbitraries.oneOf(Arbitraries.bytes(), Arbitraries.of((byte) 0, (byte) 1, (byte) -1, (byte) 2));
        return Arbitraries.oneOf(anywhere, headers)
                .flatMap(offset -> values.map(value -> new Change(offset, value)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    /** A bucket that lost its flag is a value: nothing tells. */
    private static long buckets(List<String> lines) {
        return lines.stream().filter(line -> line.endsWith("/")).count();
    }

    private static List<String> keys(Database database) throws IOException {
        return Walk.of(database).stream().map(line -> line.split(" ")[0]).collect(Collectors.toList());
    }
}
