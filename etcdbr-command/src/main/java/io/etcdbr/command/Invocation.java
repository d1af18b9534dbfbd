package io.etcdbr.command;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.config.Setting;
import io.etcdbr.config.Settings;
import io.etcdbr.output.OutputFormat;
import io.etcdbr.output.OutputStyle;
import io.etcdbr.output.ResultPrinter;
import io.etcdbr.progress.Progress;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call of a verb.
 *
 * @param flags as typed, without variables and file
 * @param arguments what stood beside the flags
 * @param out for what was asked for, never for logs
 * @param err for what others say about it
 */
public record Invocation(
        Program program,
        Map<Setting, List<String>> flags,
        Settings settings,
        List<String> arguments,
        InputStream in,
        PrintStream out,
        PrintStream err,
        Terminal terminal,
        Progress progress,
        Cancellation cancellation,
        Clock clock) {
    private static final int BUFFER = 1 << 16;

    public Invocation {
        flags = Map.copyOf(flags);
        arguments = List.copyOf(arguments);
    }

    /** The same call with another value of a setting. */
    public Invocation with(Setting setting, String value) {
        Map<Setting, List<String>> changed = new EnumMap<>(Setting.class);
        changed.putAll(flags);
        changed.put(setting, List.of(value));
        return new Invocation(
                program,
                changed,
                settings.with(setting, value),
                arguments,
                in,
                out,
                err,
                terminal,
                progress,
                cancellation,
                clock);
    }

    /** The same call with its result going elsewhere. */
    public Invocation withOut(PrintStream other) {
        return new Invocation(
                program, flags, settings, arguments, in, other, err, terminal, progress, cancellation, clock);
    }

    /** The first argument. */
    public Optional<String> argument() {
        return arguments.stream().findFirst();
    }

    /**
     * What standard output is.
     *
     * @param width columns; 0 where it is no terminal
     */
    public record Terminal(int width, boolean colour) {}

    /** Prints a result as the user asked for, in as few writes as can be: of short ones a reader like {@code head} breaks off none. */
    public void print(OutputFormat format, Printing printing) {
        try {
            Writer text = new BufferedWriter(new OutputStreamWriter(out, out.charset()), BUFFER);
            printing.by(
                    new ResultPrinter(new OutputStyle(format, terminal.width(), terminal.colour(), clock.instant())),
                    text);
            text.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("a PrintStream does not throw", e);
        }
    }

    /** One of the printer's methods. */
    @FunctionalInterface
    public interface Printing {
        void by(ResultPrinter printer, Appendable out) throws IOException;
    }
}
