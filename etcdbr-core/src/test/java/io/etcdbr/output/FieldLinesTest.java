package io.etcdbr.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldLinesTest {
    private final StringBuilder out = new StringBuilder();

    @Test
    void whatDoesNotFitGoesOnBelowTheValue() throws IOException {
        new FieldLines(out, 40).field("Snapshot", "backup 20261129T072758Z-r170-ec8fec, revision 170, in file:///mnt");

        assertThat(out).hasToString("""
                Snapshot:       backup
                                20261129T072758Z-r170-ec8fec,
                                revision 170, in
                                file:///mnt
                """);
    }

    @Test
    void withoutATerminalNothingIsParted() throws IOException {
        new FieldLines(out, 0)
                .several(
                        "Note",
                        List.of(
                                "a long line that is read by a program "
                                        .repeat(9)
                                        .strip(),
                                "b"));

        assertThat(out.toString().lines()).hasSize(2);
    }

    @Test
    void aWordThatIsTooLongStaysWhole() throws IOException {
        new FieldLines(out, 20).field("plain", "SHA-256 8d10f7f9aec21df52809a01543dbfd9d");

        assertThat(out).hasToString("plain:          SHA-256\n                8d10f7f9aec21df52809a01543dbfd9d\n");
    }

    @Test
    void coloursTakeNoRoom() throws IOException {
        new FieldLines(out, 30).field("State", Colour.BAD.paint("damaged") + " by age");

        assertThat(out.toString().lines()).hasSize(1);
    }
}
