package io.etcdbr.output;

/** How results are shown. */
public enum OutputFormat {
    /** For people, fitted to the width of the terminal. */
    TABLE,
    /** For people, with everything, whatever the width. */
    WIDE,
    JSON,
    YAML,
    /** Ids only, one a line: those listed, described, deleted, or found damaged; of a fetched file its path. */
    NAME
}
