package io.etcdbr.command;

import io.etcdbr.error.EtcdbrException;
import io.etcdbr.error.ExitCode;
import io.etcdbr.progress.Progress;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output for long texts: UTF-8, and buffered. Once nobody takes them any more, as after {@code | head}, writing fails
 * with {@link #broken()}.
 */
public final class TextOutput implements Appendable {
    private final BufferedWriter writer;

    /** @param progress of work that goes on meanwhile, and gives way to the text */
    TextOutput(PrintStream out, Progress progress) {
        writer = new BufferedWriter(
                new OutputStreamWriter(new GivenWay(new CheckedOutput(out), progress), StandardCharsets.UTF_8),
                1 << 16);
    }

    /** What it means that standard output cannot be written to. */
    public static EtcdbrException broken() {
        return new EtcdbrException(
                ExitCode.REFUSED,
                "standard output could not be written to, so what it has is not all",
                "Look at what takes it: a full disk, or a program that ended early");
    }

    @Override
    public TextOutput append(CharSequence text) {
        return append(text, 0, text.length());
    }

    @Override
    public TextOutput append(CharSequence text, int start, int end) {
        try {
            writer.append(text, start, end);
        } catch (IOException e) {
            throw broken();
        }
        return this;
    }

    @Override
    public TextOutput append(char c) {
        try {
            writer.append(c);
        } catch (IOException e) {
            throw broken();
        }
        return this;
    }

    void flush() {
        try {
            writer.flush();
        } catch (IOException e) {
            throw broken();
        }
    }
}
