package io.etcdbr.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** Gives what SLF4J brings to {@link ConsoleLog}, keys and message apart. */
final class ConsoleLogger extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1L;

    ConsoleLogger(String name) {
        this.name = name;
    }

    @Override
    public void log(LoggingEvent event) {
        write(
                event.getLevel(),
                event.getMessage(),
                event.getArgumentArray(),
                event.getKeyValuePairs() == null ? List.of() : event.getKeyValuePairs(),
                event.getThrowable());
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable cause) {
        write(level, message, arguments, List.of(), cause);
    }

    private void write(
            Level level,
            @Nullable String message,
            Object @Nullable [] arguments,
            List<org.slf4j.event.KeyValuePair> keys,
            @Nullable Throwable cause) {
        if (ConsoleLog.isEnabled(name, level)) {
            String text = MessageFormatter.basicArrayFormat(message, arguments);
            ConsoleLog.write(new LogLine(
                    Instant.now(), level, name, String.valueOf(text), List.copyOf(keys), Optional.ofNullable(cause)));
        }
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return ConsoleLog.isEnabled(name, Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return ConsoleLog.isEnabled(name, Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return ConsoleLog.isEnabled(name, Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return ConsoleLog.isEnabled(name, Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return ConsoleLog.isEnabled(name, Level.ERROR);
    }
}
