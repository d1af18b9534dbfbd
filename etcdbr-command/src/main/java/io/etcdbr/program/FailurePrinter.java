package io.etcdbr.program;

import com.google.gson.stream.JsonWriter;
import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.error.Failure;
import io.etcdbr.storage.StoreException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The one place where failures are shown: as a sentence, or as one JSON object where JSON was asked for. */
final class FailurePrinter {

    /** Whose move it is. */
    private enum Kind {
        /** The user asked for what cannot be. */
        USER,
        /** etcd, a store, a disk or a signal. */
        ENVIRONMENT,
        /** A defect of ours. */
        OURS
    }

    private final String program;
    private final PrintStream err;
    private final boolean json;

    FailurePrinter(String program, PrintStream err, boolean json) {
        this.program = program;
        this.err = err;
        this.json = json;
    }

    /** What {@code thrown} means. Whatever breaks once the work is being cancelled is the cancelling, not the thing that broke. */
    Failure failure(Throwable thrown, Cancellation cancellation) {
        return cancellation.reason().orElseGet(() -> failure(thrown));
    }

    private Failure failure(Throwable thrown) {
        return switch (thrown) {
            case EtcdbrException known -> known.failure();
            case UncheckedIOException unchecked
            when unchecked.getCause() instanceof StoreException store -> store.failure();
            case OutOfMemoryError _ ->
                new Failure(
                        ExitCode.INTERNAL,
                        program + " ran out of memory",
                        "Raise the container's memory limit, and please report it: memory use should not grow with etcd");
            default ->
                new Failure(
                        ExitCode.INTERNAL,
                        "a defect of " + program + ": " + thrown,
                        "Please report it to the project with the lines below and what '" + program
                                + " version' prints");
        };
    }

    ExitCode show(Throwable thrown) {
        return show(failure(thrown), thrown);
    }

    /** What befell a part of the work. */
    void show(Failure failure) {
        show(failure, new EtcdbrException(failure));
    }

    ExitCode show(Failure failure, Throwable thrown) {
        if (json) {
            err.println(json(failure, thrown));
        } else {
            err.println(program + ": " + failure.sentence());
            if (kind(failure.code()) == Kind.OURS) {
                thrown.printStackTrace(err);
            }
        }
        return failure.code();
    }

    private static String json(Failure failure, Throwable thrown) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setHtmlSafe(false);
            json.beginObject().name("error").beginObject();
            json.name("kind").value(kind(failure.code()).name().toLowerCase(Locale.ROOT));
            json.name("code").value(failure.code().name());
            json.name("exitCode").value(failure.code().number());
            json.name("problem").value(failure.problem());
            json.name("remedy").value(failure.remedy());
            if (kind(failure.code()) == Kind.OURS) {
                json.name("stackTrace").beginArray();
                for (StackTraceElement element : thrown.getStackTrace()) {
                    json.value(element.toString());
                }
                json.endArray();
            }
            json.endObject().endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to", e);
        }
        return text.toString();
    }

    private static Kind kind(ExitCode code) {
        return switch (code) {
            case USAGE, NOT_FOUND, IDENTITY, REFUSED -> Kind.USER;
            case OK,
                    PARTIAL,
                    DIFFERENT,
                    SOURCE_UNREACHABLE,
                    SOURCE_REFUSED,
                    SOURCE_DAMAGED,
                    STORE_UNAVAILABLE,
                    STORE_REFUSED,
                    NO_SPACE,
                    DAMAGED,
                    KUBERNETES_UNREACHABLE,
                    KUBERNETES_REFUSED,
                    KUBERNETES_MISSING,
                    ATTENTION,
                    UNDONE,
                    STUCK,
                    INTERRUPTED,
                    TERMINATED -> Kind.ENVIRONMENT;
            case INTERNAL -> Kind.OURS;
        };
    }
}
