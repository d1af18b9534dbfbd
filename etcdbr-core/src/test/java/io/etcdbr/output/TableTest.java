package io.etcdbr.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.output.Table.Column;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {

    @Test
    void columnsAreAlignedAndEmptyOnesLeftOut() throws IOException {
        assertThat(printed(0, false)).isEqualTo("""
                ID   SIZE  STATE     NOTES
                a       1  damaged   encrypted
                bbb  1000  verified
                """);
    }

    @Test
    void theLeastImportantColumnsGoWhereThereIsNoRoomAndAreNamed() throws IOException {
        assertThat(printed(15, false)).isEqualTo("""
                ID   STATE
                a    damaged
                  notes: encrypted
                bbb  verified
                No room for SIZE; see -o wide.
                """);
        assertThat(printed(16, false)).isEqualTo(printed(15, false));
    }

    @Test
    void notesMoveBelowTheirRowsWhereThereIsNoRoomBesideThem() throws IOException {
        assertThat(printed(24, false)).isEqualTo("""
                ID   SIZE  STATE
                a       1  damaged
                  notes: encrypted
                bbb  1000  verified
                """);
    }

    @Test
    void lessImportantColumnsMakeRoomForNotesAndComeBackWhereThatIsNotEnough() throws IOException {
        Table table = new Table(
                List.of(new Column("ID", false, Column.ESSENTIAL), new Column("REVISION", true, 1), Column.notes(2)));
        table.add(List.of(Cell.of("a"), Cell.of(1), Cell.of("encrypted")));

        assertThat(printed(table, 13)).isEqualTo("""
                ID  NOTES
                a   encrypted
                No room for REVISION; see -o wide.
                """);
        assertThat(printed(table, 12)).isEqualTo("""
                ID  REVISION
                a          1
                  notes: encrypted
                """);
    }

    @Test
    void notesBelowARowBreakBetweenWords() throws IOException {
        Table table = new Table(List.of(new Column("ID", false, Column.ESSENTIAL), Column.notes(1)));
        table.add(List.of(Cell.of("20261120T113000Z"), Cell.of("encrypted, files, locked")));
        table.leftOut(2);

        assertThat(printed(table, 25)).isEqualTo("""
                ID
                20261120T113000Z
                  notes: encrypted,
                         files, locked
                and 2 older ones.
                """);
    }

    @Test
    void coloursDoNotShiftTheColumns() throws IOException {
        String coloured = printed(0, true);
        assertThat(coloured).contains("\u001b[31mdamaged\u001b[0m   encrypted");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(printed(0, false));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "1023,1023 B",
        "1024,1.0 KiB",
        "1536,1.5 KiB",
        "1048575,1.0 MiB",
        "1048576,1.0 MiB",
        "8589934592,8.0 GiB",
        "9223372036854775807,8.0 EiB"
    })
    void sizesAreSaidInThreeFigures(long bytes, String text) {
        assertThat(HumanText.size(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "59,59s ago",
        "60,1m ago",
        "3600,1h ago",
        "172799,47h ago",
        "172800,2d ago",
        "63072000,2y ago",
        "-60,in 1m"
    })
    void agesAreSaidInOneUnit(long seconds, String text) {
        Instant now = Instant.parse("2026-11-20T12:00:00Z");
        assertThat(HumanText.age(now.minusSeconds(seconds), now)).isEqualTo(text);
    }

    @Property
    void everySizeAndAgeIsShort(@ForAll @LongRange(min = 0) long number) {
        assertThat(HumanText.size(number)).hasSizeLessThan(12);
        assertThat(HumanText.span(Duration.ofSeconds(number / 1000))).matches("[0-9]+[smhdy]");
    }

    @Property
    void noTextCanSteerATerminal(@ForAll String text) {
        assertThat(HumanText.safe(text + "\u001b[2J\u009b\n\u202e")).doesNotContainPattern("\\p{Cc}|\u202e");
    }

    private static String printed(int width, boolean colour) throws IOException {
        Table table = new Table(List.of(
                new Column("EMPTY", false, Column.ESSENTIAL),
                new Column("ID", false, Column.ESSENTIAL),
                new Column("SIZE", true, 2),
                new Column("STATE", false, Column.ESSENTIAL),
                Column.notes(1)));
        table.add(
                List.of(Cell.of(""), Cell.of("a"), Cell.of(1), new Cell("damaged", Colour.BAD), Cell.of("encrypted")));
        table.add(List.of(Cell.of(""), Cell.of("bbb"), Cell.of(1000), new Cell("verified", Colour.GOOD), Cell.of("")));
        return printed(table, width, colour);
    }

    private static String printed(Table table, int width) throws IOException {
        return printed(table, width, false);
    }

    private static String printed(Table table, int width, boolean colour) throws IOException {
        StringBuilder out = new StringBuilder();
        table.print(out, width, colour);
        return out.toString();
    }
}
