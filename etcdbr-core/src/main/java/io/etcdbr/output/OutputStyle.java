package io.etcdbr.output;

import java.time.Instant;

/**
 * How to print.
 *
 * @param width columns of the terminal; 0 for no limit
 * @param colour whether the terminal shows colours
 * @param now what ages are counted from
 */
public record OutputStyle(OutputFormat format, int width, boolean colour, Instant now) {

    /** The columns that text is to fit to; 0 for no limit, as where all of it is wanted. */
    int room() {
        return format == OutputFormat.WIDE ? 0 : width;
    }
}
