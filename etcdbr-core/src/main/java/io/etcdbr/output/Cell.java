package io.etcdbr.output;

/** One field of a table. */
record Cell(String text, Colour colour) {
    static Cell of(Object text) {
        return new Cell(String.valueOf(text), Colour.NONE);
    }
}
