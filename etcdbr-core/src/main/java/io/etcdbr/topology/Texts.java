package io.etcdbr.topology;

import java.util.List;
import java.util.stream.Stream;

/** Lists in one text. */
final class Texts {
    private Texts() {}

    static List<String> split(String commas) {
        return Stream.of(commas.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
