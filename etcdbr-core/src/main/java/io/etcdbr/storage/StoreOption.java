package io.etcdbr.storage;

/**
 * An option of a store's location, given as {@code ?name=value} or as a key beside {@code url} in the configuration file.
 *
 * @param name lower case, words joined by {@code -}
 * @param form what the value looks like, such as {@code FILE}, {@code true|false}, {@code DURATION}
 * @param meaning one line for the reference, with the default
 */
public record StoreOption(String name, String form, String meaning) {}
