package io.etcdbr.config;

import java.util.List;

/**
 * One value as somebody gave it.
 *
 * @param where for messages: the flag, the variable, or file, line and key
 * @param options only for a store that is written as a mapping: what stands beside its {@code url}
 */
record Given(String text, String where, List<Option> options) {

    /** A key beside a store's {@code url}. */
    record Option(String name, String text, String where) {}

    static Given of(String text, String where) {
        return new Given(text, where, List.of());
    }
}
