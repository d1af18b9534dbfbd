package io.etcdbr.output;

import java.time.Instant;

/**
 * How to print.
 *
 * @param width columns of the terminal; 0 for no limit
 * @param colour whether the terminal shows colours
 * @param now what ages are counted from
 */
public record OutputStyle(OutputFormat format, int width, boolean colour, Instant now) {}
