package io.etcdbr.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Headers of pages, with each of their fields changed. */
class PageHeaderTest {
    private Spoiled file = none();

    private static Spoiled none() {
        try {
            return new Spoiled("1.4.3-empty");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void aFileWithBranchesAndAFreelist() throws IOException {
        file = new Spoiled("1.4.3-page-1k");
    }

    @Test
    void everyFieldOfABranchsHeaderIsHeldAgainstWhatIsThere() throws IOException {
        BranchPage branch = file.find(BranchPage.class, page -> page.count() > 2);
        for (int count : new int[] {0, 1, branch.count() - 1, branch.count() + 1, 63, 64, 0xffff}) {
            assertFoundAt(branch, ValueLayout.JAVA_SHORT_UNALIGNED, 10, (short) count);
        }
        for (short flags : new short[] {0, 2, 3, 4, 0x10, -1}) {
            assertFoundAt(branch, ValueLayout.JAVA_SHORT_UNALIGNED, 8, flags);
        }
        for (int overflow : new int[] {1, 2, Integer.MAX_VALUE, -1}) {
            assertFoundAt(branch, PageHeader.INT, 12, overflow);
        }
        for (long id : new long[] {0, branch.id() - 1, branch.id() + 1, -1}) {
            assertFoundAt(branch, PageHeader.LONG, 0, id);
        }
    }

    @Test
    void everyFieldOfAFreelistsHeaderIsHeldAgainstWhatIsThere() throws IOException {
        long freelist = file.meta().freelistPage().orElseThrow();
        FreelistPage list = (FreelistPage) file.database().page(freelist);
        for (int count : new int[] {0, (int) list.count() - 1, 127, 0xfffe}) {
            assertFoundAt(list, ValueLayout.JAVA_SHORT_UNALIGNED, 10, (short) count);
        }
        for (short flags : new short[] {0, 1, 2, 3, 4, -1}) {
            assertFoundAt(list, ValueLayout.JAVA_SHORT_UNALIGNED, 8, flags);
        }
        for (int overflow : new int[] {1, Integer.MAX_VALUE, -1}) {
            assertFoundAt(list, PageHeader.INT, 12, overflow);
        }
        for (long id : new long[] {0, freelist + 1, -1}) {
            assertFoundAt(list, PageHeader.LONG, 0, id);
        }
    }

    private void assertFoundAt(Page page, ValueLayout.OfShort layout, long offset, short value) throws IOException {
        short before = file.page(page.id()).get(layout, offset);
        file.page(page.id()).set(layout, offset, value);
        assertFound(page, offset, value);
        file.page(page.id()).set(layout, offset, before);
    }

    private void assertFoundAt(Page page, ValueLayout.OfInt layout, long offset, int value) throws IOException {
        int before = file.page(page.id()).get(layout, offset);
        file.page(page.id()).set(layout, offset, value);
        assertFound(page, offset, value);
        file.page(page.id()).set(layout, offset, before);
    }

    private void assertFoundAt(Page page, ValueLayout.OfLong layout, long offset, long value) throws IOException {
        long before = file.page(page.id()).get(layout, offset);
        file.page(page.id()).set(layout, offset, value);
        assertFound(page, offset, value);
        file.page(page.id()).set(layout, offset, before);
    }

    private void assertFound(Page page, long offset, long value) throws IOException {
        assertThat(file.check().sound())
                .as("%d at byte %d of %s", value, offset, page.place())
                .isFalse();
    }
}
