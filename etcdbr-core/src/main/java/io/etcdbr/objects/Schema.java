package io.etcdbr.objects;

/** The built-in types. */
final class Schema {
    private Schema() {}

    static Schema builtIn() {
        return new Schema();
    }
}
