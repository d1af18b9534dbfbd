package io.etcdbr.lookup;

/** In which namespaces to look. Resources that have none are found either way. */
public sealed interface NamespaceScope {

    /** One of them, which need not exist. */
    record One(String name) implements NamespaceScope {}

    /** All of them. */
    record All() implements NamespaceScope {}
}
