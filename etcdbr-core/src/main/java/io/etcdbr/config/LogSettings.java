package io.etcdbr.config;

import java.util.List;

/**
 * What is said on standard error.
 *
 * @param level already raised to {@code WARN} where quiet was asked for
 */
public record LogSettings(Format format, Level level, ProgressDisplay progress) {

    /** The form of a log line. */
    public enum Format {
        TEXT,
        JSON
    }

    /** The least weight of what is logged. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    /** Whether progress is shown; {@code AUTO}: if standard error is a terminal. */
    public enum ProgressDisplay {
        AUTO,
        ON,
        OFF
    }

    public static final List<Setting> USED =
            List.of(Setting.QUIET, Setting.PROGRESS, Setting.LOG_FORMAT, Setting.LOG_LEVEL);

    /** What holds before settings are read, and when they cannot be. */
    public static final LogSettings DEFAULT = new LogSettings(Format.TEXT, Level.INFO, ProgressDisplay.AUTO);

    public static LogSettings from(Settings settings) {
        Level level = settings.choice(Setting.LOG_LEVEL, Level.class).orElse(Level.INFO);
        ProgressDisplay progress =
                settings.choice(Setting.PROGRESS, ProgressDisplay.class).orElse(ProgressDisplay.AUTO);
        boolean quiet = settings.isOn(Setting.QUIET);
        return new LogSettings(
                settings.choice(Setting.LOG_FORMAT, Format.class).orElse(Format.TEXT),
                quiet && level.compareTo(Level.WARN) > 0 ? Level.WARN : level,
                quiet ? ProgressDisplay.OFF : progress);
    }
}
