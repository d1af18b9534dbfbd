package io.etcdbr.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/**
 * One event.
 *
 * @param message what happened
 * @param keys who and where
 */
record LogLine(
        Instant time, Level level, String logger, String message, List<KeyValuePair> keys, Optional<Throwable> cause) {}
