package io.etcdbr.output;

import java.time.Instant;
import java.util.List;

/**
 * How to print objects of Kubernetes.
 *
 * @param namespaces whether tables have a column for them
 * @param kinds whether names in tables have their kind before them also where one resource is asked for
 * @param labels whether tables have a column for all of them
 * @param labelColumns labels that tables have a column of their own for
 * @param headers whether tables have titles
 * @param managedFields whether trees have them
 * @param export whether trees leave out what servers fill in
 * @param nothingForNone whether nothing is printed where there are no objects, instead of an empty list or titles alone
 * @param now what ages are counted from
 */
public record ObjectStyle(
        ObjectForm form,
        boolean namespaces,
        boolean kinds,
        boolean labels,
        List<String> labelColumns,
        boolean headers,
        boolean managedFields,
        boolean export,
        boolean nothingForNone,
        Instant now) {
    public ObjectStyle {
        labelColumns = List.copyOf(labelColumns);
    }
}
