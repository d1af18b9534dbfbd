package io.etcdbr.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every single byte of a small file that has everything, changed: it is found, or no key is missing or added. */
class EveryByteTest {

    @Test
    void aChangedByteIsFoundOrChangesNoMoreThanItself() throws IOException {
        byte[] file = BboltFiles.bytes("1.4.3-small");
        List<String> before = Walk.of(BboltFiles.open(file));
        int found = 0;
        for (int offset = 0; offset < file.length; offset++) {
            for (int change : new int[] {0x01, 0x80}) {
                file[offset] ^= (byte) change;
                try {
                    Database database = BboltFiles.open(file);
                    StructureReport report = StructureCheck.run(database, StructureVisitor.NONE);
                    List<String> after = Walk.of(database);
                    if (report.findings().isEmpty()) {
                        assertThat(differences(before, after))
                                .as("lines that differ with 0x%02x at byte %d", change, offset)
                                .isLessThanOrEqualTo(1);
                    } else {
                        found++;
                    }
                } catch (BboltException located) {
                    found++;
                }
                file[offset] ^= (byte) change;
            }
        }
        assertThat(found).as("changes found, so that the test could fail").isGreaterThan(1000);
    }

    /** A bucket that lost its flag is a value of the same name, and one may get another name: nothing tells. */
    private static int differences(List<String> before, List<String> after) {
        List<String> lost = before.stream()
                .filter(line -> line.endsWith("/") && !after.contains(line))
                .toList();
        if (lost.size() == 1 && after.size() < before.size()) {
            String value = lost.getFirst().substring(0, lost.getFirst().length() - 1) + " ";
            return after.stream().anyMatch(line -> line.startsWith(value)) ? 1 : Integer.MAX_VALUE;
        }
        if (before.size() != after.size()) {
            return Integer.MAX_VALUE;
        }
        int differences = 0;
        for (int i = 0; i < before.size(); i++) {
            differences += withoutPath(before.get(i)).equals(withoutPath(after.get(i))) ? 0 : 1;
        }
        return differences;
    }

    private static String withoutPath(String line) {
        return line.substring(line.lastIndexOf('/'));
    }
}
