package io.etcdbr.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class KubectlTableTest {
    private final StringBuilder out = new StringBuilder();

    @Test
    void columnsAreAsWideAsTheirLongestCell() throws IOException {
        KubectlTable table = new KubectlTable(List.of("NAME", "AGE"), true, out);

        table.add(List.of("a", "5d"));
        table.add(List.of("longer", "1h"));
        table.end();

        assertThat(out.toString().lines()).containsExactly("NAME     AGE", "a        5d", "longer   1h");
    }

    @Test
    void manyRowsAreNotHeldAndALongerCellWidensItsColumnFromThereOn() throws IOException {
        KubectlTable table = new KubectlTable(List.of("NAME", "AGE"), true, out);

        for (int i = 0; i < KubectlTable.HELD; i++) {
            table.add(List.of("p" + i, "5d"));
        }
        assertThat(out.toString().lines()).hasSize(1 + KubectlTable.HELD);
        table.add(List.of("longer-than-before", "1h"));
        table.add(List.of("short", "1h"));
        table.end();

        assertThat(out.toString().lines())
                .startsWith("NAME     AGE", "p0       5d")
                .endsWith("longer-than-before   1h", "short                1h");
    }

    @Test
    void fewRowsAreHeldWhereTheyAreLong() throws IOException {
        KubectlTable table = new KubectlTable(List.of("NAME", "LABELS"), true, out);
        String labels = "x".repeat(KubectlTable.CHARACTERS / 4);

        for (int i = 0; i < 3; i++) {
            table.add(List.of("p" + i, labels));
        }
        assertThat(out).isEmpty();
        table.add(List.of("p3", labels));
        assertThat(out.toString().lines()).hasSize(1 + 4);
        table.add(List.of("longer-than-before", "a=b"));
        table.end();

        assertThat(out.toString().lines())
                .startsWith("NAME   LABELS", "p0     " + labels)
                .endsWith("longer-than-before   a=b");
    }
}
