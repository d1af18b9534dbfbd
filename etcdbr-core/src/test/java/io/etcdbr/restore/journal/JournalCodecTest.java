package io.etcdbr.restore.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.restore.AllStates;
import io.etcdbr.restore.Staged;
import io.etcdbr.restore.State;
import io.etcdbr.restore.plan.PlanFixture;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalCodecTest {
    private static final Instant AT = Instant.parse("2026-11-20T14:30:05.123Z");
    private static final Staged STAGED = AllStates.staged(PlanFixture.plan(3));

    @Test
    void everyStateIsReadBackEqual() {
        List<JournalLine> lines = lines();

        Journal journal = JournalCodec.decode(bytes(lines), "journal");

        assertThat(journal.lines()).isEqualTo(lines);
        assertThat(journal.soundBytes()).isEqualTo(bytes(lines).length);
        assertThat(journal.staged()).contains(STAGED);
        assertThat(journal.state()).contains(AllStates.states().getLast());
    }

    @Test
    void aLineLooksAsTheDocumentSays() {
        JournalLine line =
                new JournalLine(7, "b-1", 12345, AT, new Entry.Reached(new State.Aborting("too late", false)));

        assertThat(new String(JournalCodec.encode(line), StandardCharsets.UTF_8))
                .isEqualTo("{\"n\":7,\"boot\":\"b-1\",\"up\":12345,\"at\":\"2026-11-20T14:30:05.123Z\",\"state\":"
                        + "{\"name\":\"Aborting\",\"why\":\"too late\",\"swapped\":false},\"crc\":\"a2620396\"}\n");
    }

    @Test
    void walFilesAndTheirInodesAreKept() {
        Staged staged = new Staged(STAGED.plan(), "0", 1, 2, Map.of("0-0.wal", 3L, "1-9.wal", 4L));

        byte[] bytes = JournalCodec.encode(new JournalLine(1, "b", 0, AT, new Entry.Begun(staged)));

        assertThat(JournalCodec.decode(bytes, "journal").staged()).contains(staged);
    }

    @Test
    void anEmptyJournalSaysNothing() {
        Journal journal = JournalCodec.decode(new byte[0], "journal");

        assertThat(journal.staged()).isEmpty();
        assertThat(journal.state()).isEmpty();
    }

    @Test
    void wherePowerIsCutTheWholeLinesCount() {
        List<JournalLine> lines = lines().subList(0, 5);
        byte[] bytes = bytes(lines);
        for (int length = 0; length <= bytes.length; length++) {
            Journal journal = JournalCodec.decode(Arrays.copyOf(bytes, length), "journal");

            assertThat(journal.lines())
                    .isEqualTo(lines.subList(0, journal.lines().size()));
            assertThat(bytes(journal.lines())).hasSize(journal.soundBytes());
            assertThat(length - journal.soundBytes())
                    .isLessThan(JournalCodec.encode(lines.get(
                                    Math.min(lines.size() - 1, journal.lines().size())))
                            .length);
        }
    }

    @Test
    void zerosInTheLastLineNeverHappened() {
        List<JournalLine> lines = lines();
        byte[] bytes = bytes(lines);
        int last = bytes.length - JournalCodec.encode(lines.getLast()).length;
        Arrays.fill(bytes, last, last + 10, (byte) 0);

        assertThat(JournalCodec.decode(bytes, "journal").lines()).isEqualTo(lines.subList(0, lines.size() - 1));
        Arrays.fill(bytes, last - 20, last - 10, (byte) 0);
        assertThatThrownBy(() -> JournalCodec.decode(bytes, "journal")).isInstanceOf(EtcdbrException.class);
    }

    @Test
    void everyChangedBitOfAWholeLineIsRefused() {
        byte[] sound = bytes(List.of(lines().getFirst(), line(2, 5, new Entry.Reached(new State.Voting()))));
        for (int bit = 0; bit < (sound.length - 1) * 8; bit++) {
            byte[] bytes = sound.clone();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> JournalCodec.decode(bytes, "journal j"))
                    .as("bit %d", bit)
                    .isInstanceOfSatisfying(
                            EtcdbrException.class,
                            e -> assertThat(e.failure().code()).isEqualTo(ExitCode.DAMAGED))
                    .hasMessageStartingWith("journal j line ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"x\":1,"})
    void aLineThatIsSpelledOtherwiseIsRefusedAlsoWithItsRightChecksum(String start) {
        String line = new String(JournalCodec.encode(lines().getFirst()), StandardCharsets.UTF_8);
        String covered = start + " ".repeat(40) + line.substring(1, line.lastIndexOf(",\"crc\""));
        CRC32C crc = new CRC32C();
        crc.update(covered.getBytes(StandardCharsets.UTF_8));
        String respelled = covered + ",\"crc\":\"" + HexFormat.of().toHexDigits((int) crc.getValue()) + "\"}\n";

        assertThatThrownBy(() -> JournalCodec.decode(respelled.getBytes(StandardCharsets.UTF_8), "journal"))
                .isInstanceOf(EtcdbrException.class)
                .hasMessageStartingWith("journal line 1");
    }

    @Test
    void aLineThatIsMissingOrStandsTwiceIsRefused() {
        List<JournalLine> lines = lines();

        assertThatThrownBy(() -> JournalCodec.decode(bytes(List.of(lines.get(0), lines.get(2))), "journal"))
                .hasMessageContaining("line 2: it has the number 3");
        assertThatThrownBy(() -> JournalCodec.decode(bytes(List.of(lines.get(1))), "journal"))
                .hasMessageContaining("line 1: it has the number 2");
        assertThatThrownBy(() -> JournalCodec.decode(bytes(List.of(lines.get(0), lines.get(0))), "journal"))
                .hasMessageContaining("line 2: it has the number 1");
    }

    @Test
    void aClockThatGoesBackWithinOneBootIsRefused() {
        JournalLine earlier = new JournalLine(2, "boot", 9, AT, new Entry.Noted("x"));
        JournalLine later = new JournalLine(3, "boot", 8, AT, new Entry.Noted("y"));
        JournalLine rebooted = new JournalLine(3, "another", 8, AT, new Entry.Noted("y"));
        JournalLine first = lines().getFirst();

        assertThatThrownBy(() -> JournalCodec.decode(bytes(List.of(first, earlier, later)), "journal"))
                .hasMessageContaining("time since boot");
        assertThat(JournalCodec.decode(bytes(List.of(first, earlier, rebooted)), "journal")
                        .lines())
                .hasSize(3);
    }

    @Property(tries = 100)
    void anyNoteIsReadBackEqual(@ForAll String note, @ForAll String why) {
        List<JournalLine> lines = List.of(
                lines().getFirst(),
                line(2, 1, new Entry.Noted(note)),
                line(3, 2, new Entry.Reached(new State.RolledBack(why))));
        byte[] bytes = bytes(lines);
        boolean lost = hasLoneSurrogates(note) || hasLoneSurrogates(why);

        assertThat(JournalCodec.decode(bytes, "journal").lines()).satisfies(read -> {
            if (!lost) {
                assertThat(read).isEqualTo(lines);
            }
        });
    }

    private static boolean hasLoneSurrogates(String text) {
        return !StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static List<JournalLine> lines() {
        List<JournalLine> lines = new ArrayList<>();
        lines.add(line(1, 0, new Entry.Begun(STAGED)));
        AllStates.states().forEach(state -> {
            lines.add(line(lines.size() + 1, lines.size(), new Entry.Noted("evidence: \"ü\" <&> \\ \n")));
            lines.add(line(lines.size() + 1, lines.size(), new Entry.Reached(state)));
        });
        return lines;
    }

    private static JournalLine line(long number, long up, Entry entry) {
        return new JournalLine(number, "5e0b3b06-7d0a-4c5e-8a9e-1f0f4ad4a9c1", up, AT, entry);
    }

    private static byte[] bytes(List<JournalLine> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        lines.forEach(line -> bytes.writeBytes(JournalCodec.encode(line)));
        return bytes.toByteArray();
    }
}
