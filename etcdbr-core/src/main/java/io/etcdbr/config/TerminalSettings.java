package io.etcdbr.config;

import java.util.List;
import java.util.OptionalInt;

/**
 * What the terminal can show, where it is not for the program to find out: a program in a pod sees none, and one looks at it all
 * the same.
 *
 * @param width columns; empty where nobody said
 */
public record TerminalSettings(ColourDisplay colour, OptionalInt width) {
    private static final int LEAST = 20;
    private static final int MOST = 10_000;

    /** Whether there are colours; {@code AUTO}: if standard output is a terminal. */
    public enum ColourDisplay {
        AUTO,
        ON,
        OFF
    }

    public static final List<Setting> USED = List.of(Setting.COLOUR, Setting.WIDTH);

    /** What holds before settings are read. */
    public static final TerminalSettings DEFAULT = new TerminalSettings(ColourDisplay.AUTO, OptionalInt.empty());

    public static TerminalSettings from(Settings settings) {
        return new TerminalSettings(
                settings.choice(Setting.COLOUR, ColourDisplay.class).orElse(ColourDisplay.AUTO),
                settings.number(Setting.WIDTH, LEAST, MOST));
    }
}
