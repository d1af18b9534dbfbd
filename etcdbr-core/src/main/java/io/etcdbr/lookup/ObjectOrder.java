package io.etcdbr.lookup;

import io.etcdbr.jsonpath.FieldPath;

/**
 * In which order objects are shown.
 *
 * @param path to what they are ordered by
 * @param eachResource whether the objects of each resource keep together, as tables want it
 */
public record ObjectOrder(FieldPath path, boolean eachResource) {}
