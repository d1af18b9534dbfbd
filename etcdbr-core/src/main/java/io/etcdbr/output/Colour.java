package io.etcdbr.output;

/** What a word means, as a colour. */
enum Colour {
    NONE(""),
    GOOD("32"),
    WARNING("33"),
    BAD("31");

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    String paint(String text) {
        return this == NONE || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
