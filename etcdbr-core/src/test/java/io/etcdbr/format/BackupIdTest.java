package io.etcdbr.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupIdTest {
    private static final Instant TIME = Instant.parse("2026-11-20T14:30:05Z");

    @Test
    void isWrittenAsTheFormatDocumentSays() {
        assertThat(new BackupId(TIME.plusMillis(999), 48211907, "7f3a9c"))
                .hasToString("20261120T143005Z-r48211907-7f3a9c");
    }

    @Property
    void whatIsWrittenIsReadBack(
            @ForAll @LongRange(min = -62_167_219_200L, max = 253_402_300_799L) long second,
            @ForAll @LongRange(min = 0) long revision) {
        BackupId id = BackupId.create(Instant.ofEpochSecond(second), revision);
        assertThat(BackupId.parse(id.toString())).contains(id);
    }

    @Property
    void anyTextIsReadOrNotButNeverThrows(@ForAll String text) {
        assertThat(BackupId.parse(text).map(BackupId::toString).orElse(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20261120T143005Z-r048211907-7f3a9c",
                "20261120T143005Z-r-1-7f3a9c",
                "20261120T143005Z-r9223372036854775808-7f3a9c",
                "20261120T143005Z-r1-7F3A9C",
                "20261120T143005Z-r1-7f3a9",
                "20261120T143005Z-r1-7f3a9c0",
                "20261320T143005Z-r1-7f3a9c",
                "20260229T143005Z-r1-7f3a9c",
                "20261120T243005Z-r1-7f3a9c",
                "20261120T143060Z-r1-7f3a9c",
                "20261120t143005z-r1-7f3a9c",
                "20261120T143005Z-r1-7f3a9c\n",
                "٢٠٢٦١١٢٠T143005Z-r1-7f3a9c",
                ""
            })
    void anotherSpellingIsNoId(String text) {
        assertThat(BackupId.parse(text)).isEqualTo(Optional.empty());
    }

    @Test
    void sortsByTimeThenByRevisionAsANumber() {
        BackupId first = new BackupId(TIME, 9, "ffffff");
        BackupId second = new BackupId(TIME, 10, "000000");
        BackupId third = new BackupId(TIME.plusSeconds(1), 1, "000000");
        assertThat(List.of(third, second, first).stream().sorted()).containsExactly(first, second, third);
    }

    @Test
    void aTimeThatNeedsFiveDigitsOfYearIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BackupId(Instant.parse("+10000-01-01T00:00:00Z"), 1, "000000"));
    }

    @Test
    void twoIdsOfTheSameMomentDiffer() {
        assertThat(BackupId.create(TIME, 1)).isNotEqualTo(BackupId.create(TIME, 1));
    }
}
