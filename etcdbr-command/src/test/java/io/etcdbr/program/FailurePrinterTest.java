package io.etcdbr.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.storage.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FailurePrinterTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void anEnvironmentsFailureIsOneSentenceWithoutStackTrace() {
        ExitCode code = new FailurePrinter("etcdbr-job", err, false)
                .show(new EtcdbrException(ExitCode.NO_SPACE, "the disk of /spool is full", "Free 2 GiB"));

        assertThat(code).isEqualTo(ExitCode.NO_SPACE);
        assertThat(written()).isEqualTo("etcdbr-job: the disk of /spool is full. Free 2 GiB.\n");
    }

    @Test
    void aStoresFailureThatWasWrappedIsTheStoresFailure() {
        ExitCode code = new FailurePrinter("etcdbr-job", err, false)
                .show(new UncheckedIOException(
                        new StoreException(StoreException.Reason.REFUSED, "s3://b says 403", "Check the key")));

        assertThat(code).isEqualTo(ExitCode.STORE_REFUSED);
        assertThat(written()).isEqualTo("etcdbr-job: s3://b says 403. Check the key.\n");
    }

    @Test
    void aDefectSaysSoAndHasAStackTraceAndWhereToReport() {
        ExitCode code = new FailurePrinter("etcdbr-job", err, false).show(new IllegalStateException("no such thing"));

        assertThat(code).isEqualTo(ExitCode.INTERNAL);
        assertThat(written())
                .startsWith("etcdbr-job: a defect of etcdbr-job: java.lang.IllegalStateException: no such thing."
                        + " Please report it")
                .contains("\tat io.etcdbr.program.FailurePrinterTest");
    }

    @Test
    void jsonNamesKindCodeAndRemedy() {
        new FailurePrinter("etcdbr-job", err, true)
                .show(new EtcdbrException(ExitCode.NOT_FOUND, "no backup \"x\"", "Run list"));

        assertThat(written())
                .isEqualTo("{\"error\":{\"kind\":\"user\",\"code\":\"NOT_FOUND\",\"exitCode\":30,"
                        + "\"problem\":\"no backup \\\"x\\\"\",\"remedy\":\"Run list\"}}\n");
    }

    @Test
    void whatBreaksWhileTheWorkIsCancelledIsTheSignalsDoing() {
        Cancellation cancellation = new Cancellation();
        Failure stopped = new Failure(ExitCode.TERMINATED, "stopped by SIGTERM", "");
        cancellation.cancel(stopped);

        assertThat(new FailurePrinter("etcdbr-job", err, false)
                        .failure(new IllegalStateException("stream closed"), cancellation))
                .isEqualTo(stopped);
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
