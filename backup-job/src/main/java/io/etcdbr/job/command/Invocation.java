package io.etcdbr.job.command;

import io.etcdbr.cancellation.Cancellation;
import io.etcdbr.config.Settings;
import io.etcdbr.progress.Progress;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Optional;

/**
 * One call of a verb.
 *
 * @param argument what stood beside the flags
 * @param out for what was asked for, never for logs
 */
public record Invocation(
        Settings settings,
        Optional<String> argument,
        InputStream in,
        PrintStream out,
        Progress progress,
        Cancellation cancellation,
        Clock clock) {}
