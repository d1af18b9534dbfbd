package io.etcdbr.inspection;

import java.util.List;

/**
 * What a snapshot holds.
 *
 * @param total of all keys that live
 * @param resources the largest first; those beyond the limit stand together under {@value #OTHERS}, as in the other lists
 * @param namespaces the largest first; objects without one are not among them
 * @param foreign keys that are not Kubernetes', by what they begin with, the largest first
 * @param largest the largest objects, the largest first
 */
public record Inspection(
        DatabaseFacts database,
        HistoryFacts history,
        Amount total,
        List<ResourceCount> resources,
        List<NamedAmount> namespaces,
        List<NamedAmount> foreign,
        List<LargeObject> largest,
        KubernetesFacts kubernetes) {
    /** Nothing that is counted can be called so. */
    public static final String OTHERS = "(others)";

    public Inspection {
        resources = List.copyOf(resources);
        namespaces = List.copyOf(namespaces);
        foreign = List.copyOf(foreign);
        largest = List.copyOf(largest);
    }
}
