package io.etcdbr.output;

import java.time.Instant;

/**
 * How to print objects of Kubernetes.
 *
 * @param namespaces whether tables have a column for them
 * @param labels whether tables have a column for them
 * @param headers whether tables have titles
 * @param managedFields whether trees have them
 * @param export whether trees leave out what servers fill in
 * @param now what ages are counted from
 */
public record ObjectStyle(
        ObjectForm form,
        boolean namespaces,
        boolean labels,
        boolean headers,
        boolean managedFields,
        boolean export,
        Instant now) {}
