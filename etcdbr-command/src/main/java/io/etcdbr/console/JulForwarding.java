package io.etcdbr.console;

import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.event.Level;

/**
 * Takes in what libraries say to java.util.logging. The JDK makes one of these by the property {@code
 * java.util.logging.config.class}, and only once somebody logs there: most runs never pay for it.
 */
public final class JulForwarding extends Handler {

    public JulForwarding() {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(java.util.logging.Level.INFO);
        root.addHandler(this);
    }

    @Override
    public void publish(LogRecord event) {
        String logger = Optional.ofNullable(event.getLoggerName()).orElse("");
        Level level = level(event.getLevel().intValue());
        if (ConsoleLog.isEnabled(logger, level)) {
            ConsoleLog.write(new LogLine(
                    event.getInstant(),
                    level,
                    logger,
                    new SimpleFormatter().formatMessage(event),
                    List.of(),
                    Optional.ofNullable(event.getThrown())));
        }
    }

    private static Level level(int value) {
        if (value >= java.util.logging.Level.SEVERE.intValue()) {
            return Level.ERROR;
        }
        if (value >= java.util.logging.Level.WARNING.intValue()) {
            return Level.WARN;
        }
        return value >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
