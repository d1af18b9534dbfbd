package io.etcdbr.jsonpath;

import java.util.List;

/** A part of a template. */
sealed interface Node {

    /** What stands outside of braces, and is printed as it is. */
    record Text(String text) implements Node {}

    /** <code>{path}</code>. */
    record Print(List<Step> path) implements Node {
        public Print {
            path = List.copyOf(path);
        }
    }

    /** <code>{range path}</code>: what follows is for each that the path finds. */
    record Range(List<Step> path) implements Node {
        public Range {
            path = List.copyOf(path);
        }
    }

    /** <code>{end}</code> of the last range. */
    record End() implements Node {}
}
