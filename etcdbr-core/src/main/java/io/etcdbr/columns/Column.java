package io.etcdbr.columns;

import java.util.function.Function;

/**
 * One column of a table of objects.
 *
 * @param wide whether only wide tables have it
 * @param text what it says of one object
 */
public record Column(String title, boolean wide, Function<Row, String> text) {

    static Column of(String title, Function<Row, String> text) {
        return new Column(title, false, text);
    }

    /** Shown in wide tables only. */
    static Column wide(String title, Function<Row, String> text) {
        return new Column(title, true, text);
    }

    /** The text or number of one field; nothing if it is missing. */
    static Column field(String title, String... path) {
        return of(title, row -> row.object().word(path));
    }

    /** The text or number of one field, or what stands for a missing one. */
    static Column fieldOr(String missing, String title, String... path) {
        return of(title, row -> row.wordOr(missing, path));
    }

    /** A number; 0 if it is missing. */
    static Column number(String title, String... path) {
        return of(title, row -> Long.toString(row.object().number(path)));
    }

    /** {@code true} or {@code false}. */
    static Column flag(String title, String... path) {
        return of(title, row -> Boolean.toString(row.object().flag(path)));
    }

    /** How many there are of something. */
    static Column count(String title, String... path) {
        return of(title, row -> Integer.toString(row.object().size(path)));
    }

    static Column name() {
        return field("NAME", "metadata", "name");
    }

    static Column age() {
        return of("AGE", row -> row.age("metadata", "creationTimestamp"));
    }

    static Column createdAt() {
        return field("CREATED AT", "metadata", "creationTimestamp");
    }
}
