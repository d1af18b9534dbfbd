package io.etcdbr.console;

import io.etcdbr.config.LogSettings;
import io.etcdbr.progress.StatusLine;
import org.slf4j.event.Level;

/** Where log lines go. SLF4J knows one backend a process, so this is the process's, set once a run. */
public final class ConsoleLog {
    private static final String OURS = "io.etcdbr.";

    private record Target(StatusLine line, LogSettings settings) {}

    private static volatile Target target = new Target(new StatusLine(System.err), LogSettings.DEFAULT);

    private ConsoleLog() {}

    /** From now on log lines go above {@code line} in the form and from the level that {@code settings} say. */
    public static void direct(StatusLine line, LogSettings settings) {
        target = new Target(line, settings);
        System.setProperty("java.util.logging.config.class", JulForwarding.class.getName());
    }

    /** Libraries speak up only from warnings on, unless everything is asked for. */
    static boolean isEnabled(String logger, Level level) {
        Level least = switch (target.settings().level()) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> logger.startsWith(OURS) ? Level.INFO : Level.WARN;
            case DEBUG -> logger.startsWith(OURS) ? Level.DEBUG : Level.INFO;
        };
        return level.toInt() >= least.toInt();
    }

    static void write(LogLine line) {
        Target to = target;
        boolean stackTraces = line.level() == Level.ERROR || to.settings().level() == LogSettings.Level.DEBUG;
        to.line().printAbove(LogFormat.format(line, to.settings().format(), stackTraces));
    }
}
