package io.etcdbr.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalProgressTest {
    private static final String ERASE = "\r\u001b[K";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final StatusLine line = new StatusLine(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    private final AtomicLong nanos = new AtomicLong();
    private final TerminalProgress progress = progress(100, TerminalProgress.Results.HERE);

    @Test
    void workOfKnownSizeHasBarRateAndRemainingTime() {
        Progress.Task task = progress.begin("reading etcd", OptionalLong.of(100 << 20));

        task.advance(25 << 20);
        nanos.addAndGet(1_000_000_000L);
        progress.draw();

        assertThat(written())
                .isEqualTo(ERASE
                        + "reading etcd  [#####---------------]  25%  25.0 MiB of 100.0 MiB  25.0 MiB/s  3s left");
    }

    @Test
    void workOfUnknownSizeHasBytesAndRate() {
        progress.begin("uploading", OptionalLong.empty()).advance(2048);
        nanos.addAndGet(2_000_000_000L);
        progress.draw();

        assertThat(written()).isEqualTo(ERASE + "uploading  2.0 KiB  1.0 KiB/s");
    }

    @Test
    void aStallShowsAsAFallingRate() {
        Progress.Task task = progress.begin("reading", OptionalLong.empty());
        task.advance(1000);
        nanos.addAndGet(1_000_000_000L);
        progress.draw();
        nanos.addAndGet(1_000_000_000L);
        progress.draw();

        assertThat(written()).endsWith("reading  1000 B  800 B/s");
    }

    @Test
    void severalWorksShareTheLineAndTheLineFitsTheTerminal() {
        progress.begin("first", OptionalLong.of(10)).advance(5);
        progress.begin(
                "second with a very long name that goes on and on and on and on and on and on", OptionalLong.of(10));
        nanos.addAndGet(1_000_000_000L);
        progress.draw();

        assertThat(written()).startsWith(ERASE + "first  50%  5 B/s  |  second with");
        assertThat(written().substring(ERASE.length())).hasSize(97);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            86 ! verifying 20261120T143005Z-r17-7f3a9c  25%  25.0 MiB of 100.0 MiB  25.0 MiB/s  3s left
            72 ! verifying 20261120T143005Z-r17-7f3a9c  25%  25.0 MiB/s  3s left
            50 ! verifying 20261120T14...  25%  25.0 MiB/s  3s left
            """)
    void whereTheTerminalIsNarrowBarAndNameGiveWayToFigures(int width, String text) {
        TerminalProgress narrow = progress(width + 3, TerminalProgress.Results.HERE);
        narrow.begin("verifying 20261120T143005Z-r17-7f3a9c", OptionalLong.of(100 << 20))
                .advance(25 << 20);
        nanos.addAndGet(1_000_000_000L);
        narrow.draw();

        assertThat(written()).isEqualTo(ERASE + text);
    }

    @Test
    void linesScrollByAboveTheStatusLine() {
        line.printAbove("one");
        line.show("status");
        line.printAbove("two");
        line.show("status");
        line.show("");

        assertThat(written()).isEqualTo("one\n" + ERASE + "status" + ERASE + "two\nstatus" + ERASE);
    }

    @Test
    void theEndOfTheWorkTakesTheLineAway() {
        Progress.Task task = progress.begin("reading", OptionalLong.empty());
        progress.draw();
        task.close();

        assertThat(written()).endsWith(ERASE);
        assertThat(progress.draw()).isFalse();
    }

    @Test
    void resultsOnTheSameTerminalTakeTheLineAwayForGoodThoughTheWorkGoesOn() {
        progress.begin("looking into", OptionalLong.empty());
        progress.draw();
        bytes.reset();

        progress.giveWay();
        progress.draw();

        assertThat(written()).isEqualTo(ERASE);
    }

    @Test
    void resultsThatPassByAreNotErasedWithTheLine() {
        TerminalProgress inPod = progress(100, TerminalProgress.Results.HERE_BY_ANOTHER);
        Progress.Task task = inPod.begin("looking into", OptionalLong.empty());
        inPod.draw();
        bytes.reset();

        inPod.giveWay();
        inPod.draw();
        task.close();

        assertThat(written()).isEmpty();
    }

    @Test
    void resultsElsewhereLeaveTheLineWhereItIs() {
        TerminalProgress piped = progress(100, TerminalProgress.Results.ELSEWHERE);
        piped.begin("looking into", OptionalLong.empty());

        piped.giveWay();
        piped.draw();

        assertThat(written()).contains("looking into");
    }

    private TerminalProgress progress(int width, TerminalProgress.Results results) {
        return new TerminalProgress(line, width, results, nanos::get, false);
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
