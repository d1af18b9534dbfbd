package io.etcdbr.columns;

/** The name of a class of which one may be the default, which an annotation says. */
final class DefaultMark {
    private DefaultMark() {}

    static String name(Row row, String... annotations) {
        boolean marked = false;
        for (String annotation : annotations) {
            marked |= row.object().text("metadata", "annotations", annotation).equals("true");
        }
        return row.object().text("metadata", "name") + (marked ? " (default)" : "");
    }
}
